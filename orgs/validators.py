"""Rules for single values."""

import re
from functools import lru_cache

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength
from stdnum.exceptions import ValidationError as NotValid


def validate_uscc(code: str) -> None:
    """The unified social credit code of GB 32100-2015: 18 characters, the last one a check character."""
    try:
        _validated(code)
    except InvalidLength:
        raise ValidationError(f"统一社会信用代码应为18位，现在是{len(code)}位。") from None
    except InvalidChecksum:
        raise ValidationError("统一社会信用代码的校验位不对，请对照营业执照或登记证书重新输入。") from None
    except NotValid:
        raise ValidationError(
            "统一社会信用代码只能由数字和大写字母（不含 I、O、S、V、Z）组成，请核对。"
        ) from None


@lru_cache(maxsize=50_000)
def _validated(code):
    """A file's codes are judged when it is previewed, and again when it is written."""
    return uscc.validate(code)


class PasswordLength(MinimumLengthValidator):
    """Django's rule, whose message is the one of its kind without a Chinese translation."""

    def get_error_message(self) -> str:
        return f"密码太短，至少要有{self.min_length}个字符。"

    def get_help_text(self) -> str:
        """For all of Django's rules, which stand in the settings together."""
        return f"至少{self.min_length}个字符，不能全是数字，不要用常见的密码、用户名和姓名。"


class PasswordClasses:
    """So many of: capitals, small letters, digits, other characters. 等保 asks for three."""

    _CLASSES = ("[A-Z]", "[a-z]", "[0-9]", "[^A-Za-z0-9]")

    def __init__(self, least: int):
        self.least = least

    def validate(self, password: str, user=None) -> None:
        if sum(bool(re.search(each, password)) for each in self._CLASSES) < self.least:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        return f"密码要包含大写字母、小写字母、数字、其他符号这四种中的至少{self.least}种。"
