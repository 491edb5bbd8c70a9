"""Write the .mo file beside each of our .po files: what `msgfmt` does, without gettext installed."""

import ast
import re
import struct
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "jiedao/locale/zh_Hans/LC_MESSAGES"
SOURCES = (_FOLDER / "django.po", _FOLDER / "djangojs.po")
_PIECE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr|msgstr\[0\]) )?(".*")')
_MAGIC, _HEADER = 0x950412DE, 7 * 4


def read(source: str) -> dict[str, str]:
    """{message: translation}, one plural form at most: Chinese has no other."""
    messages: dict[str, str] = {}
    for block in source.split("\n\n"):
        parts, key = {"msgctxt": "", "msgid": "", "msgid_plural": ""}, ""
        for line in filter(lambda line: not line.startswith("#"), block.strip().splitlines()):
            name, text = _PIECE.fullmatch(line).groups()
            key = name or key
            parts[key] = ("" if name else parts[key]) + ast.literal_eval(text)
        plural = f"\0{parts['msgid_plural']}" if parts["msgid_plural"] else ""
        context = f"{parts['msgctxt']}\4" if parts["msgctxt"] else ""
        messages[context + parts["msgid"] + plural] = parts["msgstr[0]"] if plural else parts["msgstr"]
    return messages


def compiled(messages: dict[str, str]) -> bytes:
    """The format that Python's gettext reads: two tables of (length, offset), then the texts."""
    pairs = [(each.encode(), messages[each].encode()) for each in sorted(messages, key=str.encode)]
    number, texts = len(pairs), b""
    start = _HEADER + 16 * number
    tables = []
    for side in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<2I", len(pair[side]), start + len(texts)))
            texts += pair[side] + b"\0"
    header = struct.pack("<7I", _MAGIC, 0, number, _HEADER, _HEADER + 8 * number, 0, start)
    return header + b"".join(tables) + texts


if __name__ == "__main__":
    for source in SOURCES:
        source.with_suffix(".mo").write_bytes(compiled(read(source.read_text(encoding="utf-8"))))
