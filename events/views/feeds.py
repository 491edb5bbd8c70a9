"""What was announced lately, as readers of feeds take it (Atom)."""

from datetime import timedelta

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from events.calendar_file import uid
from events.models import Activity
from events.templatetags.events_states import planned
from events.venue import location
from events.views.subscription import SECONDS_KEPT, Subscription
from lib.headers import keep_in_caches
from lib.printable import printable
from lib.templatetags.jiedao_text import moment
from orgs.templatetags.orgs_names import public_name

MOST = 50
KEPT = timedelta(days=366)  # since it was announced


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Of the activities that the filters let through, those announced last."""
    subscription = Subscription(request)
    if refusal := subscription.refusal():
        return refusal
    return keep_in_caches(request, _Activities()(request, subscription), SECONDS_KEPT)


class _Activities(Feed):
    feed_type = Atom1Feed
    language = "zh-CN"

    def get_object(self, request, subscription):
        return subscription

    def title(self, subscription):
        return printable(subscription.name)

    def link(self, subscription):
        return subscription.page

    def subtitle(self, subscription):
        return "新发布的活动，时间、地点和变动都在这里。"

    def items(self, subscription):
        rows = subscription.rows().filter(published_at__gte=timezone.now() - KEPT)
        rows = rows.select_related("organization", "station").order_by("-published_at", "-pk")
        return rows[:MOST]

    def item_title(self, activity: Activity) -> str:
        before = f"【{activity.get_status_display()}】" if planned(activity) else ""
        return before + printable(activity.title)

    def item_description(self, activity: Activity) -> str:
        parts = (
            f"时间：{planned(activity)}{moment(activity.starts_at)}",
            f"地点：{location(activity)}" if location(activity) else "",
            activity.summary or activity.body,
        )
        return printable("\n".join(filter(None, parts)))

    def item_guid(self, activity: Activity) -> str:
        """An IRI that stays when the portal moves to another host."""
        return f"tag:jiedao,2019:{uid(activity).partition('@')[0]}"

    def item_author_name(self, activity: Activity) -> str:
        return printable(public_name(activity.organization))

    def item_pubdate(self, activity: Activity):
        return activity.published_at

    def item_updateddate(self, activity: Activity):
        return activity.updated_at

    def item_categories(self, activity: Activity) -> list[str]:
        return [activity.get_kind_display()]
