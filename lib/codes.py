"""Short codes that are read out and typed in by hand."""

import secrets
from collections.abc import Callable

# Without those that look alike in print: 0 and O, 1 and I and L.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8


def random_code(is_taken: Callable[[str], bool]) -> str:
    """One that nobody can guess, and that is not taken."""
    while is_taken(code := "".join(secrets.choice(LETTERS) for _ in range(LENGTH))):
        pass
    return code
