"""动态口令: six digits from an app on the clerk's phone (TOTP, RFC 6238), and recovery codes for the day when
the phone is lost. Who must have it: a branch says (`BranchSetting.requires_second_factor`), for
administrators `SECOND_FACTOR_FOR_ADMINS`.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from base64 import b32encode
from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap

import segno
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp import verify_token
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from orgs.models import BranchSetting, User
from orgs.scope import SEGMENT

RECOVERY_CODES = 10
_DIGITS, _RECOVERY_DIGITS = 6, 12


def is_required(user: User) -> bool:
    """Does a branch of the user's, or one above it, ask for it?"""
    if user.is_superuser and settings.SECOND_FACTOR_FOR_ADMINS:
        return True
    paths = user.assignments.values_list("organization__path", flat=True)
    line = {path[:end] for path in paths for end in range(SEGMENT, len(path) + 1, SEGMENT)}
    return BranchSetting.objects.filter(requires_second_factor=True, organization__path__in=line).exists()


def device_of(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def recovery_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def verify(user: User, typed: str) -> bool:
    """Is it the phone's code of now, not used before, or an unused recovery code?

    After a wrong one the next is not even looked at for 1, 2, 4, 8 … seconds.
    """
    code, device = digits_of(typed), None
    if len(code) == _RECOVERY_DIGITS:
        device, code = StaticDevice.objects.filter(user=user).first(), _digest(user, code)
    elif len(code) == _DIGITS:
        device = device_of(user)
    return device is not None and verify_token(user, device.persistent_id, code) is not None


def digits_of(typed: str) -> str:
    """Without the spaces and hyphens of whoever copies in groups; "" for anything but digits."""
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))
    return code if re.fullmatch("[0-9]*", code) else ""


@dataclass(frozen=True)
class Enrolment:
    """A secret that is shown to a user until a code proves that a phone has it."""

    user: User
    key: str  # hexadecimal

    @staticmethod
    def new_key() -> str:
        return random_hex(20)

    @cached_property
    def picture(self) -> str:
        """The QR code as an SVG element without a size of its own."""
        address = TOTPDevice(user=self.user, key=self.key).config_url
        return segno.make(address, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None)

    @property
    def secret(self) -> str:
        """What is typed by hand where no camera is, in groups of four."""
        return " ".join(wrap(b32encode(bytes.fromhex(self.key)).decode(), 4))

    def confirm(self, typed: str) -> list[str] | None:
        """The recovery codes, once, if the code is right: from now on the user's codes are asked for."""
        code, totp = digits_of(typed), TOTP(bytes.fromhex(self.key))
        if len(code) != _DIGITS or not totp.verify(int(code), tolerance=1):
            return None
        with transaction.atomic():
            remove(self.user)
            name = {"user": self.user, "name": "手机"}
            TOTPDevice.objects.create(key=self.key, last_t=totp.t(), drift=totp.drift, **name)
            return renew_recovery_codes(self.user)


def renew_recovery_codes(user: User) -> list[str]:
    """New ones, in groups of four digits; the old ones are void. Only digests are kept."""
    codes = [
        "".join(secrets.choice("0123456789") for _ in range(_RECOVERY_DIGITS)) for _ in range(RECOVERY_CODES)
    ]
    with transaction.atomic():
        device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "备用码"})
        device.token_set.all().delete()
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_digest(user, c)) for c in codes)
    return [" ".join(wrap(code, 4)) for code in codes]


def remove(user: User) -> None:
    """The user signs in without it, or sets it up anew."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _digest(user: User, code: str) -> str:
    """Sixteen characters, as long as the column."""
    digest = salted_hmac("orgs.sign_in.recovery", f"{user.pk}:{code}", algorithm="sha256").digest()
    return b32encode(digest)[:16].decode()
