"""Uploads in an S3-compatible store: private objects, read through the application only."""

from botocore.config import Config
from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

_IN_MEMORY = 2 * 1024 * 1024  # what is larger is read by way of a temporary file


class PrivateBucket(S3Storage):
    """As the files on disk behave; OPTIONS name the bucket, where it is, and the keys."""

    def __init__(self, addressing_style: str = "auto", **options):
        config = Config(
            s3={"addressing_style": addressing_style},
            signature_version="s3v4",
            # A store that does not answer must not hold a thread for minutes.
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 2},
            # Compatible stores do not all know the checksums that came later.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        # No access list of its own: the objects are as private as the bucket. Nothing is ever overwritten.
        fixed = {"default_acl": None, "file_overwrite": False, "max_memory_size": _IN_MEMORY}
        super().__init__(client_config=config, **fixed, **options)

    def get_modified_time(self, name):
        try:
            return super().get_modified_time(name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from error
            raise
