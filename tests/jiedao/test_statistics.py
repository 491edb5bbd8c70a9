from datetime import date

import pytest
from django.urls import reverse

from jiedao.figures import BY_KEY, FIGURES
from jiedao.statistics import month_ends
from lib.days import today
from tests.events.factories import ActivityFactory
from tests.orgs.factories import NewSectorApplicationFactory, OrganizationFactory, UnitFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory

JUNE = "2019-06-30"
PAGE_QUERIES = 4  # the office, its places, the numbers and the months, or the tables and the paths


@pytest.fixture
def shared(tree):
    """One unit with agreements in two communities of one area."""
    unit = UnitFactory()
    for community, signed_on in ((tree.community, date(2019, 4, 2)), (tree.sister, date(2019, 6, 3))):
        AgreementFactory(organization=community, parties=[community, unit], signed_on=signed_on)
    return tree


def rows_of(response, level):
    tables = response.context["comparison"].tables
    table = next(table for table in tables if table.level == level)
    return {row.label: [cell.number for cell in row.cells] for row in table.rows}


def test_statistics_counts_a_shared_unit_once_above_and_once_in_each_community(client, shared):
    page = client.get(reverse("jiedao:statistics"), {"date": JUNE, "by": "place"})
    assert rows_of(page, "community")[shared.community.name][0] == 1
    assert rows_of(page, "community")[shared.sister.name][0] == 1
    assert rows_of(page, "area")[shared.area.name][0] == 1
    assert page.context["comparison"].total[0].number == 1
    assert "所以各行相加不等于合计" in page.content.decode()


def test_statistics_links_each_number_of_a_place_to_its_rows(client, shared):
    page = client.get(reverse("jiedao:statistics"), {"date": JUNE, "by": "place"}).content.decode()
    address = f"partner_units/?date={JUNE}&amp;organization={shared.sister.pk}"
    assert f'<td class="number"><a href="{address}">1</a></td>' in page
    assert client.get(reverse("jiedao:statistics") + address.replace("&amp;", "&")).status_code == 200


def test_statistics_prints_every_figure_with_its_rule(client, shared):
    page = client.get(reverse("jiedao:statistics"), {"date": JUNE}).content.decode()
    for figure in FIGURES:
        assert figure.label in page
        assert figure.rule in page


def test_statistics_of_an_organisation_tell_only_of_places_below_it(client, shared):
    query = {"date": JUNE, "organization": shared.area.pk, "by": "place"}
    page = client.get(reverse("jiedao:statistics"), query)
    assert set(rows_of(page, "community")) == {shared.community.name, shared.sister.name}
    assert f'<option value="{shared.area.pk}" selected>' in page.content.decode()


def test_statistics_leave_out_places_that_are_not_public(client, shared):
    OrganizationFactory(community=True, parent=shared.area, name="不公开社区党委", is_public=False)
    for query in ({}, {"by": "place"}):
        assert "不公开社区党委" not in client.get(reverse("jiedao:statistics"), query).content.decode()


def test_statistics_of_an_organisation_without_places_below_it_are_its_own(client, shared):
    page = client.get(reverse("jiedao:statistics"), {"organization": shared.community.pk, "by": "place"})
    assert page.context["overview"].lines
    assert page.context["tabs"] == []


def test_statistics_keep_day_and_organisation_from_one_view_to_the_other(client, shared):
    query = {"date": JUNE, "organization": shared.area.pk}
    own, by_place = client.get(reverse("jiedao:statistics"), query).context["tabs"]
    assert (own.is_current, by_place.is_current) == (True, False)
    assert set(rows_of(client.get(by_place.url), "community")) == {shared.community.name, shared.sister.name}


def test_months_show_the_cumulative_numbers_of_the_last_twelve_month_ends(client, shared):
    ProblemFactory(organization=shared.community, solved=True)  # 30 May
    page = client.get(reverse("jiedao:statistics"), {"date": JUNE})
    months = dict(page.context["overview"].months)
    assert len(months) == 12
    # partner units, agreements signed, problems solved
    assert months["2019年3月"] == [0, 0, 0]
    assert months["2019年4月"] == [1, 1, 0]
    assert months["2019年5月"] == [1, 1, 1]
    assert months["2019年6月"] == [1, 2, 1]


def test_month_ends_finish_with_the_day_itself():
    assert month_ends(date(2020, 3, 15))[-3:] == [date(2020, 1, 31), date(2020, 2, 29), date(2020, 3, 15)]


def test_charts_carry_the_numbers_of_the_tables_longest_bar_first(client, shared):
    AgreementFactory(organization=shared.sister, parties=[shared.sister, UnitFactory()])
    query = {"date": JUNE, "by": "place"}
    bars = client.get(reverse("jiedao:statistics"), query).context["charts"]["community"]["series"][0]
    assert bars["labels"][0] == shared.sister.name
    assert bars["values"][:2] == [2, 1]


def test_chart_of_the_months_carries_the_numbers_of_the_table(client, shared):
    charts = client.get(reverse("jiedao:statistics"), {"date": JUNE}).context["charts"]
    assert charts["months"]["series"][1] == {"name": "累计签订协议", "values": [0] * 9 + [1, 1, 2]}


def test_statistics_explains_a_bad_day_and_an_unknown_organisation(client, shared):
    page = client.get(reverse("jiedao:statistics"), {"date": "2019-02-30", "organization": "0"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "<title>错误：" in text
    assert "“2019-02-30”不是一个日期" in text
    assert "没有这个党组织，或它不对外公开" in text
    assert 'value="2019-02-30"' in text


def test_statistics_without_any_organisation(client, db):
    assert "党组织名单还没有录入" in client.get(reverse("jiedao:statistics")).content.decode()


@pytest.mark.parametrize("query", [{}, {"by": "place"}])
@pytest.mark.parametrize("rows", [1, 30])
def test_statistics_take_the_same_queries_for_any_number_of_places(
    client, tree, rows, query, django_assert_num_queries
):
    for _ in range(rows):
        AgreementFactory(organization=OrganizationFactory(community=True, parent=tree.area))
        ListItemFactory(organization=tree.community)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(reverse("jiedao:statistics"), query)


def test_json_of_a_day(client, shared):
    answer = client.get("/statistics.json", {"date": "2019-05-01"}).json()
    assert answer["date"] == "2019-05-01"
    assert answer["organization"] == shared.street.name
    assert answer["organization_id"] == shared.street.pk
    assert set(answer["figures"]) == set(BY_KEY)
    assert answer["figures"]["agreements_signed"] == 1


def test_json_is_of_today_without_a_date(client, shared):
    answer = client.get("/statistics.json").json()
    assert answer["date"] == today().isoformat()
    assert answer["figures"]["agreements_signed"] == 2


def test_json_of_one_organisation(client, shared):
    answer = client.get("/statistics.json", {"date": JUNE, "organization": shared.sister.pk}).json()
    assert answer["organization"] == shared.sister.name
    assert answer["figures"]["agreements_signed"] == 1


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ({"date": "2019-06-31"}, 400, "“2019-06-31”不是一个日期，请写成 2019-06-30 这样。"),
        ({"date": "2999-01-01"}, 400, "这一天还没有到，请填写今天或更早的日期。"),
        ({"organization": "987654"}, 404, "没有这个党组织，或它不对外公开，请重新选择。"),
        ({"organization": "abc"}, 404, "没有这个党组织，或它不对外公开，请重新选择。"),
    ],
)
def test_json_of_what_cannot_be_asked_says_why(client, shared, query, status, error):
    answer = client.get("/statistics.json", query)
    assert answer.status_code == status
    assert answer.json() == {"error": error}


def test_json_keeps_an_organisation_that_is_not_public_to_itself(client, shared):
    hidden = OrganizationFactory(community=True, parent=shared.area, is_public=False)
    assert client.get("/statistics.json", {"organization": hidden.pk}).status_code == 404


def test_json_without_any_organisation_is_404(client, db):
    answer = client.get("/statistics.json")
    assert (answer.status_code, answer.json()) == (404, {"error": "还没有录入党组织，没有数字可查。"})


def test_json_takes_one_query_for_all_figures(client, shared, django_assert_num_queries):
    with django_assert_num_queries(2):  # the office and the figures
        client.get("/statistics.json")


def figure_page(client, key, **query):
    return client.get(reverse("jiedao:figure", args=[key]), {"date": JUNE} | query)


def test_figure_lists_its_rows_with_links(client, shared):
    page = figure_page(client, "agreements_signed", organization=shared.sister.pk)
    [entry] = page.context["rows"]
    assert entry.row.url in page.content.decode()
    assert "2019年6月3日签约" in entry.row.meta


def test_figure_states_how_many_rows_are_not_public_and_names_none(client, shared):
    AgreementFactory(organization=shared.community, private=True, title="涉密协议")
    page = figure_page(client, "agreements_signed")
    assert page.context["found"].number == 3
    assert len(page.context["rows"]) == 2
    text = page.content.decode()
    assert "另有1项未公开" in text
    assert "涉密协议" not in text


def test_figure_of_applications_names_no_unit(client, tree):
    application = NewSectorApplicationFactory(organization=tree.community)
    page = figure_page(client, "new_sector_applications_in_progress")
    text = page.content.decode()
    assert "这1项都未公开，不在这里列出。" in text
    assert application.unit.name not in text


def test_figure_that_is_a_sum_says_what_each_row_adds(client, tree):
    ActivityFactory(organization=tree.community, closed=True, attendance=40)
    ActivityFactory(organization=tree.sister, closed=True, attendance=25)
    ActivityFactory(organization=tree.sister, closed=True, attendance=7, private=True)
    page = figure_page(client, "participants")
    assert page.context["found"].number == 72
    assert sorted(entry.amount for entry in page.context["rows"]) == [25, 40]
    assert "另有1项未公开，合计7人次" in page.content.decode()


def test_figure_rounds_what_the_hidden_rows_add(client, tree):
    for hours in ("7.1", "1.1"):
        ActivityFactory(organization=tree.community, closed=True, volunteer_hours=hours, private=True)
    for hours in ("0.1", "0.2", "1000.7"):
        ActivityFactory(organization=tree.community, closed=True, volunteer_hours=hours)
    assert "另有2项未公开，合计8.2小时" in figure_page(client, "volunteer_hours").content.decode()


def test_figure_of_a_past_day_lists_what_has_been_withdrawn_since_without_a_link(client, tree):
    item = ListItemFactory(
        organization=tree.community, withdrawn_on=date(2019, 8, 1), withdrawal_reason="停用"
    )
    project = ProjectFactory(organization=tree.community, cancelled_on=date(2019, 9, 2))
    for key, record, word in (
        ("resources", item, "2019年8月1日已撤回"),
        ("projects", project, "2019年9月2日已取消"),
    ):
        page = figure_page(client, key)
        [entry] = page.context["rows"]
        assert (entry.row.title, entry.row.url, entry.row.meta[-1]) == (record.title, "", word)
        assert "未公开" not in page.content.decode()


def test_figure_lists_its_rows_by_the_date_that_is_printed(client, tree):
    for solved, raised in ((date(2019, 5, 1), date(2019, 4, 2)), (date(2019, 6, 1), date(2019, 4, 1))):
        ProblemFactory(
            organization=tree.community, raised_on=raised, solved_on=solved, result="已办", is_public=True
        )
    solved = [entry.row.meta[0] for entry in figure_page(client, "problems_solved").context["rows"]]
    assert solved == ["2019年6月1日解决", "2019年5月1日解决"]


def test_figure_heads_its_rows_with_their_number_and_measure(client, shared):
    assert "共2份，名单如下" in figure_page(client, "agreements_signed").content.decode()


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_figure_page_of_every_figure_adds_up(client, nodes, key):
    for place in nodes:
        if not place.is_public:
            continue
        context = figure_page(client, key, organization=place.pk).context
        found = context["found"]
        assert found.count == context["page"].paginator.count + context["hidden"]
        assert found.number == found.figure.number(place, date(2019, 6, 30))


def test_figure_pages_keep_their_query(client, tree):
    ProjectFactory.create_batch(21, organization=tree.community)
    first = figure_page(client, "projects")
    assert len(first.context["rows"]) == 20
    assert f'href="?date={JUNE}&amp;page=2"' in first.content.decode()
    assert len(figure_page(client, "projects", page=2).context["rows"]) == 1


def test_unknown_figure_is_404(client, tree):
    assert figure_page(client, "nothing").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_figure_takes_the_same_queries_for_any_number_of_rows(client, tree, rows, django_assert_num_queries):
    ActivityFactory.create_batch(rows, organization=tree.community, closed=True)
    ActivityFactory(organization=tree.community, closed=True, private=True)
    with django_assert_num_queries(7):
        figure_page(client, "participants")
