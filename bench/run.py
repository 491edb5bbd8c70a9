"""The measurements of `make bench`, one after another, each in a process of its own.

    make bench                               all of them
    make bench ARGS="importing"              one, with its own arguments behind: ARGS="importing --full"
    make bench ARGS="--only /units/"         arguments alone are those of the first

Exits with 1 when one of them has missed its bounds.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PARTS = ("answering", "exporting", "importing", "admin_import", "proposing", "visiting")


def run(part: str, arguments: list[str]) -> bool:
    print(f"\n== {part}", flush=True)
    command = [sys.executable, str(FOLDER / f"{part}.py"), *arguments]
    return subprocess.run(command, cwd=FOLDER.parent, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    if not arguments:
        held = [run(part, []) for part in PARTS]  # all of them, even after one that missed
        return 0 if all(held) else 1
    if arguments[0] in PARTS:
        return 0 if run(arguments[0], arguments[1:]) else 1
    if arguments[0].startswith("-"):
        return 0 if run(PARTS[0], arguments) else 1
    print(f"No such measurement: {arguments[0]}. There are {', '.join(PARTS)}.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
