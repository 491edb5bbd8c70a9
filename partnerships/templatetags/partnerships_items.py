"""List items as residents read them: what is left of the time and the places, how services are rated."""

from django import template

from lib.templatetags.jiedao_text import day
from partnerships.models import ListItem

register = template.Library()


@register.filter
def days_left(item: ListItem) -> str:
    """Until its deadline for claims: 还有5天; "" without one."""
    left = item.days_to_claim()
    if left is None:
        return ""
    if left < 0:
        return "已过，可公开认领"
    return f"还有{left}天" if left else "就是今天"


@register.filter
def claim_deadline(item: ListItem) -> str:
    """认领截止2019年5月14日，还有5天; "" without one, and when nobody can claim it any more."""
    if not item.claim_by or not item.may_be_claimed:
        return ""
    return f"认领截止{day(item.claim_by)}，{days_left(item)}"


@register.filter
def claim_places(item: ListItem) -> str:
    """还剩1个名额 / 名额已满; of a tallied demand, "" once nobody can claim it any more."""
    if not item.places_left:
        return "名额已满"
    return f"还剩{item.places_left}个名额" if item.may_be_claimed else ""


@register.filter
def ordered(item: ListItem) -> str:
    """点过3次，平均4.7分（2次评价）; of a tallied service, "" while nobody ordered it."""
    tally = item.tally
    if not tally.orders:
        return ""
    rating = f"，平均{tally.rating:.1f}分（{tally.ratings}次评价）" if tally.ratings else ""
    return f"点过{tally.orders}次{rating}"
