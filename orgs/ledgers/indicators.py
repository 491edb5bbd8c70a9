"""The indicators of the month, as typed in by staff."""

from django.db.models import OuterRef, Subquery, Sum

from lib.months import Month
from orgs.ledgers.base import Column, Kind, Ledger
from orgs.models import IndicatorValue


def _values(at):
    year = IndicatorValue.objects.filter(
        organization=OuterRef("organization"),
        indicator=OuterRef("indicator"),
        month__year=at.year,
        month__lte=Month.of(at).first,
    )
    total = year.order_by().values("indicator").annotate(total=Sum("value")).values("total")
    return (
        IndicatorValue.objects.annotate(year_total=Subquery(total))
        .select_related("indicator", "organization")
        .order_by("indicator__order", "indicator", "organization__path", "month")
    )


INDICATORS = Ledger(
    key="indicators",
    title="指标台账",
    records=_values,
    begins="month",
    happenings={"month": "填报"},
    # What a community reports may be in the street's number already: no total.
    columns=(
        Column(header="指标名称", read="indicator.name", width=20, required=True),
        Column(header="计量单位", read="indicator.measure", width=6, required=True),
        Column(header="填报党组织", read="organization.name", width=16, required=True),
        Column(header="本月", read="value", kind=Kind.NUMBER, width=8, required=True),
        Column(header="本年累计", read="year_total", kind=Kind.NUMBER, width=8),
        Column(header="备注", read="note", width=16),
    ),
)
