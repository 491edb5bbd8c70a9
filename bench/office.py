"""An office at work for years: 1,000 agreements of three parties, 5,000 list items, 2,000 activities."""

from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from events.enums import ActivityKind, ActivityStatus
from events.models import Activity, ActivityPhoto
from lib.days import today
from orgs.enums import CouncilKind, OrganizationLevel, SeatTitle, UnitNature
from orgs.models import (
    Category,
    Council,
    CouncilSeat,
    NewSectorApplication,
    Organization,
    PartyMemberCount,
    Unit,
)
from orgs.models.category import CategoryKind
from partnerships.enums import AgreementKind, ItemKind, PartnerRole, ProblemSource
from partnerships.models import Agreement, AgreementParty, ListItem, Problem, Project, ProjectPartner

AREAS, COMMUNITIES, UNITS = 5, 30, 400
AGREEMENTS, ITEMS, ACTIVITIES, PROJECTS, PROBLEMS = 1_000, 5_000, 2_000, 300, 300
TEXT = "双方围绕组织共建、活动共联、资源共享开展合作，每季度至少开展一次联合活动，年底共同总结。" * 4


def build() -> None:
    """Fill the empty database. Numbers are given here; the series are none of a reader's business."""
    street, communities = _tree()
    units = _units(communities)
    categories = _categories()
    agreements = _agreements(street, communities, units)
    items = _items(street, communities, units, categories)
    projects = _projects(street, communities, units, categories, agreements, items)
    _problems(communities, street, projects)
    _councils(communities, units)
    _activities(communities, units, projects)


def _tree():
    street = Organization.objects.create(level=OrganizationLevel.STREET, name="测量街道党工委")
    areas = [
        Organization.objects.create(level=OrganizationLevel.AREA, name=f"第{n}管区党委", parent=street)
        for n in range(1, AREAS + 1)
    ]
    communities = [
        Organization.objects.create(
            level=OrganizationLevel.COMMUNITY,
            name=f"第{n}社区党委",
            short_name=f"第{n}社区",
            parent=area,
            address=f"测量路{n}号",
        )
        for n, area in zip(range(1, COMMUNITIES + 1), cycle(areas), strict=False)
    ]
    return street, communities


def _units(communities):
    natures = cycle(UnitNature)
    units = Unit.objects.bulk_create(
        Unit(
            name=f"测量单位{n:04}",
            nature=next(natures),
            community=communities[n % COMMUNITIES],
            industry="教育",
            address=f"测量路{n}号",
            received_on=today() - timedelta(days=n),
        )
        for n in range(UNITS)
    )
    for n, unit in enumerate(units[:100]):
        Organization.objects.create(
            level=OrganizationLevel.BRANCH,
            name=f"{unit.name}党支部",
            unit=unit,
            parent=communities[n % COMMUNITIES],
        )
    PartyMemberCount.objects.bulk_create(
        PartyMemberCount(unit=unit, as_of=today() - timedelta(days=30 * age), count=5 + age)
        for unit in units
        for age in range(3)
    )
    NewSectorApplication.objects.bulk_create(
        NewSectorApplication(
            organization=unit.community,
            unit=unit,
            proposed_level=OrganizationLevel.BRANCH,
            proposed_name=f"{unit.name}党支部",
            party_member_count=5,
            applied_on=today() - timedelta(days=20),
        )
        for unit in units[:20]
    )
    return units


def _categories():
    return {
        kind: Category.objects.bulk_create(
            Category(kind=kind, name=f"{kind.label}类别{n}", order=n) for n in range(10)
        )
        for kind in CategoryKind
    }


def _agreements(street, communities, units):
    kinds = cycle(AgreementKind)
    agreements = Agreement.objects.bulk_create(
        Agreement(
            organization=communities[n % COMMUNITIES],
            office=street,
            number=f"GJ-{signed_on.year}-{n:04}",
            title=f"第{n % COMMUNITIES + 1}社区与测量单位共建协议（{n}）",
            kind=next(kinds),
            signed_on=signed_on,
            effective_on=signed_on,
            ends_on=signed_on + timedelta(days=1095) if n % 3 else None,
            content=TEXT,
        )
        for n in range(AGREEMENTS)
        for signed_on in [today() - timedelta(days=1 + 2 * n)]
    )
    branches = list(Organization.objects.filter(level=OrganizationLevel.BRANCH))
    parties = []
    for n, agreement in enumerate(agreements):
        branch = branches[n % len(branches)]
        sides = (
            {"organization": communities[n % COMMUNITIES]},
            {"organization": branch, "unit_id": branch.unit_id},
            {"unit": units[100 + n % (UNITS - 100)]},
        )
        parties += [AgreementParty(agreement=agreement, order=o, **side) for o, side in enumerate(sides)]
    AgreementParty.objects.bulk_create(parties)
    return agreements


def _items(street, communities, units, categories):
    kinds = cycle(ItemKind)
    prefixes = {ItemKind.RESOURCE: "ZY", ItemKind.DEMAND: "XQ", ItemKind.SERVICE: "FW"}
    return ListItem.objects.bulk_create(
        ListItem(
            kind=kind,
            organization=communities[n % COMMUNITIES],
            office=street,
            number=f"{prefixes[kind]}-{published_on.year}-{n:04}",
            title=f"社区{kind.label}条目（{n}）",
            category=categories[kind.value][n % 10],
            unit=units[n % UNITS] if n % 2 else None,
            quantity=n % 50,
            measure="场",
            description=TEXT,
            published_on=published_on,
            confirmed_on=published_on + timedelta(days=30),
            available_until=published_on + timedelta(days=900) if n % 4 else None,
        )
        for n in range(ITEMS)
        for kind in [next(kinds)]
        for published_on in [today() - timedelta(days=n % 1500)]
    )


def _projects(street, communities, units, categories, agreements, items):
    projects = Project.objects.bulk_create(
        Project(
            organization=communities[n % COMMUNITIES],
            office=street,
            number=f"XM-{decided_on.year}-{n:04}",
            title=f"社区共建项目（{n}）",
            category=categories[CategoryKind.PROJECT][n % 10],
            agreement=agreements[n],
            decided_on=decided_on,
            started_on=decided_on + timedelta(days=5),
            finished_on=decided_on + timedelta(days=200) if n > 150 else None,
            goal=TEXT,
            result=TEXT,
        )
        for n in range(PROJECTS)
        for decided_on in [today() - timedelta(days=6 + 4 * n)]
    )
    ProjectPartner.objects.bulk_create(
        ProjectPartner(
            project=project,
            unit=units[(n + step) % UNITS],
            role=PartnerRole.TAKES_PART if step else PartnerRole.LEAD,
        )
        for n, project in enumerate(projects)
        for step in range(3)
    )
    demands = [item for item in items if item.kind == ItemKind.DEMAND]
    answers = Project.demands.through
    answers.objects.bulk_create(
        answers(project=project, demand=demands[2 * n + step], since=project.decided_on)
        for n, project in enumerate(projects)
        for step in range(2)
    )
    return projects


def _problems(communities, street, projects):
    Problem.objects.bulk_create(
        Problem(
            organization=communities[n % COMMUNITIES],
            office=street,
            number=f"WT-{raised_on.year}-{n:04}",
            title=f"楼道照明不亮（{n}）",
            source=ProblemSource.RESIDENT,
            raised_on=raised_on,
            solved_on=raised_on + timedelta(days=3),
            result="已更换灯具。",
            project=projects[n],
            is_public=n % 2 == 0,
        )
        for n in range(PROBLEMS)
        for raised_on in [today() - timedelta(days=4 + 3 * n)]
    )


def _councils(communities, units):
    councils = Council.objects.bulk_create(
        Council(organization=community, kind=CouncilKind.COMMUNITY_COUNCIL, name=f"{community.label}议事会")
        for community in communities
    )
    CouncilSeat.objects.bulk_create(
        CouncilSeat(
            council=council,
            unit=units[(9 * n + step) % UNITS],
            title=SeatTitle.MEMBER_UNIT,
            since=today() - timedelta(days=400),
        )
        for n, council in enumerate(councils)
        for step in range(9)
    )


def _activities(communities, units, projects):
    kinds = cycle(ActivityKind)
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    activities = Activity.objects.bulk_create(
        Activity(
            organization=communities[n % COMMUNITIES],
            title=f"社区邻里活动（{n}）",
            kind=next(kinds),
            status=ActivityStatus.CLOSED if starts_at < now else ActivityStatus.PUBLISHED,
            series="山海大讲堂" if n % 5 == 0 else "",
            issue_number=n // 5 + 1 if n % 5 == 0 else None,
            place=f"测量路{n % 90}号党群服务中心",
            project=projects[n % PROJECTS] if n % 3 == 0 else None,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            body=TEXT,
            summary=TEXT,
            published_at=starts_at - timedelta(days=7),
            attendance=30 + n % 40,
            volunteer_hours=n % 20,
        )
        for n in range(ACTIVITIES)
        for starts_at in [now + timedelta(hours=1, days=30 - n)]
    )
    through = Activity.units.through
    through.objects.bulk_create(
        through(activity=activity, unit=units[(2 * n + step) % UNITS])
        for n, activity in enumerate(activities)
        for step in range(2)
    )
    joined = Activity.partner_organizations.through
    joined.objects.bulk_create(
        joined(activity=activity, organization=communities[(n + 1) % COMMUNITIES])
        for n, activity in enumerate(activities)
    )
    # Rows only: pages print a picture's address and size, they do not open it.
    ActivityPhoto.objects.bulk_create(
        ActivityPhoto(
            activity=activity,
            image="photos/bench.jpg",
            small="photos/bench-640.jpg",
            width=1600,
            height=1200,
            caption="活动现场",
            order=step,
        )
        for activity in activities
        for step in range(3)
    )
