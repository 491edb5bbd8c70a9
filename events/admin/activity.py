from django.contrib import admin, messages
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from events.admin.activity_acts import ACTS
from events.admin.activity_form import ActivityForm, PhotoInline
from events.admin.desk import DeskPages
from events.admin.meeting import MeetingPages
from events.admin.photos import PhotoPages
from events.admin.repeating import RepeatPages
from events.enums import TAKES_PLACE, ActivityKind, ActivityStatus
from events.ledgers import ACTIVITIES
from events.models import Activity, ActivityPhoto
from events.templatetags.events_states import activity_state
from events.workflow import signups
from orgs.access import Action
from orgs.admin.acts import ActsAdmin
from orgs.admin.columns import yes_or_no
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.record import RecordAdmin
from orgs.admin.review_filter import ReviewFilter
from orgs.admin.review_panel import new_panel
from orgs.admin.reviewed import ReviewedAdmin


class WaitingFilter(StateFilter):
    title = "待办"
    parameter_name = "waiting"
    states = (
        (
            "attendance",
            "办完，没有填参加人数",
            lambda: Q(status__in=TAKES_PLACE, starts_at__lt=timezone.now(), attendance=None),
        ),
    )


@admin.register(Activity)
class ActivityAdmin(
    MeetingPages, ActsAdmin, DeskPages, PhotoPages, RepeatPages, ReviewedAdmin, LedgerAdmin, RecordAdmin
):
    acts = ACTS
    ledger = ACTIVITIES
    form = ActivityForm
    list_display = [
        "title",
        "kind",
        "starts_at",
        "place",
        "standing",
        "reviewed",
        "attendance",
        "filed_under",
    ]
    list_filter = [BranchFilter, ReviewFilter, "status", WaitingFilter, "kind", "is_public"]
    list_select_related = ["organization"]
    date_hierarchy = "starts_at"
    search_fields = ["title", "initials", "series", "place", "units__name", "units__initials"]
    search_help_text = "按活动名称、系列、地点、参与单位或拼音首字母查找。"
    autocomplete_fields = [
        "organization",
        "units",
        "partner_organizations",
        "project",
        "agreement",
        "council",
        "station",
    ]
    inlines = [PhotoInline]
    inline_after = {"照片": "photos"}
    read_as = RecordAdmin.read_as | {"new_photos": "", "takes_signups": "by_web"}
    readonly_fields = ["standing"]
    # In the order in which an office plans: what, when and where, who may come, with whom, told how.
    fieldsets = [
        (None, {"fields": ["title", "kind", ("series", "issue_number"), "organization", "council"]}),
        ("时间和地点", {"fields": ["starts_at", "ends_at", "station", "place"]}),
        ("报名", {"fields": ["takes_signups", "capacity", "signup_opens_at", "signup_closes_at"]}),
        ("参与方", {"fields": ["units", "partner_organizations", "project", "agreement"]}),
        ("介绍", {"fields": ["body"]}),
        ("照片", {"fields": ["new_photos"]}),
        ("发布", {"fields": ["standing", "is_public"]}),
        ("活动以后", {"fields": ["attendance", "volunteer_hours", "summary"]}),
        (None, {"fields": ["note"]}),
    ]

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj else []

    def get_changeform_initial_data(self, request):
        """A council's page asks for a meeting of its kind."""
        initial = super().get_changeform_initial_data(request)
        kind = request.GET.get("kind", "")
        return initial | ({"kind": kind} if kind in ActivityKind.values else {})

    def _at_once(self, request, record):
        """A plan is a draft until somebody announces it, also where nothing is reviewed."""
        return False

    def _panel(self, request, context, obj):
        if obj is None and not context["is_popup"]:
            return new_panel(publishes=self.publishes(request), at_once=False)
        return super()._panel(request, context, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        activity = form.instance
        last = activity.photos.order_by("order").values_list("order", flat=True).last() or 0
        for order, picture in enumerate(form.cleaned_data["new_photos"], start=last + 1):
            ActivityPhoto.objects.create(activity=activity, image=picture, order=order)
        if change and "capacity" in form.changed_data and (moved := signups.move_up(activity)):
            names = "、".join(signup.contact_name or signup.code for signup in moved)
            self.message_user(
                request, f"名额增加，候补的{names}已经递补，请打电话告诉他们。", messages.WARNING
            )

    def acts_open_to(self, request, record):
        """The verbs, then pages of the activity that change nothing by being opened."""
        buttons = super().acts_open_to(request, record)
        changes = self.is_open(request, Action.CHANGE, record)
        if changes and record.status in TAKES_PLACE:  # on the day nothing else is wanted
            buttons.insert(0, ("签到", reverse("admin:events_activity_check_in", args=[record.pk])))
        pages = [
            ("签到表", "sheet", True),
            ("通知名单", "callers", record.takes_signups),
            ("照片", "photos", changes),
            ("按日期批量建", "repeat", self.is_open(request, Action.ADD, record)),
        ]
        links = [
            (words, reverse(f"admin:events_activity_{name}", args=[record.pk]))
            for words, name, is_offered in pages
            if is_offered
        ]
        if record.status == ActivityStatus.PUBLISHED and not record.is_past() and self.view_on_site(record):
            links.insert(0, ("海报", reverse("events:poster", args=[record.pk])))
        if record.takes_signups or record.status != ActivityStatus.DRAFT:
            links.append(("报名名单", f"{reverse('admin:events_signup_changelist')}?activity={record.pk}"))
        return [*buttons, *links]

    @admin.display(description="网上报名")
    def by_web(self, activity):
        return yes_or_no(activity.takes_signups)

    @admin.display(description="状态")
    def standing(self, activity):
        return activity_state(activity) if activity.pk else "草稿，发布后公众才能看到"
