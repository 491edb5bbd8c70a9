"""照片: all photographs of an activity on one page, ordered by number or by drag, saved in one step."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from events.models import Activity, ActivityPhoto
from events.workflow import photos
from lib.contact_fields import LineField
from lib.delivery import deliver_picture
from lib.held import forget
from lib.picture_fields import ManyPicturesField, held_among
from lib.pictures import validate_picture
from lib.privacy import validate_impersonal
from orgs.access import Action
from orgs.admin.acts import take_once, taken_before, token_of

_SIZES = ("image", "small")


class PhotosForm(forms.Form):
    """Three fields for each photograph that is there, the cover, and new ones."""

    new_photos = ManyPicturesField(
        label="添加照片",
        required=False,
        validators=[validate_picture],
        help_text="可以一次选多张。自动转正方向，并去掉拍摄地点等信息。",
    )

    def __init__(self, *args, activity: Activity, **kwargs):
        super().__init__(*args, **kwargs)
        self.activity, self.photos = activity, list(activity.photos.all())
        for place, photo in enumerate(self.photos, start=1):
            self.fields |= _fields_of(photo, place)
        choices = [("", "自动（第一张）"), *((str(photo.pk), str(photo)) for photo in self.photos)]
        cover = str(activity.cover_id or "")
        self.fields["cover"] = forms.ChoiceField(label="封面", required=False, choices=choices, initial=cover)

    def rows(self):
        """(photograph, its order, caption, delete), for the page."""
        for photo in self.photos:
            yield photo, *(self[f"{name}_{photo.pk}"] for name in ("order", "caption", "delete"))

    def asked(self) -> dict:
        """As the verb takes it."""
        said = self.cleaned_data
        placed = {
            photo.pk: photos.Placed(
                said[f"order_{photo.pk}"], said[f"caption_{photo.pk}"], said[f"delete_{photo.pk}"]
            )
            for photo in self.photos
            if said[f"order_{photo.pk}"] is not None  # else it came after the page was opened
        }
        return {
            "placed": placed,
            "cover": int(said["cover"]) if said["cover"] else None,
            "added": photos.made_of(self.activity, said["new_photos"]),
        }


def _fields_of(photo, place):
    number = forms.IntegerField(
        label=f"第{place}张的顺序",
        required=False,
        min_value=0,
        max_value=32_000,
        initial=place,
        widget=forms.NumberInput({"inputmode": "numeric", "data-sortable-number": ""}),
    )
    caption = LineField(
        label=f"第{place}张的说明",
        max_length=100,
        required=False,
        initial=photo.caption,
        validators=[validate_impersonal],
    )
    delete = forms.BooleanField(label=f"删除第{place}张", required=False)
    named = {"order": number, "caption": caption, "delete": delete}
    return {f"{name}_{photo.pk}": field for name, field in named.items()}


class PhotoPages:
    """Mixed into the admin of activities."""

    def get_urls(self):
        file = self.admin_site.admin_view(require_safe(self.photo_file))
        page = self.admin_site.admin_view(self.photos_view)
        own = [
            path("photos/<int:pk>/<slug:field>/", file, name="activity_photo_file"),
            path("<int:pk>/photos/", page, name="events_activity_photos"),
        ]
        return [*own, *super().get_urls()]

    def photo_file(self, request, pk, field):
        """A photo in one of its sizes ("image" or "small"), also of an activity that is still a draft."""
        photo = get_object_or_404(ActivityPhoto.objects.visible_to(request.user), pk=pk)
        if field not in _SIZES:
            raise Http404
        return deliver_picture(request, getattr(photo, field), is_public=False)

    def photos_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        activity = self.activity_for(request, pk, Action.CHANGE)
        if request.method == "POST" and taken_before(request) is not None:
            messages.success(request, "刚才已经保存，没有再存一次。")
            return HttpResponseRedirect(request.get_full_path())
        sent = (request.POST, request.FILES) if request.POST else ()
        form = PhotosForm(*sent, activity=activity)
        if form.is_bound and form.is_valid():
            return self._arranged(request, activity, form)
        form.fields["new_photos"].hold_passed()
        context = self.page_of(
            request, activity, "照片", form=form, has_errors=bool(form.errors), act_token=token_of(request)
        )
        return TemplateResponse(request, "admin/events/activity/photos.html", context)

    def _arranged(self, request, activity, form):
        hidden, asked = [], form.asked()

        def arrange():
            hidden.append(photos.arrange(activity, request.user, request, **asked))
            return activity

        take_once(request, activity, arrange)
        for held in held_among(form.cleaned_data["new_photos"]):
            forget(held.token)
        told = "照片已保存。"
        if any(hidden):
            told += "活动原来已发布，改动后已重新提交审核，审核前公众看不到。"
        messages.success(request, told)
        back = "_continue" in request.POST or "new_photos" in request.FILES
        address = request.get_full_path() if back else _form_of(activity)
        return HttpResponseRedirect(address)


def _form_of(activity):
    return reverse("admin:events_activity_change", args=[activity.pk])
