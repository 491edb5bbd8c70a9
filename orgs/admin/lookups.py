"""What an address may ask of a list."""

from django.contrib.admin.utils import get_fields_from_path

# Parts of a day that an address may ask for; Django's list fails on years that no calendar goes on from.
_PARTS = {"year": (1000, 9998), "month": (1, 12), "day": (1, 31)}


class OwnLookups:
    """Mixed into admins: only what the filters beside the list ask for; other columns may be hidden."""

    def lookup_allowed(self, lookup, value, request):
        """No database column holds a NUL; PostgreSQL refuses to look for one."""
        is_asked = lookup in self._lookups_of_filters(request)
        return "\0" not in str(value) and is_asked and _can_be(lookup, str(value))

    def _lookups_of_filters(self, request):
        filters = self.get_list_filter(request)
        asked = {each.parameter_name for each in filters if not isinstance(each, str)}
        for name in filter(lambda each: isinstance(each, str), filters):
            field = get_fields_from_path(self.model, name)[-1]
            value = f"{name}__{field.target_field.name}" if field.is_relation else name
            asked |= {f"{value}__exact", f"{name}__isnull"}
        if self.date_hierarchy:
            asked |= {f"{self.date_hierarchy}__{part}" for part in ("gte", "lt", "year", "month", "day")}
        return asked


def _can_be(lookup, value):
    part = lookup.rpartition("__")[2]
    if part not in _PARTS:
        return True
    least, most = _PARTS[part]
    # What is no number at all is Django's to refuse, in words.
    return len(value) <= 4 and (not value.isdecimal() or least <= int(value) <= most)
