"""What is wrong with a form that came back, for the box above it: each fault with a link to its field."""

from dataclasses import dataclass

from django.forms import Form, MultiWidget


@dataclass(frozen=True)
class Problem:
    label: str  # "" for what concerns no single field
    message: str
    target: str = ""  # id of the element to mend


def problems(form: Form, inlines: list) -> list[Problem]:
    """In the order of the page: the record's own, then row by row those of its tables."""
    found = _of_form(form, "")
    for inline in inlines:
        name = str(inline.opts.verbose_name)
        target = f"{inline.formset.prefix}-group"
        found += [Problem(name, message, target) for message in inline.formset.non_form_errors()]
        for number, row in enumerate(inline.formset.forms, start=1):
            found += _of_form(row, f"{name}第{number}行")
    return found


def _of_form(form, place):
    found = [Problem(place, message) for message in form.non_field_errors()]
    for bound in form:
        label = f"{place}，{bound.label}" if place else str(bound.label)
        found += [Problem(label, message, _target(bound)) for message in bound.errors]
    return found


def _target(bound):
    is_split = isinstance(bound.field.widget, MultiWidget)
    return f"{bound.auto_id}_0" if is_split else bound.id_for_label
