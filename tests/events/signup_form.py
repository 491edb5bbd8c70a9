"""The sign-up form as a resident sends it."""

from django.urls import reverse

from events.models import Signup

TYPED = {
    "contact_name": "买买提·艾山",
    "contact_phone": "＋86 138 0000 1234",
    "people": "1",
    "agreed": "on",
}


def address(activity) -> str:
    return reverse("events:sign_up", args=[activity.pk])


def opened(client, activity) -> str:
    """The token of the form, as a browser gets it with the page."""
    return client.get(address(activity)).context["form"].token


def send(client, activity, token=None, **typed):
    """`typed` takes the place of what is in TYPED; None leaves a field out."""
    sent = TYPED | {"form_token": token or opened(client, activity)} | typed
    return client.post(address(activity), {name: value for name, value in sent.items() if value is not None})


def signed_up(client, activity, **typed) -> Signup:
    """What the form has made."""
    assert send(client, activity, **typed).status_code == 302
    return Signup.objects.order_by("-pk").first()
