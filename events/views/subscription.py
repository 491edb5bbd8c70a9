"""What calendars and feeds share: programs ask for them with the filters of the list, again and again."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse

from events.forms import ActivityFilters
from events.models import Activity
from lib.addresses import address

SECONDS_KEPT = 15 * 60  # by caches


@dataclass(frozen=True)
class Subscription:
    """The public activities that the address asks for."""

    request: HttpRequest

    @cached_property
    def filters(self) -> ActivityFilters:
        return ActivityFilters(self.request.GET, Activity.objects.public())

    def refusal(self) -> HttpResponse | None:
        """When something cannot be read: who asked for a community is not sent the whole street's."""
        errors = self.filters.errors.values()
        if not errors:
            return None
        words = "".join(message for messages in errors for message in messages)
        text = f"订阅的条件有误：{words}请打开 {self.page} 重新选择条件。\n"
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")

    @property
    def name(self) -> str:
        """What it is called in a reader's list: 金门路社区V观摩活动."""
        given = self.filters.given
        holder = given.get("community") or given.get("organization")
        return f"{holder.label if holder else ''}{given.get('series', '')}活动"

    @property
    def page(self) -> str:
        """The list itself, absolute."""
        query = self.request.META.get("QUERY_STRING", "")
        path = address("events:activity_list")
        return self.request.build_absolute_uri(f"{path}?{query}" if query else path)

    def rows(self):
        """Of the queryset `public()`, narrowed; in no order yet."""
        return self.filters.narrow(Activity.objects.public())
