"""Whatever staff do to a record: what is sent, and how one sees that it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lib.days import today
from orgs import trash
from orgs.enums import AuditAct, ImportState, ReviewState, Role
from orgs.ledgers import UNITS
from orgs.models import AuditEntry, BranchSetting, ImportBatch, Organization, TrashedRecord, Unit, User
from partnerships.models import Claim, Problem
from tests.harness.spreadsheets import xlsx_bytes
from tests.jiedao.ledger_files import receive
from tests.orgs.factories import IndicatorValueFactory, UnitFactory, UserFactory
from tests.orgs.two_editors import opened, signed_in
from tests.partnerships.factories import AgreementAttachmentFactory, ListItemFactory, ProblemFactory
from tests.partnerships.loop_factories import ClaimFactory

NUMBER = "13805321234"
NEW_PASSWORD = "shan-hai-da-jiang-tang"


@dataclass
class Attempt:
    """A request, and whether it did what it asks for."""

    address: str
    is_done: Callable[[], bool]
    data: dict = field(default_factory=dict)
    is_read: bool = False

    def send(self, client: Client):
        for value in self.data.values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        return client.get(self.address) if self.is_read else client.post(self.address, self.data)


@dataclass(frozen=True)
class Act:
    name: str
    least: Role  # that may
    make: Callable[[Organization], Attempt]
    # Says 404 to staff of another branch; else nothing happens to the row.
    is_told: bool = True


ACTS: list[Act] = []


def act(name: str, least: Role, *, is_told: bool = True):
    def register(make):
        ACTS.append(Act(name, least, make, is_told))
        return make

    return register


def page(record, name="change", *args) -> str:
    return reverse(
        f"admin:{record._meta.app_label}_{record._meta.model_name}_{name}", args=[record.pk, *args]
    )


def as_opened(address: str, **typed) -> dict:
    """What a browser would send from there, but for the token of what was opened: strangers have none."""
    data = opened(signed_in(UserFactory(superuser=True)), address) | typed
    return {name: value for name, value in data.items() if name != "edition"}


def is_logged(act: AuditAct) -> Callable[[], bool]:
    return AuditEntry.objects.filter(act=act).exists


# Records


def _reviewed(before, after, **typed):
    def make(place):
        problem = ProblemFactory(organization=place, review=before)

        def is_done():
            return Problem.objects.get(pk=problem.pk).review == after

        return Attempt(page(problem), is_done, as_opened(page(problem), **typed))

    return make


act("提交审核", Role.ENTER)(_reviewed(ReviewState.DRAFT, ReviewState.SUBMITTED, _submit="1"))
act("撤回提交", Role.ENTER)(_reviewed(ReviewState.SUBMITTED, ReviewState.DRAFT, _withdraw="1"))
act("审核发布", Role.REVIEW)(_reviewed(ReviewState.SUBMITTED, ReviewState.PUBLISHED, _publish="1"))
act("退回", Role.REVIEW)(
    _reviewed(ReviewState.SUBMITTED, ReviewState.RETURNED, _return="1", review_reason="缺日期。")
)


def _chosen(action, before, after):
    def make(place):
        problem = ProblemFactory(organization=place, review=before)

        def is_done():
            return Problem.objects.get(pk=problem.pk).review == after

        data = {"action": action, "_selected_action": [problem.pk], "index": "0"}
        return Attempt(reverse("admin:partnerships_problem_changelist"), is_done, data)

    return make


act("提交所选", Role.ENTER, is_told=False)(
    _chosen("submit_selected", ReviewState.DRAFT, ReviewState.SUBMITTED)
)
act("发布所选", Role.REVIEW, is_told=False)(
    _chosen("publish_selected", ReviewState.SUBMITTED, ReviewState.PUBLISHED)
)


@act("修改", Role.ENTER)
def change(place):
    unit = UnitFactory(community=place, is_public=False)
    return Attempt(
        page(unit),
        Unit.objects.filter(pk=unit.pk, name="改了名").exists,
        as_opened(page(unit), name="改了名"),
    )


@act("新增", Role.ENTER, is_told=False)
def add(place):
    data = {"title": "新的问题", "organization": place.pk, "source": "visit", "raised_on": "2019-05-14"}
    return Attempt(
        reverse("admin:partnerships_problem_add"), Problem.objects.filter(title="新的问题").exists, data
    )


def _deleted(review):
    def make(place):
        problem = ProblemFactory(organization=place, review=review)

        def is_done():
            gone = not Problem.objects.filter(pk=problem.pk).exists()
            return gone and TrashedRecord.objects.filter(record=problem.pk).exists()

        return Attempt(page(problem, "delete"), is_done, {"post": "yes"})

    return make


act("删除草稿", Role.ENTER)(_deleted(ReviewState.DRAFT))
act("删除已发布的", Role.REVIEW)(_deleted(ReviewState.PUBLISHED))


# The bin


def _in_the_bin(place):
    value = IndicatorValueFactory(organization=place)
    rows = type(value).objects.filter(pk=value.pk)
    return trash.throw_away(value), rows


@act("恢复", Role.MANAGE)
def restore(place):
    trashed, rows = _in_the_bin(place)
    return Attempt(page(trashed, "restore"), rows.exists)


@act("彻底删除", Role.MANAGE)
def purge(place):
    trashed, _ = _in_the_bin(place)
    rows = TrashedRecord.objects.filter(pk=trashed.pk)
    return Attempt(page(trashed, "delete"), lambda: not rows.exists(), {"post": "yes"})


# Imports


def _sheet(place):
    return xlsx_bytes([["单位名称", "单位性质", "属地社区"], ["导入的学校", "学校", place.name]])


def _previewed(place):
    """A batch of the branch: handed in by somebody who works there."""
    return receive(UNITS, _sheet(place), user=UserFactory(organizations=[place]), organization=place)


def _of_batch(batch, name, state):
    address = reverse(f"admin:orgs_unit_{name}", args=[batch.pk])
    return Attempt(address, ImportBatch.objects.filter(pk=batch.pk, state=state).exists)


@act("上传台账", Role.ENTER, is_told=False)
def hand_in(place):
    data = {"file": SimpleUploadedFile("单位.xlsx", _sheet(place)), "organization": place.pk}
    uploads = ImportBatch.objects.filter(organization=place)
    return Attempt(reverse("admin:orgs_unit_import"), uploads.exists, data)


@act("确认导入", Role.ENTER)
def commit(place):
    attempt = _of_batch(_previewed(place), "process_import", ImportState.COMMITTED)
    is_committed = attempt.is_done
    attempt.is_done = lambda: is_committed() and Unit.objects.filter(name="导入的学校").exists()
    return attempt


@act("放弃导入", Role.ENTER)
def discard(place):
    return _of_batch(_previewed(place), "import_discard", ImportState.DISCARDED)


@act("撤销导入", Role.ENTER)
def undo(place):
    batch = _previewed(place)
    batch.state = ImportState.COMMITTED
    batch.save()
    return _of_batch(batch, "import_undo", ImportState.UNDONE)


@act("下载导入文件", Role.ENTER)
def import_file(place):
    address = reverse("admin:orgs_unit_import_file", args=[_previewed(place).pk])
    return Attempt(address, is_logged(AuditAct.DOWNLOAD), is_read=True)


# What goes out


@act("导出", Role.VIEW, is_told=False)
def export(place):
    ProblemFactory(organization=place)
    address = reverse("admin:partnerships_problem_export_file")
    return Attempt(address, is_logged(AuditAct.EXPORT), is_read=True)


@act("导出完整电话", Role.ENTER, is_told=False)
def export_full(place):
    UnitFactory(community=place, contact_phone=NUMBER)
    address = reverse("admin:orgs_unit_export_full")
    return Attempt(address, is_logged(AuditAct.READ_PERSONAL), {"whole": "on"})


@act("查看完整电话", Role.ENTER)
def read_personal(place):
    unit = UnitFactory(community=place, contact_phone=NUMBER, is_public=False)
    return Attempt(page(unit, "personal"), is_logged(AuditAct.READ_PERSONAL))


@act("下载扫描件", Role.VIEW)
def scan(place):
    paper = AgreementAttachmentFactory(agreement__organization=place)
    return Attempt(paper.get_absolute_url(), is_logged(AuditAct.DOWNLOAD), is_read=True)


@act("删除个人信息", Role.MANAGE, is_told=False)
def erase(place):
    unit = UnitFactory(community=place, contact_phone=NUMBER)
    return Attempt(
        reverse("admin:personal_erase"),
        Unit.objects.filter(pk=unit.pk, contact_phone="").exists,
        {"person": NUMBER, "confirmed": "1"},
    )


@act("导出个人信息", Role.MANAGE, is_told=False)
def export_personal(place):
    UnitFactory(community=place, contact_phone=NUMBER)
    address = reverse("admin:personal_export")
    return Attempt(address, is_logged(AuditAct.READ_PERSONAL), {"person": NUMBER})


# Claims


def _moved(verb, becomes, traits=None, **asked):
    """A verb of a claim, sent as its page sends it; it leaves the claim with these values."""

    def make(place):
        claim = ClaimFactory(organization=place, **traits or {})
        return Attempt(page(claim, "act", verb), Claim.objects.filter(pk=claim.pk, **becomes).exists, asked)

    return make


act("谢绝认领", Role.ENTER)(_moved("decline", {"status": "declined"}, {"pending": True}, reason="不合适。"))
act("办结认领", Role.ENTER)(_moved("finish", {"status": "done"}, on="2019-06-03", result="已送到。"))
act("评价认领", Role.ENTER)(_moved("rate", {"rating": 5}, {"done": True}, rating="5"))
act("生成专用链接", Role.ENTER)(_moved("link", {"link_edition": 1}))
act("收回专用链接", Role.ENTER)(_moved("unlink", {"link_edition": 2}, {"link_edition": 1}))


@act("派单", Role.ENTER)
def assign(place):
    demand = ListItemFactory(demand=True, organization=place)
    data = {"unit": UnitFactory().pk, "origin": "assigned", "due_on": str(today())}
    address = reverse("admin:partnerships_demand_act", args=[demand.pk, "assign"])
    return Attempt(address, Claim.objects.filter(item=demand.pk).exists, data)


# Accounts and settings


def _account(place):
    return UserFactory(organizations=[place], organizations__role=Role.VIEW)


@act("改角色", Role.MANAGE)
def change_role(place):
    user = _account(place)
    data = as_opened(page(user)) | {"assignments-0-role": Role.REVIEW}
    data = {name: value for name, value in data.items() if name not in ("is_staff", "is_superuser")}
    return Attempt(page(user), user.assignments.filter(role=Role.REVIEW).exists, data)


@act("重设密码", Role.MANAGE)
def set_password(place):
    user = _account(place)
    return Attempt(
        reverse("admin:auth_user_password_change", args=[user.pk]),
        lambda: User.objects.get(pk=user.pk).check_password(NEW_PASSWORD),
        {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
    )


@act("解除锁定", Role.MANAGE)
def unlock(place):
    return Attempt(page(_account(place), "unlock"), is_logged(AuditAct.UNLOCK))


@act("取消动态口令", Role.MANAGE)
def remove_second_factor(place):
    return Attempt(page(_account(place), "second_factor"), is_logged(AuditAct.SECOND_FACTOR))


@act("管理设置", Role.MANAGE)
def settle(place):
    setting = BranchSetting.objects.create(organization=place)
    return Attempt(
        page(setting),
        BranchSetting.objects.filter(pk=setting.pk, requires_second_factor=True).exists,
        {"requires_second_factor": "on"},
    )
