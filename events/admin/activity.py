from django.contrib import admin
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from events.enums import TAKES_PLACE, ActivityStatus
from events.ledgers import ACTIVITIES
from events.models import Activity, ActivityPhoto
from events.templatetags.events_states import activity_state
from lib.delivery import deliver_picture
from lib.picture_fields import ManyPicturesField, held_among
from lib.pictures import validate_picture
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.record import RecordAdmin, TabularInline
from orgs.admin.review_filter import ReviewFilter
from orgs.admin.reviewed import ReviewedAdmin, ReviewedForm


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


class ActivityForm(ReviewedForm):
    new_photos = ManyPicturesField(
        label="添加照片",
        required=False,
        validators=[validate_picture],
        help_text="可以一次选多张；保存时自动转正方向，并去掉拍摄地点等信息。",
    )

    def hold_files(self):
        super().hold_files()
        self.fields["new_photos"].hold_passed()

    def held_files(self):
        return [*super().held_files(), *held_among(self.cleaned_data["new_photos"])]


class PhotoInline(TabularInline):
    """The photos that are there: their words and order."""

    model = ActivityPhoto
    fields = ["thumbnail", "caption", "order"]
    readonly_fields = ["thumbnail"]
    verbose_name_plural = "已有照片"

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description="照片")
    def thumbnail(self, photo):
        return format_html(
            '<a href="{}"><img class="thumbnail" src="{}" alt="{}" width="{}" height="{}"></a>',
            reverse("admin:activity_photo_file", args=[photo.pk, "image"]),
            reverse("admin:activity_photo_file", args=[photo.pk, "small"]),
            photo,
            photo.width,
            photo.height,
        )


@admin.register(Activity)
class ActivityAdmin(ReviewedAdmin, LedgerAdmin, RecordAdmin):
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
    autocomplete_fields = ["organization", "units", "partner_organizations", "project", "agreement"]
    inlines = [PhotoInline]
    inline_after = {"照片": "photos"}
    read_as = RecordAdmin.read_as | {"new_photos": ""}
    fieldsets = [
        (None, {"fields": ["title", "kind", ("series", "issue_number"), "organization"]}),
        ("时间和地点", {"fields": ["starts_at", "ends_at", "place", "capacity"]}),
        ("参与方", {"fields": ["units", "partner_organizations", "project", "agreement"]}),
        ("介绍", {"fields": ["body"]}),
        ("照片", {"fields": ["new_photos"]}),
        ("发布", {"fields": ["status", "is_public"]}),
        ("活动以后", {"fields": ["attendance", "volunteer_hours", "summary"]}),
        (None, {"fields": ["note"]}),
    ]

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        """What becomes of an activity is said by who may publish it; others leave the status as it is."""
        form = super().get_form(request, obj, change, **kwargs)
        field = form.base_fields.get("status")
        if field is not None and not self.publishes(request, obj):
            stands = ActivityStatus(obj.status if obj else ActivityStatus.DRAFT)
            field.choices = [(stands.value, stands.label)]
            field.help_text = "审核发布后改为“已发布”。延期、取消、结束请审核人员填写。"
        return form

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        last = form.instance.photos.order_by("order").values_list("order", flat=True).last() or 0
        for order, picture in enumerate(form.cleaned_data["new_photos"], start=last + 1):
            ActivityPhoto.objects.create(activity=form.instance, image=picture, order=order)

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.photo_file))
        address = path("photos/<int:pk>/<slug:field>/", view, name="activity_photo_file")
        return [address, *super().get_urls()]

    def photo_file(self, request, pk, field):
        """A photo in one of its sizes ("image" or "small"), also of an activity that is still a draft."""
        photo = get_object_or_404(ActivityPhoto.objects.visible_to(request.user), pk=pk)
        if field not in ("image", "small"):
            raise Http404
        return deliver_picture(request, getattr(photo, field), is_public=False)

    @admin.display(description="状态")
    def standing(self, activity):
        return activity_state(activity)
