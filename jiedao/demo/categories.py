"""Categories of the lists and projects, and which of them answer which demands."""

from jiedao.demo import source
from jiedao.demo.office import Office
from orgs.models import Category
from orgs.models.category import CategoryKind


def load_categories(office: Office) -> None:
    kinds = {label: value for value, label in CategoryKind.choices}
    for label, names in source.read("categories").items():
        for order, name in enumerate(names, start=1):
            category = _category(office, kinds[label], label, name, order)
            for place, part in enumerate(names[name] if isinstance(names, dict) else [], start=1):
                _category(office, kinds[label], label, part, place, parent=category)
    if office.added[Category]:  # later the office's own choice stands
        _fit(office)


def _category(office, kind, label, name, order, parent=None):
    kept = office.keep(Category, {"kind": kind, "name": name}, order=order, parent=parent)
    office.categories[label, name] = kept
    return kept


def _fit(office):
    for name, answers in source.read("fitting_categories").items():
        fitting = [office.categories[tuple(each.split())] for each in answers]
        office.categories["需求", name].fits.add(*fitting)
