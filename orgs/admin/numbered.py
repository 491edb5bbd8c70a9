"""Records that carry an office number: only the last one of a series can be deleted."""

from django.contrib import admin

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
        except NotLastNumber:  # a later number was given in the meantime
            return self.keep(request, object_id, self.keep_message)

    def why_kept(self, row):
        return "" if row.may_be_deleted() else self.keep_message

    @admin.display(description="编号")
    def number_or_none(self, record):
        return record.number if record and record.number else "保存时自动编号"
