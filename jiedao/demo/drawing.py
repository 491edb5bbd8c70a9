"""A sheet to draw on in shares of its width and height, with the site's colours."""

import io
import math
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1080, 720
_FINER = 2  # drawn larger, then reduced: smooth edges

Colour = tuple[int, int, int]
Point = tuple[float, float]


def _colour(code: str) -> Colour:
    return tuple(int(code[at : at + 2], 16) for at in (0, 2, 4))


INK = _colour("1f1b16")
PAPER = _colour("fbf8f3")
HAIRLINE = _colour("e6dfd3")
RED = _colour("9b1c1c")
GOLD = _colour("8a6d1f")
GREEN = _colour("1c6b3c")
AMBER = _colour("8a5a00")
SEA = _colour("2f5d6b")


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """`share` of the second colour in the first."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first, second, strict=True))


def tint(colour: Colour, share: float) -> Colour:
    """The colour with so much of the paper in it."""
    return mixed(colour, PAPER, share)


class Sheet:
    def __init__(self, ground: Colour):
        self._image = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), ground)
        self._draw = ImageDraw.Draw(self._image)

    def shape(self, points: list[Point], colour: Colour) -> None:
        self._draw.polygon([self._at(point) for point in points], fill=colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, round_by=0.0) -> None:
        corners = [self._at((left, top)), self._at((right, bottom))]
        self._draw.rounded_rectangle(corners, radius=round_by * WIDTH * _FINER, fill=colour)

    def disc(self, centre: Point, radius: float, colour: Colour, flat: float = 1.0) -> None:
        """A circle of a radius in shares of the width; `flat` below 1 makes it wider than high."""
        x, y = self._at(centre)
        across, up = radius * WIDTH * _FINER, radius * WIDTH * _FINER * flat
        self._draw.ellipse([x - across, y - up, x + across, y + up], fill=colour)

    def line(self, points: list[Point], colour: Colour, thickness: float = 0.003) -> None:
        width = max(1, round(thickness * WIDTH * _FINER))
        self._draw.line([self._at(point) for point in points], fill=colour, width=width, joint="curve")

    def jpeg(self, name: str) -> ContentFile:
        buffer = io.BytesIO()
        self._image.reduce(_FINER).save(buffer, "JPEG", quality=90)
        return ContentFile(buffer.getvalue(), name=name)

    @staticmethod
    def _at(point):
        return point[0] * WIDTH * _FINER, point[1] * HEIGHT * _FINER


def ridge(dice: Random, height: float, rough: float, waves: int = 3) -> list[Point]:
    """A soft line from edge to edge around a height."""
    parts = [
        (dice.uniform(0.6, 1.0) / n, n * dice.uniform(0.8, 1.3), dice.random()) for n in range(1, waves + 1)
    ]
    return [
        (x / 60, height - rough * sum(a * math.sin(2 * math.pi * (f * x / 60 + p)) for a, f, p in parts))
        for x in range(61)
    ]


def below(line: list[Point]) -> list[Point]:
    """The area between a line and the lower edge."""
    return [*line, (1, 1), (0, 1)]
