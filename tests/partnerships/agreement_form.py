"""The admin's agreement form, filled in as a browser sends it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

PDF = b"%PDF-1.7\n%%EOF\n"
ADD = "admin:partnerships_agreement_add"


def scan(name="签字扫描件.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def filled(organization, parties, files=(), **fields):
    """POST data of a new agreement signed on 14 May 2019; `parties` are {field of the row: value}."""
    data = {
        "title": "两方结对共建协议",
        "organization": organization.pk,
        "kind": "paired",
        "signed_on": "2019-05-14",
    }
    data |= {"parties-TOTAL_FORMS": len(parties), "parties-INITIAL_FORMS": 0}
    data |= {"attachments-TOTAL_FORMS": len(files), "attachments-INITIAL_FORMS": 0}
    for place, party in enumerate(parties):
        data |= {f"parties-{place}-{name}": value for name, value in party.items()}
    for place, file in enumerate(files):
        data[f"attachments-{place}-file"] = file
    return data | fields


def submit(client, data):
    return client.post(reverse(ADD), data)


def errors(response, prefix=None):
    """The messages beside the fields of the form, or of the first row of the inline with a message."""
    if prefix is None:
        return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}
    formset = inline(response, prefix)
    return next(({name: list(found) for name, found in each.items()} for each in formset.errors if each), {})


def inline(response, prefix):
    formsets = (each.formset for each in response.context["inline_admin_formsets"])
    return next(formset for formset in formsets if formset.prefix == prefix)
