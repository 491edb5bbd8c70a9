"""S13 in a browser: a clerk drafts and submits, a reviewer returns with a reason, then publishes."""

import pytest
from playwright.sync_api import Page, expect

from lib.days import today
from orgs.enums import ReviewState, Role
from partnerships.models import Resource
from tests.orgs.factories import CategoryFactory, UserFactory
from tests.orgs.tree import plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]

PUBLIC = "/lists/resources/"
# Django's own choosers and filters, which are small and nameless.
DJANGO = (".select2", "#changelist-filter")


@pytest.fixture
def people(new_page, sign_in):
    """Pages of a clerk who only enters, of a reviewer, and of a resident."""
    tree = plant()
    CategoryFactory(name="场地")
    clerk = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER, display_name="小李")
    reviewer = UserFactory(organizations=[tree.street], organizations__role=Role.REVIEW, display_name="老王")
    pages = [new_page() for _ in range(3)]
    for page, user in zip(pages, (clerk, reviewer), strict=False):
        sign_in(page, user)
    return pages


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def enter(page: Page) -> None:
    page.goto("/admin/partnerships/resource/add/")
    page.get_by_label("名称").fill("会议室")
    page.get_by_label("类别").select_option("场地")
    page.get_by_label("发布日期").fill(str(today()))


def is_public(page: Page) -> bool:
    page.goto(PUBLIC)
    return page.get_by_text("会议室").count() > 0


def test_from_draft_to_publication(people, shot, axe):
    clerk, reviewer, resident = people
    enter(clerk)
    expect(clerk.get_by_label("审核", exact=True)).to_contain_text("您录入的内容经审核后，公众才能看到。")
    press(clerk, "保存草稿")
    clerk.goto("/admin/")
    clerk.get_by_role("link", name="会议室").first.click()
    record = clerk.url
    press(clerk, "保存并提交审核")
    expect(clerk.locator(".messagelist")).to_contain_text("已提交审核，审核发布后公众才能看到。")
    assert not is_public(resident)

    reviewer.goto("/admin/")
    expect(reviewer.locator(".start__task h4").first).to_have_text("待我审核的资源（1条）")
    reviewer.get_by_role("link", name="会议室").first.click()
    press(reviewer, "退回")
    expect(reviewer.locator(".review__return .errorlist")).to_have_text("请写明退回原因，录入人要照着修改。")
    reviewer.get_by_label("退回原因").fill("请写明能坐多少人。")
    shot(reviewer, "review-return")
    press(reviewer, "退回")
    expect(reviewer.locator(".messagelist")).to_contain_text("“会议室”已退回")

    clerk.goto(record)
    expect(clerk.locator(".review__reason")).to_contain_text("请写明能坐多少人。")
    expect(clerk.locator(".review__reason")).to_contain_text("老王")
    clerk.get_by_label("说明").fill("可坐三十人。")
    press(clerk, "保存并提交审核")
    reviewer.goto(record)
    expect(reviewer.locator(".review__changes")).to_contain_text("可坐三十人。")
    press(reviewer, "审核发布")
    expect(reviewer.locator(".messagelist")).to_contain_text("已发布。")
    assert is_public(resident)

    clerk.goto(record)
    expect(clerk.locator(".review")).to_contain_text("您保存后要重新审核，审核前公众看不到。")
    clerk.get_by_label("说明").fill("可坐五十人。")
    press(clerk, "保存")
    assert not is_public(resident)
    reviewer.goto(record)
    expect(reviewer.locator(".review__changes tbody tr")).to_have_count(1)
    expect(reviewer.locator(".review__changes tbody tr")).to_contain_text("可坐五十人。")
    shot(reviewer, "review-changes")
    reviewer.get_by_text("审核记录（").click()
    expect(reviewer.locator(".review__steps tbody tr")).to_have_count(5)


def test_many_are_published_from_the_list(people, shot, axe):
    clerk, reviewer, _ = people
    for _ in range(2):
        enter(clerk)
        press(clerk, "保存并提交审核")
    reviewer.goto("/admin/partnerships/resource/")
    reviewer.locator("#changelist-filter").get_by_role("link", name="待审核").click()
    reviewer.locator("#action-toggle").check()
    reviewer.get_by_label("动作").select_option("审核发布")
    shot(reviewer, "review-list")
    assert axe(reviewer, DJANGO) == []
    press(reviewer, "执行")
    expect(reviewer.locator(".messagelist")).to_have_text("2条已发布。")
    assert set(Resource.objects.values_list("review", flat=True)) == {ReviewState.PUBLISHED}


def test_forms_are_accessible(people, watch, axe):
    clerk, reviewer, _ = people
    enter(clerk)
    press(clerk, "保存并提交审核")
    record = f"/admin/partnerships/resource/{Resource.objects.get().pk}/"
    for page, address in ((clerk, "change/"), (reviewer, "change/"), (reviewer, "history/")):
        page.goto(record + address)
        assert axe(page, DJANGO) == []
    # axe-core itself writes a style into the page when it reads the sheets of Django's forms.
    watch.forgive("Applying inline style")


def test_without_scripts(people, new_page, sign_in):
    """Every step is a plain form."""
    tree_user = UserFactory(superuser=True)
    clerk, _, resident = people
    enter(clerk)
    press(clerk, "保存并提交审核")
    plain = new_page(java_script_enabled=False)
    sign_in(plain, tree_user)
    plain.goto("/admin/partnerships/resource/?review=submitted")
    plain.get_by_role("link", name="会议室").first.click()
    plain.get_by_label("退回原因").fill("重写")
    press(plain, "退回")
    assert Resource.objects.get().review == ReviewState.RETURNED
    plain.goto(f"/admin/partnerships/resource/{Resource.objects.get().pk}/change/")
    press(plain, "保存并发布")
    assert is_public(resident)
