"""What the office reported that no record adds up to."""

from datetime import date

from jiedao.demo import source
from jiedao.demo.calendar import REPORTED_ON
from jiedao.demo.office import REPORTED, Office
from orgs.models import Indicator, IndicatorValue


def load_indicators(office: Office) -> None:
    for order, (written, value) in enumerate(source.read("office")["indicators"].items(), start=1):
        name, measure = written.rstrip("）").split("（")
        indicator = office.keep(Indicator, {"name": name}, measure=measure, order=order)
        month: date = REPORTED_ON.replace(day=1)
        same = {"organization": office.street, "indicator": indicator, "month": month}
        office.keep(IndicatorValue, same, value=value, note=REPORTED)
