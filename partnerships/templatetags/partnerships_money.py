"""Sums of money as residents read them."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def yuan(amount: Decimal | None) -> str:
    """12,000元, 1,234.50元; nothing for nothing."""
    if amount is None:
        return ""
    whole = amount == amount.to_integral_value()
    return f"{amount:,.{0 if whole else 2}f}元"
