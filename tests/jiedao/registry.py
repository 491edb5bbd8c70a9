"""A row of every model of the staff side, filed under an organisation."""

from django.contrib import admin
from django.core.files.base import ContentFile

from events.models import (
    Activity,
    AgendaTopic,
    HoursCertificate,
    MeetingDuty,
    PointAccount,
    PointEntry,
    PointRule,
    Redemption,
    Resolution,
    Reward,
    ServiceRecord,
    Signup,
    StarRule,
    Visit,
    Volunteer,
    VolunteerTeam,
)
from orgs import audit, trash
from orgs.access import Action, least_role, reaches
from orgs.enums import AuditAct, AwardKind, Role
from orgs.models import (
    AuditEntry,
    Award,
    BranchSetting,
    Brand,
    Category,
    ConsentText,
    Council,
    Indicator,
    IndicatorValue,
    NewSectorApplication,
    Organization,
    Posting,
    Station,
    TrashedRecord,
    Unit,
    User,
)
from partnerships.document import default_template
from partnerships.models import (
    Agreement,
    AgreementPaper,
    Bid,
    Claim,
    Demand,
    Fund,
    ListItem,
    Problem,
    ProblemReport,
    Project,
    Resource,
    Service,
)
from tests.events.factories import ActivityFactory
from tests.events.people_factories import (
    AgendaTopicFactory,
    HoursCertificateFactory,
    MeetingDutyFactory,
    PointAccountFactory,
    PointEntryFactory,
    PointRuleFactory,
    RedemptionFactory,
    ResolutionFactory,
    RewardFactory,
    ServiceRecordFactory,
    SignupFactory,
    StarRuleFactory,
    VisitNeedFactory,
    VolunteerFactory,
    VolunteerTeamFactory,
)
from tests.orgs.factories import (
    CategoryFactory,
    CouncilFactory,
    CouncilSeatFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    NewSectorApplicationFactory,
    OrganizationFactory,
    UnitFactory,
    UserFactory,
)
from tests.orgs.place_factories import AwardFactory, BrandFactory, PostingFactory, StationFactory
from tests.partnerships.factories import (
    AgreementAttachmentFactory,
    AgreementFactory,
    ListItemFactory,
    ProblemFactory,
    ProjectFactory,
)
from tests.partnerships.loop_factories import (
    BidFactory,
    ClaimFactory,
    FundEntryFactory,
    ProblemReportFactory,
    ProgressNoteFactory,
)

# Scoped models: how a row is made that only the organisation's own staff see.
RECORDS = {
    Activity: lambda o: ActivityFactory(organization=o, units=[UnitFactory()]),
    AgendaTopic: lambda o: AgendaTopicFactory(council__organization=o),
    Agreement: lambda o: AgreementAttachmentFactory(agreement=AgreementFactory(organization=o)).agreement,
    Award: lambda o: AwardFactory(
        organization=o, holder=None, unit=UnitFactory(), kind=AwardKind.HONOUR, title="示例荣誉", stars=None
    ),
    Bid: lambda o: BidFactory(project__organization=o, unit=UnitFactory()),
    Brand: lambda o: BrandFactory(organization=o, unit=UnitFactory()),
    Claim: lambda o: (
        ProgressNoteFactory(claim=ClaimFactory(organization=o, pending=True, unit_name="示例单位")).claim
    ),
    Council: lambda o: CouncilSeatFactory(council=CouncilFactory(organization=o)).council,
    Demand: lambda o: ListItemFactory(demand=True, organization=o, unit=UnitFactory()),
    Fund: lambda o: FundEntryFactory(fund__organization=o, donor=UnitFactory()).fund,
    HoursCertificate: lambda o: HoursCertificateFactory(volunteer__organization=o),
    IndicatorValue: lambda o: IndicatorValueFactory(organization=o),
    ListItem: lambda o: ListItemFactory(demand=True, organization=o),
    NewSectorApplication: lambda o: NewSectorApplicationFactory(organization=o),
    Organization: lambda o: OrganizationFactory(
        branch=True, parent=o, is_public=False, unit=UnitFactory(community=o, is_public=False)
    ),
    PointAccount: lambda o: PointAccountFactory(organization=o, points=30),
    PointEntry: lambda o: PointEntryFactory(account__organization=o),
    PointRule: lambda o: PointRuleFactory(organization=o, published_on=None),
    Posting: lambda o: PostingFactory(organization=o),
    Problem: lambda o: ProblemFactory(organization=o, units=[UnitFactory()]),
    ProblemReport: lambda o: ProblemReportFactory(organization=o),
    Project: lambda o: ProjectFactory(organization=o, partners=[UnitFactory(), UnitFactory()]),
    Redemption: lambda o: RedemptionFactory(reward__organization=o),
    Resolution: lambda o: ResolutionFactory(meeting__organization=o),
    Resource: lambda o: ListItemFactory(resource=True, organization=o, unit=UnitFactory()),
    Reward: lambda o: RewardFactory(organization=o, donor=UnitFactory()),
    Service: lambda o: ListItemFactory(service=True, organization=o, unit=UnitFactory()),
    ServiceRecord: lambda o: ServiceRecordFactory(volunteer__organization=o),
    Signup: lambda o: SignupFactory(activity__organization=o),
    StarRule: lambda o: StarRuleFactory(organization=o, year=2000 + StarRule.objects.count()),
    Station: lambda o: StationFactory(organization=o, is_public=False),
    Unit: lambda o: UnitFactory(community=o, is_public=False),
    Visit: lambda o: VisitNeedFactory(visit__organization=o).visit,
    Volunteer: lambda o: VolunteerFactory(organization=o, pending=True),
    VolunteerTeam: lambda o: VolunteerTeamFactory(organization=o, is_public=False),
}
# Settings: what superusers open, and of a branch those who manage it.
SETTINGS = {
    AgreementPaper: lambda o: AgreementPaper.objects.create(
        organization=OrganizationFactory(branch=True, parent=o, is_public=False),
        file=ContentFile(default_template(), "模板.docx"),
    ),
    BranchSetting: lambda o: BranchSetting.objects.create(
        organization=OrganizationFactory(branch=True, parent=o, is_public=False)
    ),
    Category: lambda o: CategoryFactory(),
    ConsentText: lambda o: ConsentText.objects.create(
        version=ConsentText.objects.next_version(), purpose="联系报名人", body="示例告知", retention_days=90
    ),
    Indicator: lambda o: IndicatorFactory(),
    MeetingDuty: lambda o: MeetingDutyFactory(
        organization=OrganizationFactory(branch=True, parent=o, is_public=False)
    ),
    User: lambda o: UserFactory(organizations=[o]),
}
# What those who manage a branch read and nobody writes.
READ_ONLY = {
    AuditEntry: lambda o: audit.log(AuditAct.CHANGE, record=o),
    TrashedRecord: lambda o: trash.throw_away(IndicatorValueFactory(organization=o)),
}
ROWS = RECORDS | SETTINGS | READ_ONLY
# Records that no form of their own adds: verbs and public forms make them.
NEVER_ADDED = {ListItem, Claim, Resolution, HoursCertificate, ServiceRecord, Signup, PointEntry, Redemption}
# What verbs alone change, and what nobody deletes, whatever the table of roles lets verbs do.
NEVER_CHANGED, NEVER_DELETED = {ServiceRecord}, {Signup}
# Those whose own forms name no other record once they are there: verbs write them.
READ_FORMS = {PointAccount, PointEntry, Redemption, HoursCertificate, ServiceRecord, Signup}


def may(role: Role, action: Action, model) -> bool:
    """By the table of roles; what it does not name is for superusers alone."""
    least = least_role(model, action)
    return least is not None and reaches(role, least)


def labels(models):
    return [model._meta.label for model in models]


def url_name(model, page):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def is_complete() -> bool:
    return set(ROWS) == set(admin.site._registry)
