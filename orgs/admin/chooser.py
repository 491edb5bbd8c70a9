"""Fields that look their choices up while somebody types."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import Model
from django.forms import CheckboxSelectMultiple

from lib.keys import DIGITS, is_key


class _KeysOnly:
    """Django's own ask the database for whatever was sent, and fail if that is no key."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [each for each in value if is_key(str(each))], attr)


class Chooser(_KeysOnly, AutocompleteSelect):
    # What the form's record names already; a form with hundreds of rows asks for none of them.
    stored: Model | None = None

    def optgroups(self, name, value, attr=None):
        if self.stored is None or [str(each) for each in value] != [str(self.stored.pk)]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.stored)
        options.append(self.create_option(name, self.stored.pk, label, True, len(options)))
        return [(None, options, 0)]


class _ShortKeys:
    def value_from_datadict(self, data, files, name):
        """A number that is too large for a key stays one that no row has."""
        return [each[:DIGITS] for each in super().value_from_datadict(data, files, name)]


class Choosers(_ShortKeys, _KeysOnly, AutocompleteSelectMultiple):
    pass


class Ticks(_ShortKeys, CheckboxSelectMultiple):
    """Of rows, few enough to be all on the page."""
