"""The first administrator of an installation."""

import pytest
from django.core.management import call_command

from orgs.models import User

pytestmark = pytest.mark.django_db


def test_first_admin_is_made_once(client, capsys):
    call_command("first_admin")
    printed = capsys.readouterr().out
    username, password = (
        line.split("：")[1] for line in printed.splitlines() if "用户名：" in line or "密码：" in line
    )
    assert len(password) == 16
    assert client.login(username=username, password=password)
    assert "/admin/" in printed
    call_command("first_admin")
    assert capsys.readouterr().out == ""


def test_first_admin_has_another_password_everywhere(capsys):
    printed = []
    for _ in range(2):
        call_command("first_admin")
        printed.append(capsys.readouterr().out)
        User.objects.all().delete()
    assert printed[0] != printed[1]
