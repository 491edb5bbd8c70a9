"""Which categories of the other lists go with one: by their names, or because staff said so."""

from __future__ import annotations

from orgs.models import Category
from partnerships.matching import rules
from partnerships.matching.words import terms


def fitting(category: Category, kinds: list[str]) -> dict[int, tuple[float, str]]:
    """{key of a category of these kinds: points, reason}; those that do not fit are left out. Two queries.

    What holds for a category holds for those beneath it.
    """
    categories = {each.pk: each for each in Category.objects.all()}
    line = _line(category.pk, categories)
    chosen = set(
        Category.fits.through.objects.filter(from_category__in=line).values_list("to_category", flat=True)
    )
    found = {}
    for key, each in categories.items():
        if each.kind in kinds and (fit := _fit(category, each, _line(key, categories), chosen)):
            found[key] = fit
    return found


def _line(key, categories):
    """The category's key and those of the ones above it."""
    line = []
    while key is not None and key not in line:
        line.append(key)
        key = categories[key].parent_id
    return line


def _fit(category, other, line, chosen):
    if other.name == category.name:
        return rules.SAME_CATEGORY, f"类别相同：{other.name}"
    if chosen.intersection(line):
        return rules.FITTING_CATEGORY, f"类别对应：{other.name}"
    if any(len(term) > 1 for term in set(terms(category.name)) & set(terms(other.name))):
        return rules.LIKE_CATEGORY, f"类别相近：{other.name}"
    return None
