"""Records that carry an office number: only the last one of a series can be deleted."""

from django.contrib import messages
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
        try:
            return super().delete_view(request, object_id, extra_context)
        except NotLastNumber:
            self.message_user(request, f"没有删除：{self.keep_message}", messages.ERROR)
            address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
            return HttpResponseRedirect(address)

    def number_or_none(self, record):
        return record.number if record and record.number else "保存时自动编号"

    number_or_none.short_description = "编号"
