"""The sentence of figures that opens the home page and every community's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiedao.figures import (
    COMMUNITIES_WITH_AGREEMENTS,
    COUNCIL_UNITS,
    HEADLINE,
    PARTNER_UNITS,
    PROBLEMS_SOLVED,
    PROJECTS,
)
from lib.addresses import address
from orgs.enums import OrganizationLevel
from orgs.figures import Figure, Number, numbers
from orgs.models import Organization

# What stands before each numeral and after it.
_UNITS = (PARTNER_UNITS, "", "家单位建立共建关系，")
_REST = (
    (COUNCIL_UNITS, "吸收议事会单位", "家，"),
    (PROJECTS, "确定共建项目", "个，"),
    (PROBLEMS_SOLVED, "解决实际问题", "个。"),
)
_WHOLE = (OrganizationLevel.DISTRICT, OrganizationLevel.STREET)


@dataclass(frozen=True)
class Part:
    before: str
    number: Number
    after: str
    label: str
    url: str


@dataclass(frozen=True)
class Sentence:
    organization: Organization
    at: date
    parts: tuple[Part, ...]

    def __str__(self) -> str:
        opening = f"截至{self.at.year}年{self.at.month}月{self.at.day}日，"
        return opening + "".join(f"{part.before}{part.number}{part.after}" for part in self.parts)


def sentence(organization: Organization, at: date, found: dict[str, Number] | None = None) -> Sentence:
    """The sentence of an organisation and all below it on a day.

    `found` are the numbers by the figure's key where the page has them already; else one query.
    """
    found = numbers(HEADLINE, organization, at) if found is None else found
    parts = (_part(*words, organization, at, found) for words in _words(organization))
    return Sentence(organization, at, tuple(parts))


def figure_url(figure: Figure, organization: Organization, at: date) -> str:
    """Where the rows of a figure stand."""
    return f"{address('jiedao:figure', figure.key)}?date={at}&organization={organization.pk}"


def _words(organization):
    """The street speaks of its communities, an area of its own, a single organisation of itself."""
    if organization.level in _WHOLE:
        return ((COMMUNITIES_WITH_AGREEMENTS, "", "个社区与"), _UNITS, *_REST)
    if organization.level == OrganizationLevel.AREA:
        return ((COMMUNITIES_WITH_AGREEMENTS, f"{organization.label}的", "个社区与"), _UNITS, *_REST)
    return ((PARTNER_UNITS, f"{organization.label}与", _UNITS[2]), *_REST)


def _part(figure, before, after, organization, at, found):
    number = found[figure.key]
    label = f"{number}{figure.measure}{figure.label}，查看明细"
    return Part(before, number, after, label, figure_url(figure, organization, at))
