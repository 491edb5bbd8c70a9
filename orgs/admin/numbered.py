"""Records that carry an office number: only the last one of a series can be deleted."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.urls import reverse

from orgs.admin.record import RecordAdmin
from orgs.models.numbering import NotLastNumber


class NumberedAdmin(RecordAdmin):
    """No number is ever missing: only the record with the last one can be deleted, and gives it back.

    Whatever else should go is ended by its dates: terminated, withdrawn, cancelled.
    """

    readonly_fields = ["number_or_none"]
    keep_message = "只有本年度最后一个编号的记录可以删除，否则编号会中断。"

    def delete_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, unquote(object_id))
        if record and self.has_change_permission(request, record) and not record.may_be_deleted():
            return self._keep(request, object_id)
        try:
            return super().delete_view(request, object_id, extra_context)
        except NotLastNumber:  # a later number was given in the meantime
            return self._keep(request, object_id)

    def _keep(self, request, object_id):
        self.message_user(request, f"没有删除：{self.keep_message}", messages.ERROR)
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
        return HttpResponseRedirect(address)

    @admin.display(description="编号")
    def number_or_none(self, record):
        return record.number if record and record.number else "保存时自动编号"
