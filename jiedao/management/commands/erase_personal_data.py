"""`manage.py erase_personal_data`, for a timer"""

from django.conf import settings
from django.core.management.base import BaseCommand

from orgs.personal.retention import erase, told


class Command(BaseCommand):
    help = (
        f"删除到期的个人信息：上传满{settings.PERSONAL_KEEP_DAYS}天的台账文件（PERSONAL_KEEP_DAYS），"
        f"活动结束满{settings.SIGNUP_KEEP_DAYS}天的报名人（SIGNUP_KEEP_DAYS），"
        f"迁出、撤回、到期、退出满{settings.CONTACT_KEEP_DAYS}天的联系人（CONTACT_KEEP_DAYS），"
        "同意的告知里写得更短的按告知，连同修改历史、办理记录、操作日志、导入记录和回收站里的。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只数一数，什么都不删")

    def handle(self, *args, dry_run, **options):
        counts = erase(dry_run=dry_run)
        if not counts:
            self.stdout.write("没有到期的个人信息。")
            return
        self.stdout.write(
            f"{'到期的个人信息（没有删除）' if dry_run else '已删除到期的个人信息'}：{told(counts)}"
        )
