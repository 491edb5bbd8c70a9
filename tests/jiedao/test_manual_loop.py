"""Sections 十四 to 二十 of docs/使用手册.md: what they quote is said by the pages that they tell of."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lib.days import today
from orgs.admin.acts import act_address
from orgs.models import ConsentText
from orgs.models.category import CategoryKind
from partnerships import claim_link
from partnerships.models import AgreementParty, Demand, Fund, Resource, Service
from partnerships.workflow import bids, claims, funds, problems
from tests.jiedao.acts.attempt import page
from tests.orgs.factories import CategoryFactory, UserFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory
from tests.partnerships.loop_factories import (
    BidFactory,
    ClaimFactory,
    FundEntryFactory,
    FundFactory,
    ProblemReportFactory,
)

pytestmark = pytest.mark.django_db

SIGNED = today() - timedelta(days=200)


@pytest.fixture
def place(tree):
    ConsentText.objects.create(version=1, purpose="联系", body="只用来联系。", retention_days=90)
    return tree.community


def _demand(place, **fields):
    return ListItemFactory(organization=place, demand=True, fresh=True, **fields)


def _item(model, item):
    return page(model(pk=item.pk))


def test_what_waits(unsaid, place):
    ClaimFactory(organization=place, pending=True)
    ProblemFactory(
        organization=place, raised_on=today() - timedelta(days=9), due_on=today() - timedelta(days=1)
    )
    ProblemFactory.create_batch(5, organization=place, solved=True)
    AgreementFactory(organization=place, draft=True)
    AgreementFactory(organization=place, expiring=True)
    ListItemFactory(organization=place, demand=True, draft=True)
    pending = ClaimFactory(organization=place, pending=True)
    assert unsaid("十四、今日待办", "/admin/", act_address(pending, claims.CONFIRM)) == []


def test_agreements(unsaid, place):
    draft = AgreementFactory(organization=place, draft=True)
    AgreementParty.objects.filter(pk=draft.parties.first().pk).update(signed_on=today())
    silent = AgreementFactory(organization=place, signed_on=SIGNED)
    section = "十五、协议的签署、续签、变更、终止和文本"
    assert unsaid(section, "/admin/", page(draft), page(silent)) == []


def test_lists(unsaid, place, client):
    asked, offered = CategoryFactory(kind=CategoryKind.DEMAND), CategoryFactory()
    asked.fits.add(offered)
    demand = _demand(place, category=asked)
    offer = ListItemFactory(organization=place, category=offered, fresh=True)
    stale = ListItemFactory(organization=place, resource=True)
    add = reverse("admin:partnerships_demand_add")
    pages = [_item(Demand, demand), _item(Resource, offer), _item(Resource, stale), add, "/hall/"]
    resources = reverse("admin:partnerships_resource_changelist")
    assert unsaid("十六、三张清单和微心愿", *pages, resources) == []


def test_claims(unsaid, place, tree):
    demand, service = _demand(place), ListItemFactory(organization=place, service=True, fresh=True)
    states = [{"pending": True}, {}, {"done": True}]
    made = [ClaimFactory(organization=place, **state) for state in states]
    orders = [ClaimFactory(organization=place, order=True, **state) for state in states]
    linked = ClaimFactory(organization=place)
    claim_link.issue(linked, UserFactory(organizations=[place]), None)
    pages = [page(claim) for claim in [*made, *orders, linked]]
    pages += [_item(Demand, demand), _item(Service, service), demand.get_absolute_url()]
    pages += ["/admin/", reverse("admin:partnerships_service_menu")]
    assert unsaid("十七、认领、派单和点单", *pages) == []


def test_projects(unsaid, place):
    claim = ClaimFactory(organization=place)
    planned, decided = ProjectFactory(organization=place, proposed=True), ProjectFactory(organization=place)
    offered = ProjectFactory(organization=place, proposed=True, offered_on=today() - timedelta(days=9))
    BidFactory(project=offered)
    spend = act_address(FundFactory(organization=place), funds.SPEND)
    pages = [page(claim), page(planned), page(decided), act_address(offered, bids.CHOOSE), spend]
    demands = reverse("admin:partnerships_demand_changelist")
    _demand(place)
    assert unsaid("十八、项目和揭榜", *pages, page(FundFactory(organization=place)), demands) == []


def test_problems(unsaid, place):
    report = ProblemReportFactory(organization=place)
    open_, solved = ProblemFactory(organization=place), ProblemFactory(organization=place, solved=True)
    pages = ["/admin/", "/problems/report/", page(report), page(open_), page(solved)]
    pages += [act_address(open_, problems.SOLVE), act_address(solved, problems.REOPEN)]
    assert unsaid("十九、实际问题和居民反映", *pages) == []


def test_funds(unsaid, place, client):
    fund = FundFactory(organization=place)
    FundEntryFactory(fund=fund, amount=100, donor_name="张三", donor_is_named=False)
    pages = [page(fund), reverse("admin:partnerships_fund_changelist"), fund.get_absolute_url(), "/funds/"]
    pages += [act_address(fund, funds.RECEIVE), reverse("admin:partnerships_fund_add")]
    left = unsaid("二十、基金和经费", *pages)
    assert Fund.objects.count() == 1
    spend = act_address(fund, funds.SPEND)
    typed = {"day": str(today()), "amount": "500", "purpose": "买灯泡"}
    opened = client.get(spend).context
    answer = client.post(
        spend, typed | {"act_token": opened["act_token"]} if "act_token" in opened else typed
    )
    assert [quote for quote in left if quote not in answer.text] == []
