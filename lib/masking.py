"""Numbers of persons with their middle hidden, and text that stays on its line.

What may be read aloud in an office, stand in a log and be printed: 138****1234.
"""

import re
import unicodedata

from lib.privacy import PERSONAL

_HIDDEN = "****"
# How most are written: a mobile number, or a line's with its area.
_PLAIN = re.compile(r"(?:(1[3-9]\d)\d{4}|(0(?:10|2\d|[3-9]\d\d))-?\d{3,4})(\d{4})", re.ASCII)
# A number that is masked already, and one as people write it.
_KEPT = re.compile(r"(\d{0,4}\*{4,}[\dXx]{0,4})")
_NUMBER = re.compile(r"\+?\(?\d[\d() \-‐-―._·]*\d|\d")
_IDENTITY_LENGTH = 18
_LEAST_LENGTH = 7  # of a number of which anything may be shown
# Control characters, direction marks and other unseen ones, halves of pairs, line and paragraph separators.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def mask(phone: str) -> str:
    """13800001234 → 138****1234, 0532-88881234 → 0532****1234, each number of several; "" stays "".

    What is masked already stays as it is; words between the numbers do too.
    """
    if plain := _PLAIN.fullmatch(phone):  # lists have many
        return f"{plain[1] or plain[2]}{_HIDDEN}{plain[3]}"
    return _replaced(phone, _masked_unless_kept)


def masked(text: str) -> str:
    """The text with every mobile and identity number in it masked: 张三 138****1234."""
    return _replaced(text, str)


def one_line(text: str) -> str:
    r"""The text with line breaks, control characters and marks of direction written out: \n, \u202e."""
    return "".join(_escaped(each) if unicodedata.category(each) in _UNSEEN else each for each in text)


def _replaced(text, others):
    """The text with its mobile and identity numbers masked, and what stands between them through `others`."""
    halved, parts, end = _halved(text), [], 0
    for found in PERSONAL.finditer(halved):
        parts += others(text[end : found.start()]), _masked_number(_digits(found[0]))
        end = found.end()
    return "".join(parts) + others(text[end:])


def _masked_unless_kept(text):
    """Every number in the text masked; taken apart first, since no one pattern does it in a short time."""
    parts = _KEPT.split(_halved(text))
    parts[::2] = (_NUMBER.sub(lambda found: _masked_number(_digits(found[0])), part) for part in parts[::2])
    return "".join(parts)


def _escaped(character):
    return _ESCAPES.get(character) or (
        f"\\u{ord(character):04x}" if ord(character) <= 0xFFFF else f"\\U{ord(character):08x}"
    )


def _halved(text):
    """With half-width characters for full-width ones, each at its place."""
    halved = (unicodedata.normalize("NFKC", each) for each in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(halved, text, strict=True))


def _digits(number):
    return "".join(each for each in number if each.isdigit() or each in "Xx")


def _masked_number(digits):
    """Of the digits of one number those that may be shown."""
    if len(digits) == _IDENTITY_LENGTH:
        return digits[:3] + "*" * (_IDENTITY_LENGTH - 7) + digits[-4:]
    mobile = re.fullmatch(r"(?:(?:00)?86|0)?(1[3-9]\d)\d{4}(\d{4})", digits)
    if mobile:
        return f"{mobile[1]}{_HIDDEN}{mobile[2]}"
    line = re.fullmatch(r"(0(?:10|2\d|[3-9]\d\d))(\d{7,8})\d*|(\d{7,8})", digits)
    if line:
        return f"{line[1] or ''}{_HIDDEN}{(line[2] or line[3])[-4:]}"
    return digits[:3] + _HIDDEN + digits[-4:] if len(digits) > _LEAST_LENGTH else _HIDDEN
