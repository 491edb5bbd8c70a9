"""Hours of volunteers, recorded by the organiser; a mistake is withdrawn with a reason and recorded anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from events.enums import TAKES_PLACE, PointEvent, ServiceState, VolunteerState
from events.models import Activity, HoursCertificate, ServiceRecord, Signup, Volunteer
from events.workflow import points
from lib.days import today
from orgs import audit
from orgs.access import Action
from orgs.enums import AuditAct
from orgs.models import Category, Organization, User
from orgs.moves import Move, Refused, Who, moving, tell_begun

if TYPE_CHECKING:
    from django.http import HttpRequest

# On the activity, whose clerks record them; the verb itself is `record_hours`.
RECORD = Move("hours", "记服务时长", tuple(TAKES_PLACE))
# On one volunteer, of service apart from activities.
RECORD_APART = Move("serve", "记服务时长", (VolunteerState.ACTIVE,))
WITHDRAW = Move("withdraw", "撤销", (ServiceState.COUNTED,), needs_reason=True)


def hours_of(activity: Activity) -> Decimal:
    """The sum of the activity's counted records. One query."""
    return activity.service_records.all().hours()


@transaction.atomic
def record_hours(
    activity: Activity,
    hours: Mapping[Volunteer, Decimal],
    user: User,
    request: HttpRequest | None = None,
    *,
    category: Category | None = None,
) -> list[ServiceRecord]:
    """Those that were recorded now. What stands already with the same hours is left as it is, so the same
    form sent twice counts once. By clerks of the activity's branch, also of volunteers who live elsewhere in
    the street.

    Raises PermissionDenied, and `Refused` for whom it may not be recorded, and for other hours than stand.
    """
    activity_row = _locked(activity, user)
    if timezone.localtime(activity_row.starts_at) > timezone.localtime():
        raise Refused("活动还没有开始，不能记时长。")
    stands = {each.volunteer_id: each for each in activity_row.service_records.counted()}
    before = _sum(stands.values())
    served_on = timezone.localdate(activity_row.starts_at)
    made = []
    for volunteer, span in sorted(hours.items(), key=lambda pair: pair[0].pk):
        if _stands(stands.get(volunteer.pk), volunteer, span):
            continue
        _must_be_of_street(volunteer, activity_row.organization)
        kept = {"organization": activity_row.organization, "activity": activity_row, "category": category}
        made.append(_record(volunteer, span, served_on, user, request, **kept))
    _follow(activity_row, before, before + _sum(made), user, request)
    activity.volunteer_hours = activity_row.volunteer_hours
    return made


@transaction.atomic
def record_apart(
    volunteer: Volunteer,
    user: User,
    request: HttpRequest | None = None,
    *,
    served_on: date,
    hours: Decimal,
    category: Category | None = None,
) -> ServiceRecord:
    """Service that belongs to no activity; filed where the volunteer is."""
    if not Volunteer.objects.open_to(user, Action.CHANGE).filter(pk=volunteer.pk).exists():
        raise PermissionDenied
    kept = {"organization": volunteer.organization, "category": category}
    return _record(volunteer, hours, served_on, user, request, **kept)


@transaction.atomic
def withdraw(record: ServiceRecord, by: Who, request: HttpRequest | None = None, *, reason: str) -> list[str]:
    """Its points are countered. Codes of valid certificates that count it: somebody should look at them."""
    activity = _locked(record.activity) if record.activity_id else None
    before = hours_of(activity) if activity else None
    with moving(WITHDRAW, record, by, request, reason) as row:
        row.withdrawn_on, row.withdrawal_reason = today(), reason.strip()
    points.take_back(_source(record), by, reason.strip())
    if activity:
        _follow(activity, before, before - record.hours, by, request)
    counting = HoursCertificate.objects.filter(volunteer=record.volunteer_id, revoked_on=None)
    counting = counting.filter(since__lte=record.served_on, until__gte=record.served_on)
    return [each.printed_code for each in counting.order_by("pk")]


def unrecorded(at: datetime) -> QuerySet[Activity]:
    """Activities over by then to which volunteers came whose hours nobody has recorded."""
    recorded = ServiceRecord.objects.counted().filter(
        activity=OuterRef("activity"), volunteer=OuterRef("volunteer")
    )
    came = Signup.objects.present().filter(volunteer__status=VolunteerState.ACTIVE)
    waiting = came.filter(~Exists(recorded.order_by())).order_by().values("activity")
    over = Q(ends_at__lt=at) | Q(ends_at=None, starts_at__lt=at)
    return Activity.objects.filter(over, status__in=TAKES_PLACE, pk__in=waiting)


def _locked(activity, user=None):
    rows = Activity.objects.select_for_update(of=("self",))
    if user is not None and not Activity.objects.open_to(user, Action.CHANGE).filter(pk=activity.pk).exists():
        raise PermissionDenied
    return rows.get(pk=activity.pk)


def _record(volunteer, hours, served_on, user, request, **kept):
    if volunteer.status != VolunteerState.ACTIVE:
        raise Refused(f"{volunteer.label}不在册，不能记时长。")
    record = ServiceRecord(volunteer=volunteer, hours=hours, served_on=served_on, recorded_by=user, **kept)
    try:
        record.full_clean()
    except ValidationError as error:
        raise Refused(f"{volunteer.label}：{''.join(error.messages)}") from error
    record.save()
    tell_begun(record, "记时长", user, request)
    points.award(volunteer, PointEvent.SERVICE_HOUR, _source(record), served_on, user, times=hours)
    return record


def _stands(record, volunteer, hours):
    if record is None or record.hours == hours:
        return record is not None
    raise Refused(
        f"{volunteer.label}在这次活动已经记了{record.hours}小时。要改的，先在“服务记录”里撤销那一条，再重新记。"
    )


def _must_be_of_street(volunteer, organization: Organization):
    if not Volunteer.objects.within(organization.office()).filter(pk=volunteer.pk).exists():
        raise Refused(f"没有编号是{volunteer.number}的志愿者，请核对。")


def _follow(activity, before, after, by, request):
    """The activity's own figure follows the records, unless somebody typed another one."""
    if before == after or activity.volunteer_hours not in (None, before):
        return
    activity.volunteer_hours = after
    Activity.objects.filter(pk=activity.pk).update(volunteer_hours=after, updated_at=timezone.now())
    audit.log(
        AuditAct.CHANGE,
        request=request,
        user=by if isinstance(by, User) else None,
        record=activity,
        changes=[("志愿服务时长（小时）", str(before or ""), str(after))],
        detail="按服务记录",
    )


def _sum(records):
    return sum((each.hours for each in records), Decimal(0))


def _source(record):
    return f"service:{record.pk}"
