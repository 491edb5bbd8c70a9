"""All that is kept of one volunteer, for herself to take along: readable as JSON and as a workbook."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from events.models import PointEntry, Redemption, Volunteer
from lib.sheets import plain
from lib.sheets.plain import PlainColumn
from lib.templatetags.jiedao_text import day, moment
from orgs.moves import steps_of

TITLE = "我的志愿服务"
_HEADERS = (("类别", 8), ("日期", 10), ("内容", 30), ("数量", 8), ("说明", 24))
Row = tuple[str, str, str, str, str]


def rows_of(volunteer: Volunteer) -> list[Row]:
    """(kind, day, what, how many, remark) of everything."""
    parts = (_registration, _services, _points, _redemptions, _certificates, _signups, _steps)
    return [row for part in parts for row in part(volunteer)]


def export_json(volunteer: Volunteer) -> bytes:
    keys = [header for header, _ in _HEADERS]
    listed = [dict(zip(keys, row, strict=True)) for row in rows_of(volunteer)]
    return json.dumps(listed, ensure_ascii=False, indent=2).encode()


def export_sheet(volunteer: Volunteer) -> bytes:
    file = io.BytesIO()
    columns = [PlainColumn(header=header, width=width) for header, width in _HEADERS]
    plain.write(file, TITLE, columns, ([cell or None for cell in row] for row in rows_of(volunteer)))
    return file.getvalue()


def _registration(volunteer) -> Iterator[Row]:
    on = day(volunteer.registered_on)
    consent = f"{volunteer.consent}，{moment(volunteer.consented_at)}" if volunteer.consent else "书面登记"
    told = {
        "志愿者编号": volunteer.number,
        "姓名": volunteer.contact_name,
        "手机号码": volunteer.contact_phone,
        "归口党组织": volunteer.organization.name,
        "志愿服务队": "、".join(map(str, volunteer.teams.all())),
        "特长": volunteer.skills,
        "状态": volunteer.get_status_display(),
        "同意公开姓名": "是" if volunteer.is_named_public else "否",
        "同意的个人信息告知": consent,
        "备注": volunteer.note,
    }
    yield from (("登记", on, label, "", value) for label, value in told.items() if value)


def _services(volunteer) -> Iterator[Row]:
    for record in volunteer.service_records.select_related("activity", "category"):
        remark = f"已撤销：{record.withdrawal_reason}" if record.withdrawn_on else ""
        yield "服务记录", day(record.served_on), subject_of(record), f"{record.hours}小时", remark


def _points(volunteer) -> Iterator[Row]:
    entries = PointEntry.objects.filter(account__volunteer=volunteer).order_by("day", "pk")
    yield from (("积分", day(each.day), each.reason, f"{each.points:+}分", "") for each in entries)


def _redemptions(volunteer) -> Iterator[Row]:
    rows = Redemption.objects.filter(account__volunteer=volunteer).select_related("reward").order_by("pk")
    for each in rows:
        words = f"{each.get_status_display()}，兑换码{each.code}"
        yield "兑换", day(each.reserved_on), each.reward.name, f"{each.points}分", words


def _certificates(volunteer) -> Iterator[Row]:
    for each in volunteer.certificates.all():
        span = f"{day(each.since)}至{day(each.until)}的时长证明，验证码{each.printed_code}"
        words = "已作废" if each.revoked_on else ""
        yield "时长证明", day(each.issued_on), span, f"{each.hours}小时", words


def _signups(volunteer) -> Iterator[Row]:
    for each in volunteer.signups.select_related("activity").order_by("queued_at", "pk"):
        contact = " ".join(filter(None, (each.contact_name, each.contact_phone)))
        words = "，".join(filter(None, (each.get_status_display(), contact, each.note)))
        yield "报名", moment(each.queued_at), each.activity.title, f"{each.people}人", words


def _steps(volunteer) -> Iterator[Row]:
    yield from (("办理记录", moment(each.at), each.word, "", each.reason) for each in steps_of(volunteer))


def subject_of(record) -> str:
    """What was done: the activity, the service item, or nothing more than service."""
    names = [str(each) for each in (record.activity, record.category) if each]
    return "，".join(names) or "志愿服务"
