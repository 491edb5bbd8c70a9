"""`manage.py personal_data find|export|erase`: what is kept of one person, for that person's request"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from orgs.moves import Refused
from orgs.personal import requests
from orgs.personal.finding import find
from orgs.personal.person import Person
from orgs.personal.retention import told


class Command(BaseCommand):
    help = "查找、导出、删除一个人的个人信息。号码写在提问后面，不会留在命令历史里。"

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        whom = {"help": "电话号码或全名；不写就提问", "nargs": "?", "default": ""}
        acts.add_parser("find", help="在哪里有").add_argument("person", metavar="PERSON", **whom)
        export = acts.add_parser("export", help="导出成 .json 或 .xlsx")
        export.add_argument("file", metavar="FILE", help="写到哪个文件")
        export.add_argument("person", metavar="PERSON", **whom)
        erase = acts.add_parser("erase", help="删除")
        erase.add_argument("person", metavar="PERSON", **whom)
        erase.add_argument("--yes", action="store_true", help="不再问一遍")

    def handle(self, *, act, person, file="", yes=False, **options):
        try:
            asked = Person.asked_for(person or input("电话号码或全名："))
        except ValueError as error:
            raise CommandError(str(error)) from None
        found = find(asked)
        if not found:
            self.stdout.write(f"没有{asked.masked}的个人信息。")
        elif act == "export":
            self._export(found, file)
        elif act == "find":
            self._tell(found)
        else:
            self._erase(found, asked, yes)
        if found.unread:
            self.stdout.write(f"有{len(found.unread)}个导入文件读不了，没有检查。")

    def _tell(self, found):
        for kind, name, *_ in requests.rows_of(found):
            self.stdout.write(f"{kind}：{name}")
        for model, keys in found.former.items():
            self.stdout.write(f"{model._meta.verbose_name}的修改历史、操作日志：{len(keys)}条记录")
        if found.imported:
            self.stdout.write(f"导入情况里换下的号码：{len(found.imported)}处")

    def _export(self, found, file):
        if not file.endswith((".json", ".xlsx")):
            raise CommandError(f"文件名请以 .json 或 .xlsx 结尾：{file}")
        written = requests.export_json if file.endswith(".json") else requests.export_sheet
        try:
            Path(file).write_bytes(written(found))
        except OSError as error:
            raise CommandError(
                f"写不了文件 {file}：{error.strerror}。请检查目录是否存在、能否写入。"
            ) from None
        requests.log_export(found, None)
        self.stdout.write(f"已导出：{file}")

    def _erase(self, found, asked, yes):
        self._tell(found)
        if not yes and input("删除以后不能恢复。确定删除请输入“删除”：") != "删除":
            self.stdout.write("没有删除。")
            return
        try:
            self.stdout.write(f"已删除：{told(requests.erase(asked))}")
        except Refused as refused:
            raise CommandError(str(refused)) from None
