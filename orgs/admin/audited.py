"""What is entered, changed and deleted in the admin is told once, to the history and to the audit."""

from orgs import audit
from orgs.admin.changes import SET_ANEW, changes, contents, sentence
from orgs.enums import AuditAct


class Audited:
    """Mixed into admins. The change messages that Django hands on are lists of `audit.Change` here.

    A message that is a text already goes to the history alone: the act that it tells of has its own entry.
    """

    def construct_change_message(self, request, form, formsets, add=False):
        return changes(form, formsets, add)

    def log_addition(self, request, obj, message):
        if isinstance(message, list):
            audit.log(AuditAct.ADD, request=request, record=obj, changes=message)
            message = [{"added": {}}]
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        if isinstance(message, list) and message:
            is_password = all(after == SET_ANEW for _, _, after in message)
            act = AuditAct.PASSWORD if is_password else AuditAct.CHANGE
            audit.log(act, request=request, record=obj, changes=message)
            message = sentence(message)
        return super().log_change(request, obj, message)


class AuditedDeletions(Audited):
    """Of what does not go into the bin, which tells the audit itself."""

    def log_deletions(self, request, queryset):
        for row in queryset:
            form = self.get_form(request, row, change=True)(instance=row)
            audit.log(AuditAct.DELETE, request=request, record=row, changes=contents(form))
        return super().log_deletions(request, queryset)
