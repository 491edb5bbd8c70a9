"""Pictures for the demo's activities: abstract scenes of a hilly street by the sea, the same in every run.

They are drawn, not photographed, and nobody is in them.
"""

from collections.abc import Callable
from random import Random

from django.core.files.base import ContentFile

from jiedao.demo.drawing import (
    AMBER,
    GOLD,
    GREEN,
    HAIRLINE,
    INK,
    PAPER,
    RED,
    SEA,
    Sheet,
    below,
    mixed,
    ridge,
    tint,
)


def draw(scene: str, about: str) -> ContentFile:
    """A JPEG of the scene; its details follow from what it is about."""
    # The same activity always gets the same picture: nothing secret.
    return SCENES[scene](Random(about)).jpeg("drawn.jpg")  # nosec B311


def _sea(sheet, dice, top):
    sheet.box(0, top, 1, 1, tint(SEA, 0.45))
    for place in range(5):
        height = top + (1 - top) * (0.16 + 0.2 * place)
        sheet.shape(below(ridge(dice, height, 0.008, 4)), tint(SEA, 0.36 - 0.09 * place))


def _sail(sheet, x, y, size, colour):
    sheet.shape([(x, y - size * 2.1), (x + size * 0.85, y), (x, y)], colour)
    sheet.shape(
        [(x - size * 0.1, y - size * 1.7), (x - size * 0.1, y), (x - size * 0.6, y)], tint(colour, 0.5)
    )
    sheet.shape(
        [
            (x - size * 0.75, y + 0.012),
            (x + size, y + 0.012),
            (x + size * 0.6, y + 0.045),
            (x - size * 0.4, y + 0.045),
        ],
        tint(INK, 0.15),
    )


def hills(dice: Random) -> Sheet:
    ground = dice.choice([tint(GOLD, 0.82), tint(RED, 0.88), tint(SEA, 0.84)])
    sheet = Sheet(ground)
    sheet.disc((dice.uniform(0.2, 0.8), dice.uniform(0.2, 0.3)), 0.07, tint(RED, 0.25))
    base = dice.choice([GREEN, mixed(GREEN, SEA, 0.5), mixed(GREEN, GOLD, 0.3)])
    for place in range(4):
        colour = tint(base, 0.74 - 0.19 * place)
        sheet.shape(below(ridge(dice, 0.44 + 0.095 * place, 0.055, 3)), colour)
    _sea(sheet, dice, 0.84)
    _sail(sheet, dice.uniform(0.2, 0.8), 0.88, 0.035, PAPER)
    return sheet


def sails(dice: Random) -> Sheet:
    sheet = Sheet(dice.choice([tint(AMBER, 0.84), tint(SEA, 0.86)]))
    sheet.disc((dice.uniform(0.3, 0.7), 0.36), 0.1, tint(GOLD, 0.35))
    sheet.shape(below(ridge(dice, 0.48, 0.04)), tint(mixed(GREEN, SEA, 0.6), 0.62))
    _sea(sheet, dice, 0.54)
    for place in range(4):
        x, size = 0.14 + 0.23 * place + dice.uniform(-0.05, 0.05), dice.uniform(0.045, 0.1)
        _sail(sheet, x, 0.6 + size * 1.9, size, dice.choice([PAPER, tint(RED, 0.1), tint(GOLD, 0.45)]))
    return sheet


def roofs(dice: Random) -> Sheet:
    sheet = Sheet(tint(SEA, 0.84))
    sheet.shape(below(ridge(dice, 0.34, 0.05)), tint(GREEN, 0.62))
    _sea(sheet, dice, 0.4)
    for row in range(4):
        x, top = -dice.uniform(0.02, 0.12), 0.42 + 0.14 * row
        while x < 1:
            wide = dice.uniform(0.13, 0.21)
            _house(sheet, dice, x, top + dice.uniform(0, 0.04), wide, row)
            x += wide + dice.choice([0.0, 0.0, 0.035])
    return sheet


def _house(sheet, dice, left, top, wide, row):
    wall = mixed(dice.choice([PAPER, HAIRLINE, tint(GOLD, 0.78)]), INK, 0.04 * (3 - row))
    roof = tint(dice.choice([RED, RED, mixed(RED, AMBER, 0.5)]), 0.34 - 0.1 * row)
    sheet.box(left, top + 0.08, left + wide, 1, wall)
    sheet.shape([(left - 0.01, top + 0.09), (left + wide / 2, top), (left + wide + 0.01, top + 0.09)], roof)
    for place in range(2):
        x = left + wide * (0.22 + 0.34 * place)
        sheet.box(x, top + 0.115, x + wide * 0.2, top + 0.175, tint(SEA, 0.3), 0.003)


def blocks(dice: Random) -> Sheet:
    dusk = dice.choice([tint(RED, 0.8), tint(SEA, 0.72), tint(GOLD, 0.78)])
    sheet = Sheet(dusk)
    sheet.disc((dice.uniform(0.15, 0.85), 0.22), 0.05, tint(GOLD, 0.4))
    sheet.shape(below(ridge(dice, 0.5, 0.05)), mixed(dusk, GREEN, 0.35))
    x = 0.02
    while x < 0.95:
        wide, top = dice.uniform(0.1, 0.17), dice.uniform(0.26, 0.5)
        _block(sheet, dice, x, top, wide)
        x += wide + dice.uniform(0.02, 0.05)
    for _ in range(15):
        _tree(sheet, dice.random(), dice.uniform(0.86, 0.93), dice.uniform(0.03, 0.055), dice)
    sheet.box(0, 0.95, 1, 1, tint(GREEN, 0.2))
    return sheet


def _block(sheet, dice, left, top, wide):
    wall = tint(dice.choice([INK, SEA, mixed(INK, RED, 0.4)]), dice.uniform(0.28, 0.45))
    sheet.box(left, top, left + wide, 1, wall)
    columns = max(3, round(wide / 0.035))
    step = wide / (columns + 0.5)
    for column in range(columns):
        for floor in range(int((0.86 - top) / 0.062)):
            lit = tint(GOLD, 0.55) if dice.random() < 0.45 else mixed(wall, INK, 0.25)
            x, y = left + step * (column + 0.45), top + 0.035 + 0.062 * floor
            sheet.box(x, y, x + step * 0.6, y + 0.034, lit)


def _tree(sheet, x, y, size, dice):
    sheet.box(x - size * 0.08, y, x + size * 0.08, y + size * 2.4, tint(AMBER, 0.25))
    leaf = tint(dice.choice([GREEN, mixed(GREEN, GOLD, 0.4), mixed(GREEN, SEA, 0.3)]), dice.uniform(0.1, 0.4))
    sheet.disc((x, y), size, leaf)
    sheet.disc((x - size * 0.25, y - size * 0.3), size * 0.55, tint(leaf, 0.16))


def park(dice: Random) -> Sheet:
    sheet = Sheet(tint(SEA, 0.86))
    sheet.shape(below(ridge(dice, 0.46, 0.05)), tint(GREEN, 0.66))
    sheet.shape(below(ridge(dice, 0.62, 0.03)), tint(GREEN, 0.5))
    near = 0.3 if dice.random() < 0.5 else 0.6
    sheet.shape([(near + 0.1, 0.6), (near + 0.16, 0.6), (near + 0.35, 1), (near - 0.2, 1)], tint(GOLD, 0.76))
    for _ in range(11):
        y = dice.uniform(0.46, 0.74)
        _tree(sheet, dice.random(), y, 0.03 + (y - 0.4) * 0.13, dice)
    for place in range(3):
        _kite(sheet, 0.2 + 0.3 * place + dice.uniform(-0.1, 0.1), dice.uniform(0.1, 0.28), dice)
    return sheet


def _kite(sheet, x, y, dice):
    colour = dice.choice([RED, GOLD, SEA])
    sheet.line([(x, y), (x + 0.03, y + 0.12), (x - 0.02, y + 0.22)], tint(INK, 0.55), 0.0015)
    sheet.shape([(x, y - 0.05), (x + 0.025, y), (x, y + 0.06), (x - 0.025, y)], tint(colour, 0.1))
    sheet.shape([(x, y - 0.05), (x + 0.025, y), (x, y)], tint(colour, 0.45))


def lanterns(dice: Random) -> Sheet:
    sheet = Sheet(tint(GOLD, 0.8))
    sheet.shape(below(ridge(dice, 0.74, 0.03)), tint(GREEN, 0.6))
    x = -0.05
    while x < 1:
        wide = dice.uniform(0.16, 0.24)
        _house(sheet, dice, x, dice.uniform(0.74, 0.8), wide, 2)
        x += wide
    for string in range(2):
        hang = 0.06 + 0.2 * string
        sheet.line([(n / 30, hang + 0.1 * (1 - (n / 15 - 1) ** 2)) for n in range(31)], tint(INK, 0.4), 0.002)
        for place in range(5 + string):
            at = (place + dice.uniform(0.35, 0.65)) / (5 + string)
            _lantern(sheet, at, hang + 0.1 * (1 - (2 * at - 1) ** 2), dice.uniform(0.035, 0.052))
    return sheet


def _lantern(sheet, x, top, size):
    middle = top + size * 1.5
    sheet.line([(x, top), (x, middle + size * 3.0)], tint(GOLD, 0.1), 0.003)
    sheet.disc((x, middle), size, tint(RED, 0.06), 0.8)
    sheet.disc((x, middle), size * 0.66, tint(RED, 0.18), 1.2)
    sheet.disc((x, middle), size * 0.28, tint(RED, 0.34), 2.8)
    for edge in (middle - size * 1.2, middle + size * 1.1):
        sheet.box(x - size * 0.42, edge - 0.008, x + size * 0.42, edge + 0.012, tint(GOLD, 0.15), 0.003)


def books(dice: Random) -> Sheet:
    sheet = Sheet(tint(GOLD, 0.82))
    for shelf in range(3):
        floor, x = 0.33 + 0.31 * shelf, 0.05
        while x < 0.93:
            if dice.random() < 0.1:
                x += 0.06
                continue
            wide, high = dice.uniform(0.022, 0.05), dice.uniform(0.15, 0.235)
            _book(sheet, dice, x, floor, wide, high)
            x += wide + 0.004
        sheet.box(0.03, floor, 0.97, floor + 0.022, tint(AMBER, 0.3), 0.002)
    return sheet


def _book(sheet, dice, left, floor, wide, high):
    colour = tint(dice.choice([RED, GREEN, SEA, GOLD, INK, AMBER]), dice.uniform(0.05, 0.5))
    sheet.box(left, floor - high, left + wide, floor, colour, 0.003)
    for height in (0.78, 0.7):
        sheet.box(left, floor - high * height, left + wide, floor - high * height + 0.006, tint(colour, 0.55))


def zongzi(dice: Random) -> Sheet:
    sheet = Sheet(tint(GREEN, 0.86))
    sheet.shape(below(ridge(dice, 0.8, 0.04)), tint(GREEN, 0.66))
    sheet.shape(below(ridge(dice, 0.9, 0.03)), tint(GREEN, 0.46))
    sheet.box(0, 0.07, 1, 0.095, tint(AMBER, 0.25))
    for place in range(6):
        x, drop = (place + dice.uniform(0.35, 0.65)) / 6, dice.uniform(0.2, 0.48)
        sheet.line([(x, 0.09), (x, drop)], tint(RED, 0.1), 0.003)
        _dumpling(sheet, x, drop, dice.uniform(0.055, 0.075), mixed(GREEN, GOLD, dice.uniform(0, 0.35)))
    return sheet


def _dumpling(sheet, x, top, size, leaf):
    left, peak, right = (x - size, top + size * 2.5), (x, top), (x + size, top + size * 2.5)
    heart = (x, top + size * 1.55)
    for one, other, pale in ((left, peak, 0.1), (peak, right, 0.34), (left, right, 0.2)):
        sheet.shape([one, other, heart], tint(leaf, pale))
    for corner in (left, peak, right):
        sheet.line([corner, heart], tint(leaf, 0.5), 0.002)
    for share in (0.5, 0.68):
        half, height = size * share, top + size * 2.5 * share
        sheet.line([(x - half, height), (x, height + size * 0.3), (x + half, height)], PAPER, 0.004)


def table(dice: Random) -> Sheet:
    """A laid round table, from above."""
    sheet = Sheet(tint(dice.choice([RED, SEA, GREEN]), 0.8))
    sheet.disc((0.5, 0.5), 0.4, tint(AMBER, 0.42))
    sheet.disc((0.5, 0.5), 0.375, tint(AMBER, 0.56))
    spots = [(0.5, 0.5), (0.31, 0.36), (0.69, 0.36), (0.31, 0.66), (0.69, 0.66), (0.5, 0.22), (0.5, 0.79)]
    for spot in spots:
        size = dice.uniform(0.07, 0.095)
        sheet.disc(spot, size, PAPER)
        sheet.disc(spot, size * 0.86, tint(dice.choice([SEA, RED, GOLD]), 0.6))
        sheet.disc(spot, size * 0.8, tint(dice.choice([GREEN, RED, GOLD, AMBER]), dice.uniform(0.2, 0.5)))
        sheet.disc((spot[0] - size * 0.2, spot[1] - size * 0.3), size * 0.35, tint(GREEN, 0.3))
    return sheet


SCENES: dict[str, Callable[[Random], Sheet]] = {
    "山海": hills,
    "帆影": sails,
    "红瓦": roofs,
    "楼院": blocks,
    "公园": park,
    "灯笼": lanterns,
    "书架": books,
    "端午": zongzi,
    "圆桌": table,
}
