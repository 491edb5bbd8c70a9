"""Which categories of the other lists go with one: by their names, or because staff said so."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from orgs.models import Category
from partnerships.matching import rules
from partnerships.matching.words import terms


def fitting(category: Category, kinds: list[str]) -> dict[int, tuple[float, str]]:
    """{key of a category of these kinds: points, reason}; those that do not fit are left out. One query.

    What staff chose for a category holds for those beneath it.
    """
    chosen = Category.fits.through.objects.filter(
        from_category__in=(category.pk, category.parent_id), to_category=OuterRef("pk")
    )
    categories = {each.pk: each for each in Category.objects.annotate(is_chosen=Exists(chosen))}
    found = {}
    for key, each in categories.items():
        if each.kind in kinds and (fit := _fit(category, each, _line(each, categories))):
            found[key] = fit
    return found


def _line(category, categories):
    """The category and those above it."""
    line = []
    while category is not None and category not in line:
        line.append(category)
        category = categories.get(category.parent_id)
    return line


def _fit(category, other, line):
    if other.name == category.name:
        return rules.SAME_CATEGORY, f"类别相同：{other.name}"
    if any(each.is_chosen for each in line):
        return rules.FITTING_CATEGORY, f"类别对应：{other.name}"
    if any(len(term) > 1 for term in set(terms(category.name)) & set(terms(other.name))):
        return rules.LIKE_CATEGORY, f"类别相近：{other.name}"
    return None
