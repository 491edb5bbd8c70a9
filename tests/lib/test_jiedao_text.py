from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from lib.months import Month

LATE = datetime(2019, 5, 13, 16, 5, tzinfo=UTC)  # already the 14th in Shanghai


@pytest.mark.parametrize(
    ("filter_name", "value", "expected"),
    [
        ("day", date(2019, 5, 14), "2019年5月14日"),
        ("day", LATE, "2019年5月14日"),
        ("day", None, ""),
        ("weekday", date(2019, 5, 14), "星期二"),
        ("day_weekday", LATE, "2019年5月14日 星期二"),
        ("day_weekday", None, ""),
        ("moment", LATE, "2019年5月14日 0:05"),
        ("moment", None, ""),
        ("clock", LATE, "0:05"),
        ("month_label", date(2019, 5, 14), "2019年5月"),
        ("month_label", Month(2019, 5), "2019年5月"),
        ("month_label", None, ""),
    ],
)
def test_dates_are_printed_as_an_office_does(filter_name, value, expected):
    template = Template(f"{{% load jiedao_text %}}{{{{ value|{filter_name} }}}}")
    assert template.render(Context({"value": value})) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("page=2", "?q=a&amp;page=2"),
        ("q='b' page=None", "?q=b"),
        ("q=''", "?page=7"),
        ("q=None page=None", "?"),
    ],
)
def test_query_string_changes_only_what_it_is_told(tag, expected):
    template = Template(f"{{% load jiedao_text %}}{{% query_string {tag} %}}")
    context = Context({"request": RequestFactory().get("/", {"q": "a", "page": "7"})})
    assert template.render(context) == expected
