"""Filters of the lists of agreements, list items and projects."""

from django.db.models import Exists, OuterRef, Q
from django.forms import HiddenInput

from orgs.filters import ChoiceOf, RecordFilters
from orgs.models import Category
from orgs.models.category import in_category
from partnerships.enums import AgreementKind, AgreementStatus, Beneficiary, ItemKind
from partnerships.models import AgreementParty

# Of what is public: nothing unsigned.
_STATES = [(state.value, state.label) for state in AgreementStatus if state != AgreementStatus.DRAFT]


class AgreementFilters(RecordFilters):
    kind = ChoiceOf(label="类别", every="全部类别", choices=AgreementKind.choices)
    state = ChoiceOf(label="状态", every="全部状态", choices=_STATES)

    dated, dated_label = "signed_on", "签约日期"
    searched = ("title", "number")

    def holds(self, term):
        """In the names of the parties too, those that are public."""
        by_unit = Q(unit__name__icontains=term, unit__is_public=True)
        by_organization = Q(organization__name__icontains=term, organization__is_public=True)
        parties = AgreementParty.objects.filter(by_unit | by_organization, agreement=OuterRef("pk"))
        return super().holds(term) | Q(Exists(parties))

    def narrow_community(self, rows, community):
        """As agreements are counted: where they are filed and where their parties are."""
        return rows.concerning(community)

    def narrow_state(self, rows, state):
        return rows.with_status().filter(status_at=state)


class CategoryFilters(RecordFilters):
    """Of records that have a category of some kind. One query more."""

    category = ChoiceOf(label="类别", every="全部类别", coerce=int)

    searched = ("title", "number")

    def __init__(self, data, rows, *, kind):
        super().__init__(data, rows)
        self.fields["category"].offer(_tree(Category.objects.of_kind(kind)))

    def narrow_category(self, rows, category):
        """With the categories below it."""
        return rows.filter(in_category(category))


class ItemFilters(CategoryFilters):
    wish = ChoiceOf(label="微心愿", every="全部需求", choices=[("1", "微心愿")], widget=HiddenInput)
    beneficiary = ChoiceOf(label="受益方", every="全部受益方", choices=Beneficiary.choices)

    dated, dated_label = "published_on", "发布日期"

    def __init__(self, data, rows, *, kind):
        super().__init__(data, rows, kind=kind)
        if kind != ItemKind.DEMAND:
            del self.fields["beneficiary"], self.fields["wish"]

    def narrow_wish(self, rows, wish):
        return rows.wishes()


class ProjectFilters(CategoryFilters):
    dated, dated_label = "decided_on", "确定日期"


def _tree(categories):
    """(key, name) of each category, those below another one after it and moved in."""
    categories = list(categories)
    known = {category.pk for category in categories}
    found = []
    for top in (category for category in categories if category.parent_id not in known):
        found.append((top.pk, top.name))
        found += [(below.pk, f"　{below.name}") for below in categories if below.parent_id == top.pk]
    return found
