"""A name that a template of ours does not get is a failure, not an empty string.

Django writes nothing for an undefined variable, which hides every misspelt name. Its own templates, the
admin's above all, count on that, so only expressions written in this project's templates are strict; a
template of ours that overrides one of a package under the same name stays lenient like the original.
"""

import copy
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.template import base
from django.template.defaultfilters import default, default_if_none
from django.template.utils import get_app_template_dirs

THIRD_PARTY = Path(sys.prefix)


@cache
def _is_ours(template_file: str, template_name: str) -> bool:
    path = Path(template_file)
    if not path.is_relative_to(settings.BASE_DIR) or path.is_relative_to(THIRD_PARTY):
        return False
    packages = [Path(folder) for folder in get_app_template_dirs("templates")]
    return not any(
        os.path.exists(os.path.join(folder, template_name))  # a path refuses Django's SafeString
        for folder in packages
        if not folder.is_relative_to(settings.BASE_DIR) or folder.is_relative_to(THIRD_PARTY)
    )


def _may_be_missing(error: base.VariableDoesNotExist, is_condition: bool) -> bool:
    """In {% if %} and {% for %}, a step through None or a mapping's absent key is a question, not a slip."""
    _, holder = error.params[:2]
    return is_condition and (holder is None or isinstance(holder, Mapping))


class StrictExpression(base.FilterExpression):
    """{{ variable|filter }} as written in a template file, which it remembers."""

    def __init__(self, token, parser):
        super().__init__(token, parser)
        self.origin = parser.origin

    def is_strict(self) -> bool:
        if not self.is_var or self.origin is None or not self.origin.template_name:
            return False
        has_default = bool(self.filters) and self.filters[0][0] in (default, default_if_none)
        return not has_default and _is_ours(self.origin.name, self.origin.template_name)

    def resolve(self, context, ignore_failures=False):
        if not self.is_strict():
            return super().resolve(context, ignore_failures)
        try:
            value = self.var.resolve(context)
        except base.VariableDoesNotExist as error:
            if not _may_be_missing(error, is_condition=ignore_failures):
                # Not an Exception: {% if %} swallows those, and so would a view.
                pytest.fail(f"{self.origin.template_name}: undefined variable {{{{ {self.token} }}}}")
            value = None
        # The value is known: what remains are the filters, as Django applies them.
        resolved = copy.copy(self)
        resolved.is_var, resolved.var = False, value
        return resolved.resolve(context, ignore_failures)


def forbid_undefined_variables() -> None:
    """Make every expression compiled from now on strict, where it stands in a template of ours."""
    base.FilterExpression = StrictExpression
