"""All kinds of things to do, in the order in which they stand below their headings."""

from jiedao.today import (
    activities,
    agreements,
    claims,
    items,
    meetings,
    problems,
    projects,
    reviews,
    rewards,
    visits,
    volunteers,
)
from orgs import todo

KINDS = (
    *reviews.KINDS,
    *problems.KINDS,
    *claims.KINDS,
    *projects.KINDS,
    *agreements.KINDS,
    *items.KINDS,
    *activities.KINDS,
    *meetings.KINDS,
    *visits.KINDS,
    *volunteers.KINDS,
    *rewards.KINDS,
)


def register() -> None:
    todo.add(*KINDS)
