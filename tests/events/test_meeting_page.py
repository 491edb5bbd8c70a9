"""会议记录: a meeting written down on one page; its minutes in Word; what residents read of it."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from docx import Document

from events.enums import Presence
from events.meetings import proposed_attendance, public_results, settle_council, validate_council
from events.minutes import numeral
from events.models import Activity, AgendaTopic, Resolution
from lib.days import today
from orgs.enums import AuditAct, CouncilKind, ReviewState, Role, SeatTitle
from orgs.models import AuditEntry
from tests.events.factories import ActivityFactory
from tests.events.people_factories import (
    AgendaTopicFactory,
    MeetingFactory,
    ResolutionFactory,
    SeatAttendanceFactory,
)
from tests.orgs.factories import CouncilFactory, CouncilSeatFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community], organizations__role=Role.REVIEW)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def meeting(tree):
    """With three seats, of which one has ended before."""
    made = MeetingFactory(organization=tree.community, title="二季度共建议事会")
    school, bank, gone = (UnitFactory(name=name) for name in ("示例小学", "示例银行", "示例旧单位"))
    CouncilSeatFactory(council=made.council, unit=bank)
    CouncilSeatFactory(council=made.council, unit=school, title=SeatTitle.CONVENER)
    CouncilSeatFactory(council=made.council, unit=gone, until=date(2019, 5, 1))
    return made


def address(meeting, page="meeting"):
    return reverse(f"admin:events_activity_{page}", args=[meeting.pk])


def as_opened(response):
    """What a browser sends of the page as it was opened."""
    sheet = response.context["sheet"]
    data = {"act_token": response.context["act_token"]}
    for row in sheet.rows:
        for field in row:
            value = field.value()
            if value not in (None, "", False):
                data[field.html_name] = value
            if field.field.show_hidden_initial:
                stood = row.data.get(field.html_initial_name) if row.is_bound else field.initial
                data[field.html_initial_name] = stood or ""
    return data


def send(client, meeting, data, opened=None):
    return client.post(address(meeting), (opened or as_opened(client.get(address(meeting)))) | data)


def test_whole_meeting_in_one_post(client, clerk, tree, meeting):
    waiting = AgendaTopicFactory(council=meeting.council, title="路灯维修")
    bank, school = meeting.council.seats.filter(until=None).order_by("unit__name")[::-1]
    page = client.get(address(meeting))
    assert [row.record for row in page.context["sheet"].seats] == [school, bank]
    data = {
        f"waiting-{waiting.pk}-taken": "on",
        "new-topic-0-title": "暑期托管",
        "new-topic-0-seat": school.pk,
        f"seat-{school.pk}-presence": "present",
        f"seat-{bank.pk}-presence": "leave",
        "resolution-0-text": "六月底前修好路灯",
        "resolution-0-owner": tree.community.pk,
        "resolution-0-due_on": "2019-06-30",
    }
    assert send(client, meeting, data).status_code == 302
    told = [(topic.title, topic.order, topic.proposer) for topic in meeting.topics.all()]
    assert told == [("路灯维修", 1, "召集人"), ("暑期托管", 2, "示例小学")]
    assert dict(meeting.seat_attendances.values_list("seat", "presence")) == {
        school.pk: Presence.PRESENT,
        bank.pk: Presence.LEAVE,
    }
    resolution = meeting.resolutions.get()
    assert (resolution.organization, resolution.due_on) == (tree.community, date(2019, 6, 30))
    (entry,) = AuditEntry.objects.filter(act=AuditAct.CHANGE, record=meeting.pk)
    assert "六月底前修好路灯" in entry.changes_text
    assert proposed_attendance(meeting) == 1


def test_the_same_form_sent_twice_writes_once(client, clerk, tree, meeting):
    """Promise 29: also on the staff side."""
    opened = as_opened(client.get(address(meeting)))
    data = {"new-topic-0-title": "路灯维修", "resolution-0-text": "修路灯"}
    data |= {"resolution-0-owner": tree.community.pk}
    for _ in range(2):
        assert send(client, meeting, data, opened).status_code == 302
    assert AgendaTopic.objects.count() == Resolution.objects.count() == 1


def test_conclusion_and_order_are_changed_and_a_topic_goes_back(client, clerk, meeting):
    first, second = (
        AgendaTopicFactory(council=meeting.council, meeting=meeting, order=order) for order in (1, 2)
    )
    send(client, meeting, {f"topic-{first.pk}-conclusion": "大家同意。\r\n先修三盏。"})
    first.refresh_from_db()
    assert first.conclusion == "大家同意。\n先修三盏。"
    send(client, meeting, {f"topic-{second.pk}-put_back": "on"})
    assert list(AgendaTopic.objects.waiting()) == [second]


def test_topic_with_a_resolution_does_not_go_back(client, clerk, meeting):
    topic = AgendaTopicFactory(council=meeting.council, meeting=meeting)
    ResolutionFactory(meeting=meeting, topic=topic)
    data = {f"topic-{topic.pk}-put_back": "on", "new-topic-0-title": "暑期托管"}
    response = send(client, meeting, data)
    assert [problem.message for problem in response.context["problems"]] == [
        f"“{topic}”已经有议定事项，不能移出。请先删除议定事项，或者把它改到别的议题。"
    ]
    assert 'value="暑期托管"' in response.text
    assert AgendaTopic.objects.count() == 1


def test_mistakes_are_told_with_links_and_nothing_typed_is_lost(client, clerk, meeting):
    """Promise R13: the title begins 错误：, the summary leads to the fields."""
    data = {"resolution-1-text": "修路灯", "resolution-1-due_on": "2019-05-01", "new-topic-2-title": "托管"}
    response = send(client, meeting, data)
    told = [(problem.target, problem.message) for problem in response.context["problems"]]
    assert told == [
        ("id_resolution-1-owner", "请选择责任党组织或责任单位。"),
        ("id_resolution-1-due_on", "办理时限不能早于开会日期。"),
    ]
    assert "<title>错误：" in response.text
    for words in ("修路灯", "托管", "2019-05-01"):
        assert f'value="{words}"' in response.text
    assert not Resolution.objects.exists()
    assert not AgendaTopic.objects.exists()


def test_second_of_two_editors_is_shown_what_the_first_wrote(client, clerk, meeting):
    """Promise 41: of one field both versions; another field of the row is left as the first made it."""
    topic = AgendaTopicFactory(council=meeting.council, meeting=meeting, order=1)
    name = f"topic-{topic.pk}-conclusion"
    mine = as_opened(client.get(address(meeting)))
    send(client, meeting, {name: "先到的人写的", f"topic-{topic.pk}-order": 3})
    clash = send(client, meeting, {name: "后到的人写的"}, mine)
    assert "同事刚刚改成了“先到的人写的”" in clash.text
    assert "后到的人写的" in clash.text
    topic.refresh_from_db()
    assert topic.conclusion == "先到的人写的"
    assert send(client, meeting, {}, as_opened(clash)).status_code == 302
    topic.refresh_from_db()
    assert (topic.conclusion, topic.order) == ("后到的人写的", 3)


def test_others_are_noted_as_present_in_one_step(client, clerk, meeting):
    absent = meeting.council.seats.first()
    data = {f"seat-{absent.pk}-presence": "absent", "others_present": "on"}
    assert send(client, meeting, data).status_code == 302
    assert sorted(meeting.seat_attendances.values_list("presence", flat=True)) == ["absent", "present"]


def test_what_is_typed_is_saved_on_the_way_to_closing(client, clerk, meeting):
    opened = client.get(address(meeting))
    assert 'name="_close"' in opened.text
    answer = send(client, meeting, {"others_present": "on", "_close": "1"}, as_opened(opened))
    assert answer.url == reverse("admin:events_activity_change", args=[meeting.pk]).replace(
        "change/", "act/close/"
    )
    assert meeting.seat_attendances.count() == 2


def test_mistakes_of_two_resolutions_are_told_apart(client, clerk, meeting):
    response = send(client, meeting, {"resolution-0-text": "修门", "resolution-1-text": "修灯"})
    assert [problem.label for problem in response.context["problems"]] == [
        "修门：责任党组织",
        "修灯：责任党组织",
    ]


def test_attendance_of_a_meeting_to_come_is_refused(client, clerk, tree):
    meeting = MeetingFactory(organization=tree.community, upcoming=True)
    seat = CouncilSeatFactory(council=meeting.council)
    response = send(client, meeting, {f"seat-{seat.pk}-presence": "present"})
    assert "会议还没有召开，不能登记出席情况。" in response.text
    assert not meeting.seat_attendances.exists()


def test_seat_of_another_council_is_no_choice(client, clerk, meeting):
    other = CouncilSeatFactory()
    response = send(client, meeting, {"new-topic-0-title": "甲", "new-topic-0-seat": other.pk})
    assert [problem.message for problem in response.context["problems"]] == [
        "这个席位不在这次会议上，请重新选择。"
    ]


def test_published_meeting_is_reviewed_again_when_a_clerk_changes_what_residents_read(client, tree, meeting):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
    topic = AgendaTopicFactory(council=meeting.council, meeting=meeting, order=1)
    send(client, meeting, {f"topic-{topic.pk}-conclusion": "只给工作人员看。"})
    assert Activity.objects.get().review == ReviewState.PUBLISHED
    send(client, meeting, {"new-topic-0-title": "暑期托管"})
    assert Activity.objects.get().review == ReviewState.SUBMITTED


@pytest.mark.parametrize(("role", "status"), [(Role.VIEW, 403), (Role.ENTER, 302)])
def test_who_may_only_view_reads_the_page(client, tree, meeting, role, status):
    SeatAttendanceFactory(meeting=meeting, seat=meeting.council.seats.first())
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=role))
    page = client.get(address(meeting))
    assert ('name="act_token"' in page.text) == (role == Role.ENTER)
    assert "到会" in page.text
    assert client.post(address(meeting), {}).status_code == status


@pytest.mark.parametrize("page", ["meeting", "minutes"])
def test_sibling_s_meeting_and_what_is_none_are_not_there(client, tree, meeting, page):
    client.force_login(UserFactory(organizations=[tree.sister]))
    assert client.get(address(meeting, page)).status_code == 404
    own = ActivityFactory(organization=tree.sister)
    assert client.get(address(own, page)).status_code == 404


def test_minutes_in_word(client, clerk, tree, meeting):
    topic = AgendaTopicFactory(
        council=meeting.council, meeting=meeting, title="路灯维修", conclusion="大家同意。", order=1
    )
    for seat, presence in zip(meeting.council.seats.all(), (Presence.PRESENT, Presence.LEAVE), strict=False):
        SeatAttendanceFactory(meeting=meeting, seat=seat, presence=presence)
    ResolutionFactory(meeting=meeting, topic=topic, text="修好路灯", due_on=date(2019, 6, 30))
    answer = client.get(address(meeting, "minutes"))
    document = Document(io.BytesIO(answer.content))
    words = [line.text for line in document.paragraphs if line.text]
    assert words == [
        "二季度共建议事会纪要",
        "时间：2019年5月14日14:00",
        "地点：示例社区党群服务中心",
        f"会议：{meeting.council}",
        f"召集：{tree.community}",
        "出席：示例银行",
        "请假：示例小学",
        "会议议题和讨论情况如下：",
        "一、路灯维修",
        "大家同意。",
        "会议议定以下事项：",
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "议定事项", "责任方", "办理时限"],
        ["1", "修好路灯", str(tree.community), "2019年6月30日"],
    ]
    assert AuditEntry.objects.filter(act=AuditAct.DOWNLOAD, record=meeting.pk).exists()


def test_headings_are_numbered_in_chinese():
    told = [numeral(number) for number in (1, 10, 11, 20, 21, 99)]
    assert told == ["一", "十", "十一", "二十", "二十一", "九十九"]


def test_residents_read_topics_and_resolutions_of_a_public_meeting(client, meeting):
    AgendaTopicFactory(council=meeting.council, meeting=meeting, title="路灯维修", conclusion="内部讨论")
    ResolutionFactory(meeting=meeting, text="修好路灯", done_on=today())
    page = client.get(meeting.get_absolute_url()).text
    assert "路灯维修" in page
    assert "修好路灯" in page
    assert "已办结" in page
    assert "内部讨论" not in page
    assert public_results(ActivityFactory()) is None


def test_council_of_a_meeting_is_its_organization_s(tree):
    other = CouncilFactory(organization=tree.sister)
    with pytest.raises(ValidationError, match="主办党组织也请选它"):
        validate_council(MeetingFactory.build(organization=tree.community, council=other))
    with pytest.raises(ValidationError, match="只有联席会议和议事会"):
        validate_council(ActivityFactory.build(organization=tree.sister, council=other))
    validate_council(MeetingFactory.build(organization=tree.community, council=None))


def test_only_council_is_filled_in_and_of_several_one_is_asked_for(tree):
    council = CouncilFactory(organization=tree.community)
    meeting = MeetingFactory.build(organization=tree.community, council=None)
    settle_council(meeting)
    assert meeting.council == council
    CouncilFactory(organization=tree.community, kind=CouncilKind.GREATER_COMMITTEE)
    with pytest.raises(ValidationError, match="请选择是哪个议事机构召开的"):
        settle_council(MeetingFactory.build(organization=tree.community, council=None))
