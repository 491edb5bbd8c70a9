"""The forms of a claim's private link: a progress note with photographs, and giving the claim back."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from lib.held import forget
from lib.picture_fields import ManyPicturesField, held_among
from lib.pictures import validate_picture
from lib.privacy import validate_impersonal
from orgs.public_form import PublicForm
from partnerships.models.note import SAYS_DONE

MOST_PHOTOS = 20
_IS_DONE = "事情已经办完，请社区办结"


class WorkForm(PublicForm):
    """Of one button; `act` says which."""

    key = "work"
    is_guarded = False

    def keep(self) -> None:
        """What a browser would forget is put aside, when the form comes back."""

    def _sender(self):
        """Each link by itself: an office with many claims sends from one address."""
        return self._request.path


class NoteForm(WorkForm):
    text = forms.CharField(
        label="做了什么",
        max_length=1900,
        validators=[validate_impersonal],
        help_text="哪天、去了几个人、办了什么。不要写居民的姓名、住址和电话。",
        widget=forms.Textarea({"rows": 4}),
    )
    photos = ManyPicturesField(
        label="照片",
        required=False,
        validators=[validate_picture],
        help_text=f"可以一次选多张，最多{MOST_PHOTOS}张。社区看过以后才会公开。",
    )
    is_done = forms.BooleanField(label=_IS_DONE, required=False)

    def clean_photos(self) -> list[UploadedFile]:
        photos = self.cleaned_data["photos"]
        if len(photos) > MOST_PHOTOS:
            raise ValidationError(
                f"一次最多{MOST_PHOTOS}张照片，现在有{len(photos)}张，请去掉几张，或分几次提交。"
            )
        return photos

    def keep(self) -> None:
        self.fields["photos"].hold_passed()

    def note(self) -> str:
        text = self.cleaned_data["text"]
        return f"{text}\n{SAYS_DONE}" if self.cleaned_data["is_done"] else text

    def forget_held(self) -> None:
        """Once the photographs are stored in their own place."""
        for photo in held_among(self.cleaned_data["photos"]):
            forget(photo.token)


class ReturnForm(WorkForm):
    reason = forms.CharField(
        label="为什么办不了",
        max_length=200,
        validators=[validate_impersonal],
        widget=forms.Textarea({"rows": 3}),
    )
