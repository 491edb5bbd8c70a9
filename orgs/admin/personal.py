"""Contacts of a record: masked in its form; in full on a page of its own, whose reading the audit tells."""

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from lib.masking import mask
from lib.personal import personal_fields, phones_of
from orgs import audit
from orgs.access import Action
from orgs.enums import AuditAct


class Contacts:
    """Mixed into admins of records that have a contact, before RecordAdmin."""

    read_as = {"is_public": "shown_to_public", "contact_phone": "masked_phone"}

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_personal"
        view = self.admin_site.admin_view(self.personal_view)
        return [path("<path:object_id>/personal/", view, name=name), *super().get_urls()]

    @method_decorator(require_POST)
    def personal_view(self, request, object_id):
        """The record's contact with the whole number: by POST, kept by no cache, told to the audit."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404(f"no {self.opts.label} {object_id} for this user")
        if not self.is_open(request, Action.PERSONAL, record):
            raise PermissionDenied
        told = [(f.verbose_name, getattr(record, f.name)) for f in personal_fields(self.model)]
        labels = "、".join(str(label) for label, value in told if value)
        audit.log(AuditAct.READ_PERSONAL, request=request, record=record, detail=labels)
        context = self.admin_site.each_context(request) | {
            "title": f"{record}的联系方式",
            "opts": self.opts,
            "original": record,
            "told": told,
        }
        return TemplateResponse(request, "admin/contact.html", context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """A button beneath the numbers, where the user may read them."""
        has_number = obj is not None and any(getattr(obj, field.name) for field in phones_of(self.model))
        if change and has_number and self.is_open(request, Action.PERSONAL, obj):
            page = f"admin:{self.opts.app_label}_{self.opts.model_name}_personal"
            context["personal_address"] = reverse(page, args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _sections(self, context):
        sections = super()._sections(context)
        for section in sections if "personal_address" in context else ():
            section["is_personal"] = "fieldset" in section and self._is_personal(section["fieldset"])
        return sections

    def _is_personal(self, fieldset):
        shown = flatten_fieldsets([(None, {"fields": fieldset.fields})])
        return any(field.name in shown for field in phones_of(self.model))

    @admin.display(description="联系电话")
    def masked_phone(self, record):
        return mask(record.contact_phone) or self.get_empty_value_display()
