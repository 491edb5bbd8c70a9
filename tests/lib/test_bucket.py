"""The same uploads in an S3-compatible store: moto's server, in a thread of the test's own process."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer

from events.models import ActivityPhoto
from lib import held
from partnerships.models import AgreementAttachment
from tests.events.factories import ActivityFactory
from tests.lib.office_files import PDF
from tests.lib.pictures import photo, upload
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import AgreementFactory

BUCKET = "uploads"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def store():
    """Where the store answers."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def options(store):
    return {
        "bucket_name": BUCKET,
        "endpoint_url": store,
        "region_name": "us-east-1",
        "access_key": "key",
        "secret_key": "secret",
        "addressing_style": "path",
    }


@pytest.fixture
def bucket(options):
    """Empty. The objects in it."""
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    resource = boto3.resource("s3", endpoint_url=options["endpoint_url"], **keys)
    bucket = resource.create_bucket(Bucket=BUCKET)
    yield bucket
    bucket.objects.all().delete()
    bucket.delete()
    resource.meta.client.close()


@pytest.fixture
def in_bucket(settings, options, bucket):
    """Uploads go there."""
    backend = {"BACKEND": "lib.bucket.PrivateBucket", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    return bucket


def content(response):
    return b"".join(response.streaming_content)


def keys(bucket):
    return sorted(each.key for each in bucket.objects.all())


def test_scan_goes_there_and_comes_back_through_the_site(client, db, in_bucket, settings, tmp_path):
    agreement = AgreementFactory()
    scan = AgreementAttachment.objects.create(agreement=agreement, file=upload(PDF, "签字扫描件.pdf"))
    assert keys(in_bucket) == [scan.file.name]
    assert scan.file.name.endswith("签字扫描件.pdf")
    assert not list(tmp_path.iterdir()), "nothing on the disk"

    client.force_login(UserFactory(organizations=[agreement.organization]))
    response = client.get(scan.get_absolute_url())
    assert content(response) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert content(client.get(scan.get_absolute_url(), headers={"range": "bytes=1-3"})) == PDF[1:4]
    assert client.head(scan.get_absolute_url())["Content-Length"] == str(len(PDF))


def test_strangers_learn_nothing_there_either(client, db, in_bucket):
    """Promise 20."""
    scan = AgreementAttachment.objects.create(agreement=AgreementFactory(), file=upload(PDF, "a.pdf"))
    assert client.get(scan.get_absolute_url()).status_code == 404
    client.force_login(UserFactory(organizations=[AgreementFactory().organization]))
    assert client.get(scan.get_absolute_url()).status_code == 404


def test_file_that_is_gone_from_there_is_not_found(client, db, in_bucket):
    scan = AgreementAttachment.objects.create(agreement=AgreementFactory(), file=upload(PDF, "a.pdf"))
    in_bucket.objects.all().delete()
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(scan.get_absolute_url()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_both_sizes_of_a_photo_come_and_go(client, in_bucket):
    picture = ActivityPhoto.objects.create(activity=ActivityFactory(), image=upload(photo(), "现场.jpg"))
    assert keys(in_bucket) == sorted([picture.image.name, picture.small.name])
    response = client.get(reverse("events:activity_photo", args=[picture.pk, "small"]))
    assert content(response).startswith(b"\xff\xd8\xff")
    picture.delete()
    assert keys(in_bucket) == []


def test_same_name_twice_overwrites_nothing(in_bucket):
    first, second = (default_storage.save("a.pdf", ContentFile(content)) for content in (b"1", b"2"))
    assert first != second
    with default_storage.open(first) as file:
        assert file.read() == b"1"


def test_held_file_comes_back_and_goes(in_bucket):
    token = held.hold(upload(PDF, "扫描件.pdf"))
    file = held.fetch(token)
    assert (file.name, file.read()) == ("扫描件.pdf", PDF)
    held.forget(token)
    assert held.fetch(token) is None
    assert keys(in_bucket) == []


def test_held_file_that_nobody_fetched_is_thrown_away(in_bucket, time_machine):
    held.hold(upload(PDF))
    assert len(keys(in_bucket)) == 1
    time_machine.move_to(timezone.now() + held.KEPT_FOR + timedelta(minutes=1))
    held.forget_old()
    assert keys(in_bucket) == []


def test_file_that_vanished_has_no_age(in_bucket):
    with pytest.raises(FileNotFoundError):
        default_storage.get_modified_time("gone.pdf")


def test_objects_are_as_private_as_the_bucket(in_bucket):
    name = default_storage.save("a.pdf", ContentFile(PDF))
    grants = in_bucket.Object(name).Acl().grants
    assert all("URI" not in grant["Grantee"] for grant in grants), "nobody but its owner"


def loaded(**environment):
    """The settings as a process of its own reads them: what it prints."""
    code = "from django.conf import settings as s; print(s.STORAGES['default'], s.MEDIA_ACCEL_PREFIX)"
    names = {"DJANGO_SETTINGS_MODULE": "jiedao.settings", "SECRET_KEY": "x" * 60}
    run = [sys.executable, "-c", code]
    return subprocess.run(
        run, cwd=ROOT, env=os.environ | names | environment, capture_output=True, text=True, check=False
    )


def test_settings_name_the_store():
    told = loaded(
        MEDIA_S3_BUCKET="b", MEDIA_S3_ENDPOINT="https://s3.example", MEDIA_S3_ADDRESSING="path"
    ).stdout
    for word in ("lib.bucket.PrivateBucket", "'bucket_name': 'b'", "https://s3.example", "'path'"):
        assert word in told


@pytest.mark.parametrize(
    "environment",
    [
        {"MEDIA_ACCEL_PREFIX": "protected"},
        {"MEDIA_ACCEL_PREFIX": "/protected/", "MEDIA_S3_BUCKET": "b"},
    ],
)
def test_settings_that_cannot_work_stop_the_start(environment):
    assert "ImproperlyConfigured" in loaded(**environment).stderr
