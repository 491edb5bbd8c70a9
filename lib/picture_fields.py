"""A form field for several pictures chosen at once."""

from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lib.held import HeldFile, HeldFilesInput, hold


class ManyPicturesField(forms.FileField):
    """Several pictures chosen at once; cleans to a list. What is no picture is named in the message."""

    widget = HeldFilesInput
    # Those of the last submission that are right, though others may not be.
    passed: Sequence[UploadedFile] = ()

    def clean(self, data, initial=None):
        pictures, messages = [], []
        for upload in data:
            try:
                pictures.append(super().clean(upload, initial))
            except forms.ValidationError as error:
                messages += [f"{upload.name}：{text}" for text in error.messages]
        self.passed = pictures
        if messages:
            raise forms.ValidationError(messages)
        return pictures

    def has_changed(self, initial, data):
        return bool(data)

    def widget_attrs(self, widget):
        """Named one by one, for a phone then turns its own kinds into one of these."""
        return super().widget_attrs(widget) | {"accept": "image/jpeg,image/png,image/webp"}

    def hold_passed(self) -> None:
        """Put aside those that are right, for the form to bring them back in its next submission."""
        self.widget.held = [(hold(picture), picture.name) for picture in self.passed]


def held_among(pictures: Sequence[UploadedFile]) -> list[HeldFile]:
    """Those that had been put aside by an earlier submission."""
    return [picture for picture in pictures if isinstance(picture, HeldFile)]
