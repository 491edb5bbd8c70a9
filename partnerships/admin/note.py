"""Progress notes on the staff side: written with photographs by a verb, read in the record's form, and let
residents see or not. Claims and projects alike.
"""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from lib.days import today, validate_past, validate_year
from lib.delivery import deliver_picture
from lib.held import forget
from lib.moments import DayField
from lib.picture_fields import ManyPicturesField, held_among
from lib.pictures import validate_picture
from lib.privacy import validate_impersonal
from lib.templatetags.jiedao_text import day
from orgs.admin.acts import Act, ActForm
from orgs.admin.chooser import Ticks
from orgs.admin.columns import yes_or_no
from orgs.admin.record import TabularInline
from orgs.moves import Move
from partnerships.models import NotePhoto, ProgressNote
from partnerships.workflow import notes

_SIZES = ("image", "small")


class NoteForm(ActForm):
    text = forms.CharField(
        label="进展",
        max_length=2000,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 4}),
    )
    noted_on = DayField(label="日期", initial=today, validators=[validate_year, validate_past])
    photos = ManyPicturesField(
        label="照片",
        required=False,
        validators=[validate_picture],
        help_text="可以一次选多张；自动转正方向，并去掉拍摄地点等信息。",
    )
    is_public = forms.BooleanField(
        label="对外公开", required=False, help_text="勾选以后，居民看得到这条进展和照片。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not notes.may_show(self.user, self.record):
            del self.fields["is_public"]

    def hold_files(self):
        super().hold_files()
        self.fields["photos"].hold_passed()


def note_act(move: Move) -> Act:
    """记进展, on the form of what the move belongs to."""
    return Act(move, _note, NoteForm)


def _note(record, user, request, *, text, photos, **asked):
    notes.add_note(record, text, user, request=request, photos=photos, **asked)
    for photo in held_among(photos):
        forget(photo.token)
    return "进展已记下。"


class NotesField(forms.ModelMultipleChoiceField):
    """Boxes to tick, each with what the note says and its photographs."""

    widget = Ticks

    def __init__(self, **kwargs):
        super().__init__(ProgressNote.objects.none(), **kwargs)

    def label_from_instance(self, note):
        pictures = format_html('<span class="act__pictures">{}</span>', thumbnails(note))
        return format_html("{} {}{}", day(note.noted_on), note.text, pictures)


class NoteInline(TabularInline):
    """What was written down; staff say here what residents are shown."""

    model = ProgressNote
    fields = ["noted_on", "told", "pictures", "writer", "is_public"]
    readonly_fields = ["noted_on", "told", "pictures", "writer"]
    verbose_name_plural = "进展"
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user").prefetch_related("photos")

    def has_add_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        """Django would print a boolean that is only read as an English picture."""
        fields = super().get_fields(request, obj)
        may_change = self.has_change_permission(request, obj)
        return fields if may_change else [*fields[:-1], "shown_to_public"]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "shown_to_public"]

    @admin.display(description="对外公开")
    def shown_to_public(self, note):
        return yes_or_no(note.is_public)

    @admin.display(description="进展")
    def told(self, note):
        return note.text

    @admin.display(description="照片")
    def pictures(self, note):
        return thumbnails(note)

    @admin.display(description="填写人")
    def writer(self, note):
        return "认领单位（专用链接）" if note.by_link else str(note.user or "系统")


def thumbnails(note: ProgressNote) -> str:
    """Small photographs of the note, each a link to the whole one."""
    return format_html_join(
        "",
        '<a href="{}"><img class="thumbnail" src="{}" alt="{}" width="{}" height="{}" loading="lazy"></a>',
        (
            (_address(photo, "image"), _address(photo, "small"), photo.alt, photo.width, photo.height)
            for photo in note.photos.all()
        ),
    )


def _address(photo, size):
    return reverse("admin:note_photo_file", args=[photo.pk, size])


def photo_file(request: HttpRequest, pk: int, field: str) -> HttpResponseBase:
    """A photo in one of its sizes ("image" or "small"), also of a note that residents are not shown."""
    photo = get_object_or_404(NotePhoto.objects.visible_to(request.user), pk=pk)
    if field not in _SIZES:
        raise Http404
    return deliver_picture(request, getattr(photo, field), is_public=False)
