"""Who may open, add, change and delete what on the staff side.

It follows from the user's role in a branch of the tree (`orgs/access.py`), not from Django's own permissions.
A row out of the user's sight is a 404, one that the role does not reach a 403.
"""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import Http404

from lib.keys import is_key
from orgs.access import Action, may
from orgs.review import was_published
from orgs.scope import PublicRecord


class RecordRights:
    """Mixed into admins of records."""

    def has_module_permission(self, request):
        return may(request.user, Action.VIEW, self.model)

    def has_view_permission(self, request, obj=None):
        return may(request.user, Action.VIEW, self.model) and (obj is None or self._is_seen(request, obj))

    def has_add_permission(self, request):
        return may(request.user, Action.ADD, self.model)

    def has_change_permission(self, request, obj=None):
        return self.is_open(request, Action.CHANGE, obj)

    def has_delete_permission(self, request, obj=None):
        """What residents were never shown may be deleted by whoever may change it."""
        if not self.has_change_permission(request, obj):
            return False
        may_be_draft = issubclass(self.model, PublicRecord) and (obj is None or not was_published(obj))
        return may_be_draft or self.is_open(request, Action.DELETE, obj)

    def is_open(self, request, action: Action, obj=None) -> bool:
        """May the user do so to the stored row (None: to some row)? Asked of the database once a request."""
        if obj is None or not may(request.user, action, self.model):
            return may(request.user, action, self.model)
        return self._is_among(request, obj, action, lambda: self.rows_open_to(request.user, action))

    def _is_seen(self, request, obj):
        return self._is_among(request, obj, "seen", lambda: self.rows_seen_by(request.user))

    def rows_open_to(self, user, action: Action):
        return self.model._default_manager.open_to(user, action)

    def rows_seen_by(self, user):
        """More is seen than is open: public partners, agreements that one's organisations signed."""
        return self.model._default_manager.visible_to(user)

    def _is_among(self, request, obj, asked, rows):
        answers = request.__dict__.setdefault("_scope_answers", {})
        key = (self.opts.label, obj.pk, asked)
        if key not in answers:
            answers[key] = rows().filter(pk=obj.pk).exists()
        return answers[key]

    def changelist_view(self, request, extra_context=None):
        """What is posted to a list acts on its rows, which are named by their keys, as the list offers."""
        if request.method == "POST" and not self.has_change_permission(request):
            raise PermissionDenied
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise Http404("no row has such a key")
        if not set(filter(None, request.POST.getlist("action"))) <= self.get_actions(request).keys():
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def history_view(self, request, object_id, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Strangers learn nothing: what they may not see is not there."""
        raise Http404(f"no {opts.label} {object_id} for this user")


class InlineRights:
    """Mixed into the rows of a record: who may see, add or change the record may do so to them."""

    @property
    def parent_admin(self):
        return self.admin_site.get_model_admin(self.parent_model)

    def has_view_permission(self, request, obj=None):
        return self.parent_admin.has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        """`obj`: the record; None while it is not there yet."""
        if obj is None:
            return self.parent_admin.has_add_permission(request)
        return self.parent_admin.has_change_permission(request, obj)

    has_add_permission = has_delete_permission = has_change_permission
