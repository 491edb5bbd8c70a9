"""Marks of what a form was made from."""

import pytest
from django import forms

from lib import editions
from lib.masking import mask
from orgs.models import Unit
from tests.orgs.factories import UnitFactory

pytestmark = pytest.mark.django_db


class Phone(forms.CharField):
    """Shows another text than it stores."""

    def prepare_value(self, value):
        return mask(value) if value else value


class UnitForm(forms.ModelForm):
    contact_phone = Phone(required=False)

    class Meta:
        model = Unit
        fields = ["name", "nature", "contact_phone", "received_on", "is_public", "note"]


def unit(**fields):
    return UnitFactory(contact_phone="13812341234", nature="school", note="一\n二", **fields)


def typed(row, name, stored, **data):
    return editions.mark_typed(UnitForm(data, instance=row), name, stored)


def test_two_numbers_of_one_mask_are_told_apart():
    row = unit()
    before = editions.marks(UnitForm(instance=row))
    row.contact_phone = "13899991234"
    assert UnitForm(instance=row)["contact_phone"].value() == "138****1234"
    assert editions.changed(before, editions.marks(UnitForm(instance=row))) == ["contact_phone"]


@pytest.mark.parametrize("sent", ["138****1234", "13812341234"])
def test_number_sent_back_as_it_was_shown_or_stored_is_untouched(sent):
    row = unit()
    before = editions.marks(UnitForm(instance=row))["contact_phone"]
    assert typed(row, "contact_phone", before, contact_phone=sent) == before
    assert typed(row, "contact_phone", before, contact_phone="13900001111") != before


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("note", "一\r\n二 "),
        ("received_on", "2019-3-1"),
        ("is_public", "on"),
        ("nature", "school"),
    ],
)
def test_other_way_to_write_the_same_is_no_change(name, sent):
    row = unit(received_on="2019-03-01")
    row.refresh_from_db()
    before = editions.marks(UnitForm(instance=row))[name]
    assert typed(row, name, before, **{name: sent}) == before


def test_mark_says_nothing_without_the_key_of_the_site(settings):
    row = unit()
    before = editions.marks(UnitForm(instance=row))
    settings.SECRET_KEY = "another one"
    after = editions.marks(UnitForm(instance=row))
    assert not set(before.values()) & set(after.values())


def test_token_is_worth_nothing_for_another_record():
    token = editions.sign({"own": {"name": "x"}, "rows": {}}, "orgs.unit:1")
    assert editions.unsign(token, "orgs.unit:1") == {"own": {"name": "x"}, "rows": {}}
    assert editions.unsign(token, "orgs.unit:2") is None
    assert editions.unsign(token[:-1], "orgs.unit:1") is None
