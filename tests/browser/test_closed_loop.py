"""The closed loop in a browser: from a demand entered on a phone to a rated claim and its project."""

import json

import pytest
from playwright.sync_api import Page, expect

from lib.days import today
from orgs.models import ConsentText
from orgs.models.category import CategoryKind
from tests.browser.conftest import PHONE
from tests.lib.pictures import phone_photo
from tests.orgs.factories import CategoryFactory, UnitFactory, UserFactory
from tests.orgs.tree import plant
from tests.partnerships.factories import ListItemFactory

# What each step writes is tried on both engines elsewhere; here a browser goes through all of it.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]

WISH = "想有一副老花镜，看得清报纸"
FIGURES = ("demands", "demands_matched", "claims", "claims_done", "wishes_done", "projects")


@pytest.fixture
def tree():
    tree = plant()
    asked = CategoryFactory(name="助老助残", kind=CategoryKind.DEMAND)
    offered = CategoryFactory(name="便民服务")
    asked.fits.add(offered)
    CategoryFactory(name="帮扶", kind=CategoryKind.PROJECT)
    glasses = UnitFactory(name="示例眼镜店", community=tree.community)
    ListItemFactory(
        organization=tree.community, unit=glasses, category=offered, title="免费验光配老花镜", fresh=True
    )
    ConsentText.objects.create(version=1, purpose="联系认领", body="只用来联系。", retention_days=90)
    return tree


@pytest.fixture
def clerk(new_page, sign_in, tree) -> Page:
    page = new_page(**PHONE)
    sign_in(page, UserFactory(organizations=[tree.community]))
    return page


@pytest.fixture
def look(shot, axe, html_errors):
    """Callable (page, name): what a program finds wrong with the page fails the test."""
    seen = {}

    def look(page: Page, name: str) -> None:
        shot(page, name)
        assert axe(page) == [], name
        seen[name] = page.content()

    yield look
    assert not seen or html_errors(seen) == []


def figures(page: Page) -> tuple[int, ...]:
    told = json.loads(page.request.get("/statistics.json").text())["figures"]
    return tuple(told[key] for key in FIGURES)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def follow(page: Page, words: str) -> None:
    page.get_by_role("link", name=words, exact=True).first.click()


def done(page: Page, words: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(words)


def publish(clerk: Page) -> None:
    clerk.goto("/admin/partnerships/demand/add/")
    clerk.get_by_label("名称").fill("老人缺一副老花镜")
    clerk.get_by_label("类别").select_option("助老助残")
    clerk.get_by_label("受益方").select_option("居民")
    clerk.locator("[name=wish]").fill(WISH)
    clerk.get_by_label("认领截止").fill(str(today()))
    press(clerk, "保存并发布")
    done(clerk, "已发布")
    follow(clerk, "老人缺一副老花镜")


def claim(unit: Page, look) -> None:
    unit.goto("/lists/demands/")
    expect(unit.get_by_text(WISH)).to_be_visible()
    unit.get_by_role("link", name="我要认领").click()
    unit.get_by_label("单位名称").fill("示例眼镜店")
    unit.get_by_label("能提供什么").fill("上门验光，配一副送到家")
    unit.get_by_label("联系人").fill("买买提·艾山")
    unit.get_by_label("联系电话").fill("+86 138 0000 1234")
    unit.get_by_text("我已看过并同意").click()
    look(unit, "loop-claim")
    press(unit, "提交认领")
    expect(unit.get_by_role("heading", level=1)).to_have_text("认领已提交，等社区核对")
    look(unit, "loop-receipt")


def confirm(clerk: Page, shot) -> str:
    """The private link that the clerk gets for the unit."""
    clerk.goto("/admin/partnerships/claim/")
    clerk.locator("#result_list tbody a").first.click()
    follow(clerk, "确认认领")
    shot(clerk, "loop-confirm")
    press(clerk, "确认认领")
    done(clerk, "已确认")
    follow(clerk, "生成专用链接")
    press(clerk, "生成专用链接")
    shot(clerk, "loop-link")
    return clerk.locator(".claim-link__address").inner_text()


def tell(unit: Page, link: str, look) -> None:
    unit.goto(link)
    press(unit, "已联系上")
    expect(unit.get_by_role("status")).to_have_text("已登记：联系上了。")
    unit.get_by_label("做了什么").fill("上门验了光，眼镜送到了。")
    unit.get_by_label("照片").set_input_files(
        [
            {"name": f"{each}.jpg", "mimeType": "image/jpeg", "buffer": phone_photo((640, 480))}
            for each in ("验光", "送到")
        ]
    )
    press(unit, "提交进展")
    expect(unit.get_by_role("status")).to_have_text("进展已经提交，社区会看到。")
    expect(unit.locator(".progress img")).to_have_count(2)
    look(unit, "loop-work")


def close(clerk: Page, shot) -> None:
    follow(clerk, "返回")
    follow(clerk, "办结")
    clerk.get_by_label("办理结果").fill("眼镜送到了老人手上。")
    clerk.locator("[name=public_notes]").check()
    shot(clerk, "loop-finish")
    press(clerk, "办结")
    done(clerk, "已办结")


def rate(clerk: Page) -> None:
    follow(clerk, "评价")
    clerk.get_by_label("5分 很满意").check()
    clerk.get_by_label("评语").fill("来得很及时。")
    press(clerk, "评价")
    done(clerk, "已评价：5分。")


def found(clerk: Page, shot) -> None:
    follow(clerk, "立项")
    clerk.get_by_label("类别").select_option("帮扶")
    clerk.get_by_label("项目目标").fill("让看不清的老人都有老花镜。")
    press(clerk, "立项")
    done(clerk, "已立项")
    shot(clerk, "loop-project-form")
    press(clerk, "保存并发布")
    done(clerk, "已发布")


def test_from_a_demand_to_a_rated_claim_and_its_project(clerk, new_page, shot, look, settings):
    settings.PUBLIC_FORM_SECONDS = 0
    unit, resident = new_page(**PHONE), new_page(**PHONE)
    assert figures(resident) == (0, 0, 0, 0, 0, 0)

    publish(clerk)
    assert figures(resident) == (1, 0, 0, 0, 0, 0)
    expect(clerk.get_by_text("免费验光配老花镜").first).to_be_visible()
    shot(clerk, "loop-demand")

    claim(unit, look)
    assert figures(resident) == (1, 0, 0, 0, 0, 0)

    link = confirm(clerk, shot)
    assert figures(resident) == (1, 1, 1, 0, 0, 0)

    tell(unit, link, look)
    assert figures(resident) == (1, 1, 1, 0, 0, 0)

    close(clerk, shot)
    assert figures(resident) == (1, 1, 1, 1, 1, 0)

    rate(clerk)
    found(clerk, shot)
    assert figures(resident) == (1, 1, 1, 1, 1, 1)

    resident.goto("/claims/")
    follow(resident, "老人缺一副老花镜")
    expect(resident.get_by_text("上门验了光，眼镜送到了。")).to_be_visible()
    expect(resident.locator(".photos img")).to_have_count(2)
    expect(resident.get_by_text("来得很及时。")).to_be_visible()
    look(resident, "loop-claim-public")

    resident.goto("/projects/")
    follow(resident, "老人缺一副老花镜")
    for words in (
        "让看不清的老人都有老花镜。",
        "示例眼镜店",
        "上门验了光，眼镜送到了。",
        "来得很及时。",
    ):
        expect(resident.get_by_text(words).first).to_be_visible()
    look(resident, "loop-project")
