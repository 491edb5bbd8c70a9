"""Forms of the admin as a browser sends them back: opened by one user, submitted after another."""

from django.test import Client

from lib.editions import as_sent, told
from orgs.models import User


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(client: Client, address: str) -> dict:
    """What the browser would send if nothing were typed into the form."""
    response = client.get(address)
    assert response.status_code == 200
    return sent(response)


def sent(response) -> dict:
    """The same of a form that came back."""
    context = response.context
    data = {"edition": context["edition"]} | _of_form(context["adminform"].form)
    for each in context["inline_admin_formsets"]:
        formset = each.formset
        data |= {f"{formset.management_form.prefix}-{n}": v for n, v in _counts(formset).items()}
        for form in formset.forms:
            key = form.add_prefix(formset._pk_field.name)
            data |= _of_form(form) | ({key: form.instance.pk} if form.instance.pk else {})
    return data


def _of_form(form):
    data = {}
    for name, field in told(form).items():
        data |= as_sent(field.widget, form.add_prefix(name), form[name].value())
    return data


def _counts(formset):
    return {"TOTAL_FORMS": formset.total_form_count(), "INITIAL_FORMS": formset.initial_form_count()}
