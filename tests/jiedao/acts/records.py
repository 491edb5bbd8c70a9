"""Records of every kind: reviewed, changed, deleted, imported, given out."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from orgs import trash
from orgs.enums import AuditAct, ImportState, ReviewState, Role
from orgs.ledgers import UNITS
from orgs.models import ImportBatch, TrashedRecord, Unit
from partnerships.models import Problem
from tests.harness.spreadsheets import xlsx_bytes
from tests.jiedao.acts.attempt import Attempt, act, as_opened, is_logged, page
from tests.jiedao.ledger_files import receive
from tests.orgs.factories import IndicatorValueFactory, UnitFactory, UserFactory
from tests.partnerships.factories import AgreementAttachmentFactory, ProblemFactory

NUMBER = "13805321234"


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
