"""Two editors of one record: the second is shown what the first has changed, and overwrites nothing unseen.

The form carries marks of what it was made from (`lib/editions.py`). When it comes back, the record is locked
and compared: if somebody has changed a field or a row of it meanwhile, nothing is saved and the page says
what differs (`orgs/admin/clash.py`).
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.template.response import TemplateResponse

from lib import editions
from orgs.admin.clash import Stored, Submission
from orgs.models import ImportedRow, TrashedRecord

FIELD = "edition"  # the hidden input with the signed marks


class Unsaved:
    """Mixed into a form's class: however right it is, it is not to be saved yet."""

    def is_valid(self):
        super().is_valid()  # finds what else is wrong, for the page to tell it all at once
        return False


class TwoEditors:
    """Mixed into admins, before Django's own."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or object_id is None or FIELD not in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            record = self._locked(request, unquote(object_id))
            if record is None and self._read_token(request, object_id) is not None:
                return self._gone(request, object_id)
            if record is not None and self.has_change_permission(request, record):
                self._compare(request, record)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if getattr(request, "_clash", None) is None:
            return form
        kept = type(form)(form.__name__, (Unsaved, form), {})
        # A subclass makes its fields anew, without what was done to those of its base since.
        kept.base_fields = form.base_fields
        return kept

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and self.has_change_permission(request, obj):
            context["edition"] = self._edition(request, context, obj)
            context["clash"] = getattr(request, "_clash", None)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def lock_row(self, key) -> None:
        """Let other editors of the row wait until this one's transaction is over."""
        list(self.model._base_manager.select_for_update(no_key=True).filter(pk=key).values_list("pk"))

    def _locked(self, request, object_id):
        try:
            self.lock_row(self.opts.pk.to_python(object_id))
        except (ValidationError, ValueError):
            return None
        return self.get_object(request, object_id)

    def _compare(self, request, record):
        stored = self._stored(request, record)
        request._edition = stored.edition()
        data, files = request.POST.copy(), request.FILES.copy()
        submission = Submission(data, files, stored)
        submission.take()
        base = self._read_token(request, record.pk) or _unknown(request._edition)
        if base != request._edition:
            clash = submission.merge(base)
            clash.who, clash.moment = last_change(record)
            request._clash = clash if clash.differences or clash.taken else None
        request.POST, request._files = data, files

    def _stored(self, request, record) -> Stored:
        names = flatten_fieldsets(self.get_fieldsets(request, record))
        form = self.get_form(request, record, change=True, fields=names)(instance=record)
        pairs = self.get_formsets_with_inlines(request, record)
        return Stored(
            form,
            [
                formset(
                    instance=record,
                    prefix=formset.get_default_prefix(),
                    queryset=inline.get_queryset(request),
                )
                for formset, inline in pairs
                if inline.has_change_permission(request, record)
            ],
        )

    def _edition(self, request, context, record):
        """The token for the page: of what is stored now, which the page shows or tells."""
        edition = getattr(request, "_edition", None)
        if edition is None and request.method != "POST":
            formsets = [
                each.formset for each in context["inline_admin_formsets"] if each.has_change_permission
            ]
            edition = Stored(context["adminform"].form, formsets).edition()
        return editions.sign(edition, self._what(record.pk)) if edition else ""

    def _read_token(self, request, key):
        return editions.unsign(request.POST[FIELD], self._what(key))

    def _what(self, key):
        return f"{self.opts.label_lower}:{key}"

    def _gone(self, request, object_id):
        """The record was deleted, or moved to where the user sees nothing, while the form was open."""
        form = self.get_form(request, None)(request.POST, request.FILES)
        typed = [
            (field.label, editions.words_typed(form, name)) for name, field in editions.told(form).items()
        ]
        for formset, _ in self.get_formsets_with_inlines(request, None):
            rows = formset(request.POST, request.FILES, prefix=formset.get_default_prefix())
            typed += self._typed_rows(rows) if rows.management_form.is_valid() else []
        binned = TrashedRecord.objects.filter(kind=self.opts.label_lower, record=unquote(object_id)).first()
        context = self.admin_site.each_context(request) | {
            "title": f"这条{self.opts.verbose_name}已经不在了",
            "opts": self.opts,
            "binned": binned,
            "typed": [(label, words) for label, words in typed if words],
        }
        return TemplateResponse(request, "admin/gone.html", context, status=410)

    @staticmethod
    def _typed_rows(formset):
        for number, form in enumerate(formset.forms, start=1):
            words = [editions.words_typed(form, name) for name in editions.told(form)]
            yield f"{formset.model._meta.verbose_name}第{number}行", "，".join(filter(None, words))


def last_change(record: Model) -> tuple[str, datetime | None]:
    """Who changed the record last, in a form or by an import, and when. Two queries."""
    kind = ContentType.objects.get_for_model(record, for_concrete_model=False)
    entries = LogEntry.objects.filter(content_type=kind, object_id=record.pk).select_related("user")
    rows = ImportedRow.objects.filter(kind=record._meta.label_lower, record=record.pk)
    row = rows.exclude(batch__committed_at=None).select_related("batch__user").order_by("-batch").first()
    changes = [(e.action_time, str(e.user)) for e in entries.order_by("-action_time", "-pk")[:1]]
    if row is not None:
        changes.append(
            (row.batch.undone_at or row.batch.committed_at, str(row.batch.undone_by or row.batch.user or ""))
        )
    moment, who = max(changes, default=(None, ""))
    return who, moment


def _unknown(edition):
    """An edition of which no mark is known: every field counts as changed by somebody else."""
    return {
        "own": dict.fromkeys(edition["own"], ""),
        "rows": {
            prefix: {k: dict.fromkeys(m, "") for k, m in rows.items()}
            for prefix, rows in edition["rows"].items()
        },
    }
