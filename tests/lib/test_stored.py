"""Files that rows own: thrown away after the commit, never before."""

from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from events.models import Activity, ActivityPhoto
from partnerships.models import Agreement, AgreementAttachment
from tests.events.factories import ActivityPhotoFactory
from tests.lib.pictures import photo as jpeg
from tests.partnerships.factories import AgreementAttachmentFactory, AgreementFactory

pytestmark = pytest.mark.django_db(transaction=True)

PDF = b"%PDF-1.7\n%%EOF\n"


def exist(*names):
    return [default_storage.exists(name) for name in names]


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_file_goes_with_its_row_once_that_is_committed():
    scan = AgreementAttachmentFactory()
    name = scan.file.name
    with transaction.atomic():
        scan.delete()
        assert exist(name) == [True]
    assert exist(name) == [False]


def test_file_stays_when_the_deletion_is_rolled_back():
    scan = AgreementAttachmentFactory()
    with undone():
        AgreementAttachment.objects.all().delete()
    assert exist(scan.file.name) == [True]


def test_queryset_and_cascade_take_the_files_along():
    first, second = AgreementAttachmentFactory(), AgreementAttachmentFactory()
    AgreementAttachment.objects.filter(pk=first.pk).delete()
    second.agreement.delete()
    assert exist(first.file.name, second.file.name) == [False, False]


def test_both_sizes_of_a_photo_go_with_its_activity():
    photo = ActivityPhotoFactory()
    Activity.objects.all().delete()
    assert exist(photo.image.name, photo.small.name) == [False, False]


def test_replaced_file_goes_and_the_new_one_stays():
    scan = AgreementAttachmentFactory()
    old = scan.file.name
    with transaction.atomic():
        scan.file = ContentFile(PDF, name="重新扫描.pdf")
        scan.save()
        assert exist(old) == [True]
    assert exist(old, scan.file.name) == [False, True]


def test_replaced_photo_leaves_neither_size_behind():
    photo = ActivityPhotoFactory()
    old = photo.image.name, photo.small.name
    photo.image = ContentFile(jpeg(), name="另一张.jpg")
    photo.save()
    assert exist(*old, photo.image.name, photo.small.name) == [False, False, True, True]


def test_replacement_that_is_rolled_back_keeps_the_old_file():
    scan = AgreementAttachmentFactory()
    old = scan.file.name
    with undone():
        scan.file = ContentFile(PDF, name="重新扫描.pdf")
        scan.save()
    assert exist(old) == [True]


def test_paper_that_ended_an_agreement_goes_when_it_is_taken_back():
    agreement = AgreementFactory(
        terminated=True, termination_document=ContentFile(PDF, name="终止协议书.pdf")
    )
    old = agreement.termination_document.name
    agreement.termination_document = ""
    agreement.save()
    assert exist(old) == [False]


@pytest.mark.parametrize("options", [{}, {"update_fields": ["title"]}])
def test_saving_other_fields_keeps_the_file(options):
    scan = AgreementAttachmentFactory()
    name = scan.file.name
    scan.title = "补充协议"
    scan.save(**options)
    AgreementAttachment.objects.defer("file").get().save()
    assert exist(name) == [True]


def test_file_that_is_not_written_is_not_thrown_away():
    scan = AgreementAttachmentFactory()
    name = scan.file.name
    scan.file, scan.title = "", "补充协议"
    scan.save(update_fields=["title"])
    assert AgreementAttachment.objects.get().file.name == name
    assert exist(name) == [True]


def test_file_that_is_missing_already_stands_in_nobody_s_way():
    photo = ActivityPhotoFactory()
    default_storage.delete(photo.image.name)
    photo.delete()
    assert not ActivityPhoto.objects.exists()
    assert exist(photo.small.name) == [False]


def test_agreement_without_papers_is_deleted_as_ever():
    AgreementFactory().delete()
    assert not Agreement.objects.exists()
