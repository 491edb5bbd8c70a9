"""The first superuser of an installation, with a password that nobody else has."""

import os
import secrets
import string

from django.core.management.base import BaseCommand
from django.urls import reverse

from orgs import audit
from orgs.enums import AuditAct
from orgs.models import User

USERNAME = "admin"
_LETTERS = string.ascii_letters + string.digits
_LENGTH = 16


class Command(BaseCommand):
    help = "没有管理员时建立一个，密码随机生成，只显示这一次。"

    def handle(self, *args, **options):
        if User.objects.filter(is_superuser=True).exists():
            return
        password = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        admin = User.objects.create_superuser(USERNAME, password=password, must_change_password=True)
        audit.log(AuditAct.ADD, record=admin, detail="首个系统管理员")
        self.stdout.write(
            f"已建立管理员账号。\n  登录地址：{self._address()}\n  用户名：{USERNAME}\n  密码：{password}\n"
            "密码只显示这一次，登录后要先改成自己的。"
        )

    @staticmethod
    def _address():
        host = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
        return f"http://{host}{reverse('admin:index')}"
