"""What is kept of projects and bids: what comes back from the bin, and contacts that go in time."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from lib.days import today
from orgs import trash
from orgs.personal import retention
from partnerships.enums import BidState
from partnerships.models import Bid, Project
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import ProjectFactory
from tests.partnerships.loop_factories import (
    BidFactory,
    MilestoneFactory,
    NotePhotoFactory,
    ProgressNoteFactory,
)

pytestmark = pytest.mark.django_db


def test_project_comes_back_from_the_bin_with_steps_notes_photos_and_bids(tree):
    project = ProjectFactory(organization=tree.community)
    MilestoneFactory(project=project, title="清点")
    photo = NotePhotoFactory(note=ProgressNoteFactory(project=project, text="换好了"))
    BidFactory(project=project, unit_name="示例社")

    key = project.pk
    thrown = trash.throw_away(project)
    assert not Project.objects.exists()
    assert not Bid.objects.exists()
    trash.restore(thrown, UserFactory(is_superuser=True))

    back = Project.objects.get(pk=key)
    assert (back.milestones.get().title, back.bids.get().unit_name) == ("清点", "示例社")
    assert back.notes.get().photos.get().image.name == photo.image.name
    assert default_storage.exists(photo.image.name)


def test_contact_of_a_bid_goes_when_its_time_is_over():
    kept = timedelta(days=settings.CONTACT_KEEP_DAYS)
    contact = {"contact_name": "张三", "contact_phone": "13805321234", "status": BidState.DECLINED}
    over = BidFactory(settled_on=today() - kept, **contact)
    later = BidFactory(settled_on=today() - kept + timedelta(days=1), **contact)
    retention.erase()
    over.refresh_from_db()
    later.refresh_from_db()
    assert (over.contact_name, over.contact_phone, over.plan) == ("", "", BidFactory.plan)
    assert later.contact_phone == "13805321234"
