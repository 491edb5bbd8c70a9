"""An act on a batch that is not possible now."""


class Refused(Exception):
    """The text says why and what to do, line by line."""

    def __init__(self, *lines: str):
        super().__init__("\n".join(lines))
        self.lines = lines


class Outdated(Exception):
    """The data changed since the preview: nothing may be written before somebody has looked again."""
