"""The form of an activity, and the rows of its photographs."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from events import meetings
from events.models import ActivityPhoto
from events.workflow import signups
from lib.picture_fields import ManyPicturesField, held_among
from lib.pictures import validate_picture
from orgs.admin.record import TabularInline
from orgs.admin.reviewed import ReviewedForm


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

    def clean(self):
        """Places that people have are not taken away from them; nobody signs up meanwhile."""
        cleaned = super().clean()
        if self.instance.pk and "capacity" in self.changed_data and "capacity" in cleaned:
            signups.refuse_small_capacity(signups.locked(self.instance), cleaned["capacity"])
        return cleaned

    def _post_clean(self):
        """A meeting has its council; of an organisation's only one nobody is asked."""
        super()._post_clean()
        try:
            if self.instance.pk is None:
                meetings.settle_council(self.instance)
            meetings.validate_council(self.instance)
        except ValidationError as error:
            self.add_error(None, error)


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
