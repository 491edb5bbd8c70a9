"""Sign-ups, volunteers, their hours and points, meetings and visits for tests."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from events.enums import (
    ActivityKind,
    Period,
    PointEvent,
    PointLine,
    SignupOrigin,
    SignupStatus,
    VolunteerState,
)
from events.models import (
    AgendaTopic,
    HoursCertificate,
    MeetingDuty,
    PointAccount,
    PointEntry,
    PointRule,
    Redemption,
    Resolution,
    Reward,
    SeatAttendance,
    ServiceRecord,
    Signup,
    StarRule,
    Visit,
    VisitNeed,
    Volunteer,
    VolunteerTeam,
)
from lib.days import today
from orgs.enums import OrganizationLevel
from orgs.models import ConsentText
from tests.events.factories import ActivityFactory
from tests.orgs.factories import CouncilFactory, CouncilSeatFactory, OrganizationFactory, UnitFactory


def consent_text(**fields) -> ConsentText:
    """The current one, made when there is none."""
    current = ConsentText.objects.current()
    stands = {"version": 1, "purpose": "联系活动报名人", "body": "告知的内容", "retention_days": 90}
    return current or ConsentText.objects.create(**stands | fields)


class SignupFactory(DjangoModelFactory):
    """Confirmed, by the public form, for an activity of next week; phone numbers differ.

    Traits: waiting, cancelled, present (checked in).
    """

    class Meta:
        model = Signup

    class Params:
        waiting = factory.Trait(status=SignupStatus.WAITING)
        cancelled = factory.Trait(
            status=SignupStatus.CANCELLED, cancelled_at=factory.LazyFunction(timezone.now)
        )
        present = factory.Trait(
            status=SignupStatus.CHECKED_IN, checked_in_at=factory.LazyFunction(timezone.now)
        )

    activity = factory.SubFactory(ActivityFactory, upcoming=True, takes_signups=True)
    contact_name = factory.Sequence(lambda n: f"示例居民{n:03}")
    contact_phone = factory.Sequence(lambda n: f"138{n:08}")
    origin = SignupOrigin.WEB
    code = factory.Sequence(lambda n: f"T{n:07}")
    consent = factory.LazyFunction(consent_text)
    consented_at = factory.LazyFunction(timezone.now)
    queued_at = factory.LazyFunction(timezone.now)


class VolunteerTeamFactory(DjangoModelFactory):
    class Meta:
        model = VolunteerTeam

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"示例志愿服务队{n:03}")


class VolunteerFactory(DjangoModelFactory):
    """Active, registered on the first of 2019 with consent. Trait: pending."""

    class Meta:
        model = Volunteer

    class Params:
        pending = factory.Trait(status=VolunteerState.PENDING)

    organization = factory.SubFactory(OrganizationFactory)
    contact_name = factory.Sequence(lambda n: f"示例志愿者{n:03}")
    contact_phone = factory.Sequence(lambda n: f"139{n:08}")
    number = factory.Sequence(lambda n: f"V{n:07}")
    status = VolunteerState.ACTIVE
    registered_on = date(2019, 1, 1)
    consent = factory.LazyFunction(consent_text)
    consented_at = factory.LazyFunction(timezone.now)


class ServiceRecordFactory(DjangoModelFactory):
    """Two hours on 14 May 2019, of no activity."""

    class Meta:
        model = ServiceRecord

    organization = factory.SelfAttribute("volunteer.organization")
    volunteer = factory.SubFactory(VolunteerFactory)
    served_on = date(2019, 5, 14)
    hours = 2


class HoursCertificateFactory(DjangoModelFactory):
    class Meta:
        model = HoursCertificate

    volunteer = factory.SubFactory(VolunteerFactory)
    code = factory.Sequence(lambda n: f"C{n:07}")
    since = date(2019, 1, 1)
    until = date(2019, 12, 31)
    hours = 2
    times = 1
    issued_on = factory.LazyFunction(today)


class PointRuleFactory(DjangoModelFactory):
    """Ten points an hour of service, published on the first of 2019."""

    class Meta:
        model = PointRule

    organization = factory.SubFactory(OrganizationFactory)
    line = PointLine.VOLUNTEERS
    event = PointEvent.SERVICE_HOUR
    points = 10
    text = "志愿服务每小时10分"
    published_on = date(2019, 1, 1)


class PointAccountFactory(DjangoModelFactory):
    """Of a volunteer; `points=30` gives it an entry of so many."""

    class Meta:
        model = PointAccount
        skip_postgeneration_save = True

    class Params:
        of_unit = factory.Trait(volunteer=None, unit=factory.SubFactory(UnitFactory))

    organization = factory.SubFactory(OrganizationFactory)
    volunteer = factory.SubFactory(VolunteerFactory, organization=factory.SelfAttribute("..organization"))

    @factory.post_generation
    def points(self, create, extracted, **kwargs):
        if extracted:
            PointEntryFactory(account=self, points=extracted)


class PointEntryFactory(DjangoModelFactory):
    class Meta:
        model = PointEntry

    account = factory.SubFactory(PointAccountFactory)
    day = date(2019, 5, 14)
    points = 10
    reason = "示例加分"


class RewardFactory(DjangoModelFactory):
    """Ten in stock, at ten points."""

    class Meta:
        model = Reward

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"示例奖品{n:03}")
    points = 10
    stock = 10


class RedemptionFactory(DjangoModelFactory):
    """Reserved today; no points are taken for it."""

    class Meta:
        model = Redemption

    organization = factory.SelfAttribute("reward.organization")
    reward = factory.SubFactory(RewardFactory)
    account = factory.SubFactory(PointAccountFactory)
    points = 10
    code = factory.Sequence(lambda n: f"R{n:07}")
    reserved_on = factory.LazyFunction(today)


class StarRuleFactory(DjangoModelFactory):
    class Meta:
        model = StarRule

    organization = factory.SubFactory(OrganizationFactory)
    year = 2019
    text = "按全年积分评定。"
    three_stars, four_stars, five_stars = 30, 60, 90


class MeetingFactory(ActivityFactory):
    """Of a council, on 14 May 2019."""

    council = factory.SubFactory(CouncilFactory, organization=factory.SelfAttribute("..organization"))
    kind = ActivityKind.COUNCIL_MEETING
    title = "示例议事会"


class AgendaTopicFactory(DjangoModelFactory):
    class Meta:
        model = AgendaTopic

    council = factory.SubFactory(CouncilFactory)
    title = factory.Sequence(lambda n: f"示例议题{n:03}")
    proposed_on = date(2019, 5, 1)


class SeatAttendanceFactory(DjangoModelFactory):
    class Meta:
        model = SeatAttendance

    meeting = factory.SubFactory(MeetingFactory)
    seat = factory.SubFactory(CouncilSeatFactory, council=factory.SelfAttribute("..meeting.council"))


class ResolutionFactory(DjangoModelFactory):
    class Meta:
        model = Resolution

    organization = factory.SelfAttribute("meeting.organization")
    meeting = factory.SubFactory(MeetingFactory)
    text = factory.Sequence(lambda n: f"示例议定事项{n:03}")
    owner = factory.SelfAttribute("meeting.organization")


class MeetingDutyFactory(DjangoModelFactory):
    """Each branch holds one party day a month."""

    class Meta:
        model = MeetingDuty

    organization = factory.SubFactory(OrganizationFactory)
    level = OrganizationLevel.BRANCH
    kind = ActivityKind.PARTY_DAY
    period = Period.MONTH


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    organization = factory.SubFactory(OrganizationFactory)
    visited_on = date(2019, 5, 14)
    visitor_name = "示例干部"
    unit = factory.SubFactory(UnitFactory)


class VisitNeedFactory(DjangoModelFactory):
    class Meta:
        model = VisitNeed

    visit = factory.SubFactory(VisitFactory)
    text = factory.Sequence(lambda n: f"示例需求{n:03}")
