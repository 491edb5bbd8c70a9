"""Keys of rows, as addresses and forms name them."""

DIGITS = 18  # of the largest that a database can be asked for


def is_key(text: str) -> bool:
    """May it be a row's key? Asked for anything else, databases fail instead of finding nothing."""
    return text.isdecimal() and len(text) <= DIGITS
