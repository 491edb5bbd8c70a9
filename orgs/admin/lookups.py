"""What an address may ask of a list."""

from django.contrib.admin.utils import get_fields_from_path


class OwnLookups:
    """Mixed into admins: only what the filters beside the list ask for; other columns may be hidden."""

    def lookup_allowed(self, lookup, value, request=None):
        """No database column holds a NUL; PostgreSQL refuses to look for one."""
        return "\0" not in str(value) and lookup in self._lookups_of_filters()

    def _lookups_of_filters(self):
        asked = {each.parameter_name for each in self.list_filter if not isinstance(each, str)}
        for name in filter(lambda each: isinstance(each, str), self.list_filter):
            field = get_fields_from_path(self.model, name)[-1]
            value = f"{name}__{field.target_field.name}" if field.is_relation else name
            asked |= {f"{value}__exact", f"{name}__isnull"}
        if self.date_hierarchy:
            asked |= {f"{self.date_hierarchy}__{part}" for part in ("gte", "lt", "year", "month", "day")}
        return asked
