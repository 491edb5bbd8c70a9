"""Fields that look their choices up while somebody types."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

# Of the largest key that a database can be asked for.
_DIGITS = 18


class _KeysOnly:
    """Django's own ask the database for whatever was sent, and fail if that is no key."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [each for each in value if _is_key(str(each))], attr)


class Chooser(_KeysOnly, AutocompleteSelect):
    pass


class Choosers(_KeysOnly, AutocompleteSelectMultiple):
    def value_from_datadict(self, data, files, name):
        """A number that is too large for a key stays one that no row has."""
        return [each[:_DIGITS] for each in super().value_from_datadict(data, files, name)]


def _is_key(text):
    return text.isdecimal() and len(text) <= _DIGITS
