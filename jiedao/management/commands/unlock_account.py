"""Let an account in again that was locked after wrong passwords."""

from django.core.management.base import BaseCommand, CommandError

from orgs import audit
from orgs.enums import AuditAct
from orgs.models import User
from orgs.sign_in import attempts


class Command(BaseCommand):
    help = "解除账号的锁定，马上可以再登录。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="用户名")

    def handle(self, *, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有用户名为“{username}”的账号，请核对。")
        was_locked = attempts.is_locked(user)
        attempts.free(user)
        audit.log(AuditAct.UNLOCK, record=user)
        self.stdout.write(f"已解除“{username}”的锁定。" if was_locked else f"“{username}”没有锁定。")
