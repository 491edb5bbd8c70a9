"""Progress notes: who writes them, what is shown, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from lib.days import today
from orgs.enums import Role
from orgs.moves import Refused, steps_of
from partnerships.models import NotePhoto, ProgressNote
from partnerships.workflow.notes import add_note
from tests.lib.pictures import photo, upload
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import ProjectFactory
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def project(tree):
    return ProjectFactory(organization=tree.community)


def test_note_of_staff_has_its_photos_in_order_and_is_shown_if_they_say_so(project, clerk):
    pictures = [upload(photo(), "一.jpg"), upload(photo(), "二.jpg")]
    note = add_note(project, " 装好了扶手。 ", clerk, photos=pictures, is_public=True)

    assert (note.project, note.text, note.user, note.by_link) == (project, "装好了扶手。", clerk, False)
    assert [(photo.order, photo.small_width > 0) for photo in note.photos.all()] == [(1, True), (2, True)]
    assert note in ProgressNote.objects.public()
    assert [step.word for step in steps_of(project)] == ["记进展"]


def test_note_by_a_private_link_is_never_shown_at_once(tree):
    claim = ClaimFactory(organization=tree.community)
    note = add_note(claim, "已上门。", "认领单位（专用链接）", is_public=True)
    assert (note.is_public, note.by_link, note.user) == (False, True, None)
    assert steps_of(claim).get().who == "认领单位（专用链接）"


def test_note_of_who_may_not_publish_waits_to_be_shown(project, tree):
    entering = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
    assert not add_note(project, "已动工。", entering, is_public=True).is_public


def test_note_on_a_record_of_another_branch_is_denied(project, tree):
    with pytest.raises(PermissionDenied):
        add_note(project, "看过了。", UserFactory(organizations=[tree.cousin]))
    assert not ProgressNote.objects.exists()


@pytest.mark.parametrize(
    ("text", "days", "message"),
    [("", 0, "不能为空|填写"), ("请打13812345678", 0, "不要写手机号"), ("后天的事", 2, "今天|以后|将来")],
)
def test_note_that_breaks_a_rule_is_refused_in_words(project, clerk, text, days, message):
    with pytest.raises(Refused, match=message):
        add_note(project, text, clerk, noted_on=today() + timedelta(days=days))
    assert not ProgressNote.objects.exists()


def test_note_with_what_is_no_picture_keeps_nothing(project, clerk):
    with pytest.raises(Refused, match="这不是能用的照片"):
        add_note(project, "照片", clerk, photos=[upload(photo()), upload(b"no picture", "b.jpg")])
    assert not ProgressNote.objects.exists()
    assert not NotePhoto.objects.exists()


def test_note_on_what_is_not_agreed_yet_is_refused(project, clerk):
    for record, word in (
        (ProjectFactory(organization=project.organization, decided_on=None), "拟议"),
        (ClaimFactory(organization=project.organization, pending=True), "待确认"),
        (ProjectFactory(organization=project.organization, cancelled_on=date(2019, 8, 1)), "已取消"),
    ):
        with pytest.raises(Refused, match=f"现在是“{word}”，不能记进展"):
            add_note(record, "进展", clerk)
