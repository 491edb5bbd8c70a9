"""Python's search for garbage that holds on to itself, while much is made that stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

# A search begins after so many new objects (Python's own number is 700). Not switched off: what other threads
# drop meanwhile is still found, and never takes more than some ten megabytes.
_SELDOM = 50_000
_lock = Lock()
_usual: list[tuple[int, int, int]] = []  # the numbers as they were, once for each who is inside


@contextmanager
def rarely_collected() -> Iterator[None]:
    """For work that makes hundreds of thousands of objects and needs them to its end.

    Each search walks over all of them and finds nothing: an eighth of the time of an import. The setting is
    the whole process's; of several threads, the last one out sets it back.
    """
    with _lock:
        _usual.append(_usual[0] if _usual else gc.get_threshold())
        gc.set_threshold(_SELDOM, *_usual[0][1:])
    try:
        yield
    finally:
        with _lock:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)
