"""Activities and their photographs for tests."""

from datetime import datetime, time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory, ImageField

from events.enums import ActivityKind, ActivityStatus
from events.models import Activity, ActivityPhoto
from lib.days import today
from tests.orgs.factories import OrganizationFactory


def local(year, month, day, hour=0, minute=0) -> datetime:
    """An instant by the office's clock."""
    return timezone.make_aware(datetime(year, month, day, hour, minute))


def _next_week():
    return timezone.make_aware(datetime.combine(today() + timedelta(days=7), time(14)))


class ActivityFactory(DjangoModelFactory):
    """Published, on 14 May 2019 at 14:00; `upcoming=True` for next week."""

    class Meta:
        model = Activity
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(status=ActivityStatus.DRAFT)
        published = factory.Trait(status=ActivityStatus.PUBLISHED)
        postponed = factory.Trait(status=ActivityStatus.POSTPONED)
        cancelled = factory.Trait(status=ActivityStatus.CANCELLED)
        closed = factory.Trait(
            status=ActivityStatus.CLOSED, attendance=40, volunteer_hours=12, summary="活动圆满结束。"
        )
        upcoming = factory.Trait(
            starts_at=factory.LazyFunction(_next_week),
            ends_at=factory.LazyAttribute(lambda activity: activity.starts_at + timedelta(hours=2)),
        )
        private = factory.Trait(is_public=False)

    organization = factory.SubFactory(OrganizationFactory)
    title = factory.Sequence(lambda n: f"示例活动{n:03}")
    kind = ActivityKind.CULTURE
    status = ActivityStatus.PUBLISHED
    place = "示例社区党群服务中心"
    starts_at = local(2019, 5, 14, 14)

    @factory.post_generation
    def units(self, create, extracted, **kwargs):
        if extracted:
            self.units.set(extracted)

    @factory.post_generation
    def partner_organizations(self, create, extracted, **kwargs):
        if extracted:
            self.partner_organizations.set(extracted)


class ActivityPhotoFactory(DjangoModelFactory):
    class Meta:
        model = ActivityPhoto

    activity = factory.SubFactory(ActivityFactory)
    image = ImageField(filename="现场.jpg", width=64, height=48, color="#b8322a", format="JPEG")
    caption = "活动现场"
