"""Money and the entries of funds, in words."""

from decimal import Decimal

from django import template

from partnerships import fund_book
from partnerships.models import FundEntry
from partnerships.models.fund import yuan as to_cents

register = template.Library()


@register.filter
def cents(amount: Decimal | None) -> str:
    """1,200.50; 0.00 for nothing."""
    return f"{to_cents(amount):,.2f}"


@register.filter
def spent(amount: Decimal | None) -> str:
    """What is used stands in the books below zero."""
    return cents(-to_cents(amount))


@register.filter
def entry_words(entry: FundEntry) -> str:
    return fund_book.words(entry)


@register.filter
def balance_after(entry: FundEntry) -> str:
    return cents(fund_book.balance_after(entry))
