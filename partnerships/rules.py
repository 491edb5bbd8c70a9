"""What forms and imports refuse of an agreement beside another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from lib.templatetags.jiedao_text import day

if TYPE_CHECKING:
    from partnerships.models import Agreement


def refuse_renewal_of_itself(agreement: Agreement) -> None:
    """ValidationError when the chain of what it renews leads back to it. One query a link."""
    if agreement.renews_id == agreement.pk:
        raise ValidationError({"renews": "协议不能续签它自己。"})
    older, seen = agreement.renews, set()
    while older and older.pk not in seen:
        if older.renews_id and older.renews_id == agreement.pk:
            raise ValidationError({"renews": "所选协议续签自本协议，本协议不能再反过来续签它。"})
        seen.add(older.pk)
        older = older.renews


def refuse_early_renewal(agreement: Agreement) -> None:
    """ValidationError when it was signed before the one that it renews, or that one not at all."""
    if not agreement.signed_on:
        return
    first = agreement.renews.signed_on
    if first is None:
        raise ValidationError({"renews": "所选协议还没有签，不能续签。"})
    if agreement.signed_on < first:
        raise ValidationError(
            {"renews": f"所选协议签于{day(first)}，晚于本协议的签约日期，本协议不能是它的续签。"}
        )


def refuse_second_entry(agreement: Agreement) -> None:
    """ValidationError when the same paper has been entered already and neither renews the other."""
    if not agreement.signed_on:
        return
    twins = type(agreement).objects.filter(
        title=agreement.title, signed_on=agreement.signed_on, organization=agreement.organization_id
    )
    if agreement.pk:
        twins = twins.exclude(pk=agreement.pk).exclude(renews=agreement.pk)
    if twin := twins.exclude(pk=agreement.renews_id).first():
        number = f"（编号{twin.number}）" if twin.number else ""
        raise ValidationError({"title": f"已有同名、同日签订的协议{number}，请不要重复录入。"})
