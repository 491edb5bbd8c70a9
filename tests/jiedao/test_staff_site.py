"""The staff side's door, menus and start page."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiedao.figures import HEADLINE
from lib.days import today
from orgs.enums import ImportState
from orgs.figures import numbers
from orgs.models import ImportBatch
from tests.events.factories import ActivityFactory
from tests.jiedao import registry
from tests.jiedao.office import furnish
from tests.orgs.factories import PASSWORD, UserFactory
from tests.orgs.import_batches import FILE_NAME, make_batch
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory

pytestmark = pytest.mark.django_db

INDEX = "/admin/"
MENUS = {
    "协议与单位": [
        "共建协议",
        "单位",
        "党组织",
        "议事机构",
        "两新组织成立党组织申请",
        "阵地",
        "品牌",
        "星级和荣誉",
        "导入台账",
    ],
    "三张清单": ["资源清单", "需求清单", "服务清单", "认领和点单", "服务菜单"],
    "项目与问题": ["共建项目", "揭榜申请", "实际问题", "居民反映", "基金和经费", "派驻和包联", "走访"],
    "活动": ["活动", "报名"],
    "会议和组织生活": ["议题", "议定事项", "组织生活"],
    "志愿服务": ["志愿者", "志愿服务队", "服务记录", "时长证明"],
    "积分和奖励": [
        "积分账户",
        "积分明细",
        "积分规则",
        "奖品",
        "兑换",
        "星级评定办法",
        "结算积分",
        "兑换核销",
    ],
    "统计与月报": ["指标数值", "共建月报", "公开统计"],
    "设置": [
        "用户",
        "管理设置",
        "协议模板",
        "组织生活要求",
        "类别",
        "指标",
        "个人信息告知",
        "操作日志",
        "回收站",
        "个人信息",
    ],
}


def menus(client):
    app_list = client.get(INDEX).context["available_apps"]
    return {menu["name"]: [entry["name"] for entry in menu["models"]] for menu in app_list}


def sign_in(client, user, password=PASSWORD):
    data = {"username": user.username, "password": password, "next": INDEX}
    return client.post(reverse("admin:login"), data)


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.area])
    client.force_login(clerk)
    return clerk


def test_menus_of_a_superuser_in_the_office_s_order(client, tree):
    client.force_login(UserFactory(superuser=True))
    assert list(menus(client).items()) == list(MENUS.items())


def test_menus_of_a_clerk_hold_no_settings(client, clerk):
    assert menus(client) == {name: entries for name, entries in MENUS.items() if name != "设置"}


def test_every_menu_entry_opens(client, clerk):
    for menu in client.get(INDEX).context["available_apps"]:
        for entry in menu["models"]:
            assert client.get(entry["admin_url"]).status_code == 200


def test_clerk_signs_in(client, tree):
    assert sign_in(client, UserFactory(organizations=[tree.community])).url == INDEX
    assert client.get(INDEX).status_code == 200


def test_staff_without_an_organization_is_told_so(client, tree):
    page = sign_in(client, UserFactory()).content.decode()
    assert "这个账号还没有分配所在党组织，请联系管理员。" in page
    assert client.get(INDEX).status_code == 302


def test_wrong_password_tells_nothing_of_the_account(client, tree):
    page = sign_in(client, UserFactory(), password="wrong").content.decode()
    assert "还没有分配" not in page


def test_account_switched_off_is_out_at_once(client, clerk):
    assert client.get(INDEX).status_code == 200
    clerk.is_active = False
    clerk.save()
    assert client.get(INDEX).status_code == 302


def test_header_has_the_branch_s_name(client, clerk, tree):
    assert f"{tree.area.name} · 共建工作台" in client.get(INDEX).content.decode()


def test_app_pages_lead_to_the_start_page(client, clerk):
    assert client.get("/admin/orgs/").url == INDEX


def test_start_page_prints_the_figures_of_the_branch(client, clerk, tree):
    furnish(tree)
    response = client.get(INDEX)
    expected = numbers(HEADLINE, tree.area, today())
    assert any(expected.values())
    assert {each["figure"].key: each["number"] for each in response.context["headline"]} == expected
    page = response.content.decode()
    for key, number in expected.items():
        assert f'href="/statistics/{key}/?organization={tree.area.pk}"><b>{number}</b>' in page


def test_start_page_before_there_is_an_office(client, db):
    client.force_login(UserFactory(superuser=True))
    assert client.get(INDEX).context["headline"] == []


def test_start_page_lists_what_is_to_be_done_in_the_branch(client, clerk, tree):
    yesterday = timezone.now() - timedelta(days=1)
    for organization, whose in ((tree.community, "本"), (tree.cousin, "外")):
        AgreementFactory(organization=organization, expiring=True, title=f"{whose}即将到期")
        AgreementFactory(organization=organization, draft=True, title=f"{whose}拟签")
        ListItemFactory(organization=organization, resource=True, draft=True, title=f"{whose}资源")
        ListItemFactory(organization=organization, demand=True, draft=True, title=f"{whose}需求")
        ActivityFactory(organization=organization, draft=True, title=f"{whose}草稿")
        ActivityFactory(organization=organization, starts_at=yesterday, title=f"{whose}昨天的活动")
        ProblemFactory(organization=organization, due_on=today() - timedelta(days=1), title=f"{whose}问题")
    AgreementFactory(organization=tree.community, title="本长期")
    ListItemFactory(organization=tree.community, title="本已发布")
    response = client.get(INDEX)
    tasks = [task for group in response.context["groups"] for task in group.tasks]
    assert {task.title: [str(line.row) for line in task.lines] for task in tasks} == {
        "活动草稿（1条）": ["本草稿"],
        "即将到期的协议（1条）": ["本即将到期"],
        "拟签的协议（1条）": ["本拟签"],
        "没有动静的协议（1条）": ["本长期"],
        "待更新的资源（1条）": ["本已发布"],
        "没有发布的资源（1条）": ["本资源"],
        "没有发布的需求（1条）": ["本需求"],
        "办完还没有填参加人数的活动（1条）": ["本昨天的活动"],
        "逾期没有解决的问题（1条）": ["本问题"],
    }
    for task in tasks:
        rows = client.get(task.url).context["cl"].result_list
        assert [str(row) for row in rows] == [str(line.row) for line in task.lines]
        for line in task.lines:
            assert client.get(line.url).status_code == 200


def log(user, row, flag=CHANGE):
    content_type = ContentType.objects.get_for_model(row, for_concrete_model=False)
    return LogEntry.objects.create(
        user=user, content_type=content_type, object_id=str(row.pk), object_repr=str(row), action_flag=flag
    )


def test_start_page_shows_the_last_changes_of_the_branch(client, clerk, tree):
    colleague = UserFactory(organizations=[tree.street], display_name="街道工作人员")
    own, others = (AgreementFactory(organization=o, title=str(o)) for o in (tree.community, tree.cousin))
    log(colleague, own, ADDITION)
    log(colleague, others)
    log(colleague, colleague)
    deleted = ProblemFactory(organization=tree.community, title="录错的问题")
    log(clerk, deleted, DELETION)
    deleted.delete()
    changes = client.get(INDEX).context["changes"]
    assert [(change.who, change.what, change.name) for change in changes] == [
        (str(clerk), "删除了实际问题", "录错的问题"),
        ("街道工作人员", "录入了共建协议", own.title),
    ]
    assert changes[0].url == ""
    assert client.get(changes[1].url).status_code == 200


def test_start_page_shows_the_last_imports_of_the_branch(client, clerk, tree):
    now = timezone.now()
    others = UserFactory(organizations=[tree.cousin])
    for moment, user, state in (
        (now - timedelta(days=3), others, ImportState.COMMITTED),
        (now - timedelta(days=2), clerk, ImportState.UNDONE),
        (now - timedelta(days=1), clerk, ImportState.COMMITTED),
        (None, clerk, ImportState.PREVIEWED),
    ):
        make_batch(user, state, ledger="agreements", committed_at=moment, new_count=2, changed_count=1)
    ImportBatch.objects.filter(state=ImportState.UNDONE).update(undone_at=now, undone_by=clerk)
    log(clerk, AgreementFactory(organization=tree.community, title="晚于导入"))
    LogEntry.objects.update(action_time=now - timedelta(hours=1))
    changes = client.get(INDEX).context["changes"]
    assert [(change.who, change.what, change.name) for change in changes] == [
        (str(clerk), "撤销了共建协议台账的导入", FILE_NAME),
        (str(clerk), "修改了共建协议", "晚于导入"),
        (str(clerk), "导入了共建协议台账：新增2条，更新1条", FILE_NAME),
    ]
    assert client.get(changes[0].url).status_code == 200
    assert "这次导入已经撤销" in client.get(changes[0].url).content.decode()


def test_start_page_leads_to_the_imports(client, clerk):
    page = client.get(INDEX).content.decode()
    assert '<li><a href="/admin/imports/">导入台账</a></li>' in page
    assert "请从“" in page  # nothing was entered yet


def test_start_page_costs_the_same_queries_however_much_there_is(client, clerk, tree):
    def fill(times):
        for make in registry.RECORDS.values():
            for _ in range(times):
                log(clerk, make(tree.community))
        for _ in range(times):
            batch = {"organization": tree.area, "committed_at": timezone.now()}
            make_batch(UserFactory(), ImportState.COMMITTED, **batch)
            AgreementFactory(organization=tree.community, expiring=True)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(INDEX).status_code == 200
        return len(captured)

    fill(1)
    client.get(INDEX)
    few = queries()
    fill(10)
    assert queries() == few <= 29
