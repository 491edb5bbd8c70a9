"""Beneath a record's form, what is known of it besides its fields (`orgs/staff_panels.py`)."""

from orgs import staff_panels


class ShowsPanels:
    """Mixed into admins, before RecordAdmin."""

    change_form_template = "admin/staff_panels.html"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        is_read = obj is not None and request.method == "GET" and not context["is_popup"]
        context["staff_sections"] = staff_panels.sections(obj, request.user) if is_read else []
        return super().render_change_form(request, context, add, change, form_url, obj)
