"""The form of a reviewed record, as a browser fills it in and sends it back."""

from django.urls import reverse

from tests.orgs.factories import UserFactory
from tests.partnerships.factories import ProblemFactory


def sign_in(client, organization, role, **fields):
    user = UserFactory(organizations=[organization], organizations__role=role, **fields)
    client.force_login(user)
    return user


def problem(tree, state, **fields):
    fields = {"title": "楼道灯不亮", "solved": True, "is_public": True} | fields
    return ProblemFactory(organization=tree.community, review=state, **fields)


def address(record, page="change"):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=[record.pk])


def post(client, record, *buttons, **fields):
    """Send the form as it stands, but for `fields`, with a button."""
    form = client.get(address(record)).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False, [])} | fields
    return client.post(address(record), sent | dict.fromkeys(buttons, "1"), follow=True)


def buttons(response):
    return [button.name for button in response.context["review"].buttons]


def state(record):
    return type(record).objects.get(pk=record.pk).review


def messages(response):
    return [str(message) for message in response.context["messages"]]
