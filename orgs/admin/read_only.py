"""The form of a record for somebody who may only read it."""


class ReadOnlyForms:
    """Mixed into admins of records."""

    # {field: what stands in its place, "" for nothing}: Django would print a boolean as an English picture.
    read_as: dict[str, str] = {"is_public": "shown_to_public"}

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        read = [(name, options | {"fields": self._read(options["fields"])}) for name, options in fieldsets]
        return [(name, options) for name, options in read if options["fields"]]

    def _read(self, fields):
        """The same fields, lines of several kept together."""
        shown = (
            self._read(each) if isinstance(each, tuple) else self.read_as.get(each, each) for each in fields
        )
        return type(fields)(each for each in shown if each)
