"""Check constraints judged in Python say what the database says, for every model that has any."""

from datetime import date
from itertools import product

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils import timezone

from lib.conditions import broken, compiled, fields_of
from partnerships.models import Agreement, Resource

# Asks for the first day of a month; no ledger writes such rows.
BEYOND = {"indicator_value_month_is_first_day"}
CONSTRAINTS = [
    pytest.param(model, constraint, id=f"{model._meta.label}-{constraint.name}")
    for model in apps.get_models(include_auto_created=True)
    if not model._meta.proxy
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint) and constraint.name not in BEYOND
]
DAYS = [date(2019, 5, day) for day in (1, 2, 3)]


def values_of(field: models.Field) -> list:
    """None, and a few values that come before, after or together."""
    if isinstance(field, models.DateTimeField):
        return [None, *(timezone.make_aware(timezone.datetime(2019, 5, 1, hour)) for hour in (8, 9))]
    if isinstance(field, models.DateField):
        return [None, *DAYS]
    if isinstance(field, models.ForeignKey):
        return [None, 1]
    if field.choices:
        return [value for value, _ in field.flatchoices]
    if isinstance(field, models.CharField | models.TextField):
        return [None, "", "甲"] if field.null else ["", "甲"]
    return [None, 0, 1]


def is_broken_for_the_database(constraint, record) -> bool:
    try:
        constraint.validate(type(record), record)
    except ValidationError:
        return True
    return False


def test_many_models_have_constraints():
    assert len(CONSTRAINTS) > 10


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS)
def test_agrees_with_the_database(model, constraint):
    fields = [model._meta.get_field(name) for name in sorted(fields_of(constraint.condition))]
    for values in product(*map(values_of, fields)):
        record = model(**{field.attname: value for field, value in zip(fields, values, strict=True)})

        names = {each.name for each, _ in broken(record)}

        assert (constraint.name in names) is is_broken_for_the_database(constraint, record), values


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Q(signed_on=DAYS[0]), True),
        (Q(signed_on__gt=DAYS[0]), False),
        (Q(ends_on__gt=DAYS[0]), None),
        (~Q(ends_on__gt=DAYS[0]), None),
        (~Q(signed_on__gt=DAYS[0]), True),
        (Q(ends_on__gt=DAYS[0]) & Q(signed_on=DAYS[1]), False),
        (Q(ends_on__gt=DAYS[0]) & Q(signed_on=DAYS[0]), None),
        (Q(ends_on__gt=DAYS[0]) | Q(signed_on=DAYS[0]), True),
        (Q(ends_on__gt=DAYS[0]) | Q(signed_on=DAYS[1]), None),
        (Q(ends_on=None), True),
        (Q(ends_on__isnull=False), False),
        (~Q(ends_on__isnull=False), True),
        (Q(signed_on__in=DAYS[:2]), True),
        (Q(signed_on__in=tuple(DAYS[1:])), False),
        (Q(signed_on__in=[DAYS[1], None]), False),
        (Q(signed_on__in=[]), False),
        (~Q(signed_on__in=DAYS[1:]), True),
        (Q(ends_on__in=DAYS), None),
        (~Q(ends_on__in=DAYS), None),
        (Q(ends_on__in=[None]), False),
    ],
)
def test_unknown_is_neither_true_nor_false(condition, holds):
    assert compiled(condition, Agreement)(Agreement(signed_on=DAYS[0])) is holds


def test_message_is_the_constraint_s():
    told = [message for _, message in broken(Agreement(signed_on=DAYS[1], terminated_on=DAYS[0]))]

    assert told == ["终止日期不能早于签约日期。"]


def test_constraints_of_a_proxy_are_those_of_its_table():
    told = [message for _, message in broken(Resource(available_from=DAYS[1], available_until=DAYS[0]))]

    assert told == ["有效期不能早于可用起始日期。"]


def test_lookup_that_no_constraint_uses_is_an_error():
    with pytest.raises(NotImplementedError, match="title__contains"):
        compiled(Q(title__contains="甲"), Agreement)


def test_list_that_holds_a_column_is_an_error():
    with pytest.raises(NotImplementedError, match="expressions"):
        compiled(Q(signed_on__in=[F("ends_on")]), Agreement)
