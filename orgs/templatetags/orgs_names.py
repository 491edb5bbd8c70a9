"""Names of organisations and units as residents may read them."""

import re

from django import template
from django.utils.html import format_html

from orgs.models import Organization, Unit

register = template.Library()

_PHONE = re.compile(r"\+?\d[\d\-() （）]{5,19}")


@register.filter
def public_name(holder: Organization | Unit | None) -> str:
    """The name, or what stands for one that is not public; nothing for nobody."""
    if holder is None:
        return ""
    return holder.name if holder.is_public else f"未公开的{holder._meta.verbose_name}"


@register.filter
def public_link(holder: Organization | Unit | None) -> str:
    """The name as a link to its page, if it is public."""
    if holder is None or not holder.is_public:
        return public_name(holder)
    return format_html('<a href="{}">{}</a>', holder.get_absolute_url(), holder.name)


@register.filter
def phone_link(phone: str) -> str:
    """An office's telephone as printed; what a telephone can dial of it is a link."""
    found = _PHONE.search(phone)
    if not found:
        return phone
    return format_html('<a href="tel:{}">{}</a>', re.sub(r"[^\d+]", "", found[0]), phone)
