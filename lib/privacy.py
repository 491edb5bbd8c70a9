"""Residents' own numbers, which nothing that the public reads may hold."""

import re
import unicodedata

from django.core.exceptions import ValidationError

# What people write between the groups of a number.
_GAP = r"[\s\-‐-―._·]*"
# A mainland mobile number of 11 digits in the groups in which people write and dictate it.
_MOBILE = "|".join(
    _GAP.join([rf"1[3-9]\d{{{first - 2}}}", *(rf"\d{{{length}}}" for length in rest)])
    for first, *rest in ((3, 4, 4), (3, 3, 5), (4, 3, 4), (4, 4, 3))
)
# A resident identity number of 18: place, day of birth, serial number and check character.
_IDENTITY = _GAP.join(
    [r"[1-9]\d{5}", r"(?:18|19|20)\d{2}", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])", r"\d{3}[\dXx]"]
)
# Either of them, as people write it; a 0 before a mobile number is dialled from afar.
PERSONAL = re.compile(rf"(?<!\d)(?:(?:(?:(?:\+|00)?86|0){_GAP})?(?:{_MOBILE})|{_IDENTITY})(?!\d)")


def is_impersonal(text: str) -> bool:
    """No mobile number and no resident identity number, in half-width or full-width digits."""
    return not PERSONAL.search(unicodedata.normalize("NFKC", text))


def validate_impersonal(text: str) -> None:
    """Raises ValidationError in Chinese."""
    if not is_impersonal(text):
        raise ValidationError("公开的内容里不要写手机号或身份证号，请删去。")
