"""The form with which a ledger's file is handed in."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.template.defaultfilters import filesizeformat

from lib.sheets.reading import limits
from orgs.enums import STREET_LINE, Role
from orgs.ledgers import Ledger
from orgs.models import Organization, User

_OUT_OF_REACH = "没有这个党组织，或不在您的管理范围内，请重新选择。"


def reporters(user: User):
    """Organisations for which the user may hand in: one's own, and those of the street's line below them."""
    own = Q(path__in=user.paths_as(Role.ENTER)) | Q(level__in=STREET_LINE)
    return Organization.objects.managed_by(user).filter(own).order_by("path")


class _Reporters(forms.ModelChoiceField):
    """Indented as the tree is."""

    def label_from_instance(self, organization):
        return "　" * (organization.depth - 1) + organization.label


class UploadForm(forms.Form):
    """A clerk of one branch hands in for it, or for a part of it; of several, for all of them together."""

    file = forms.FileField(
        label="台账文件",
        max_length=200,
        help_text="可以是 .xlsx、.xls 或 .csv 文件。表上面的标题、填报单位，表里的合并格、合计行都不用删。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={
            "required": "请选择要导入的文件。",
            "empty": "这个文件是空的，请检查后重新选择。",
            "missing": "请选择要导入的文件。",
            "invalid": "没有收到文件，请重新选择。",
            "max_length": "文件名太长，请改短到%(max)d个字以内再上传。",
        },
    )
    organization = _Reporters(
        label="填报党组织",
        queryset=Organization.objects.none(),
        required=False,
        empty_label="不限",
        error_messages={"required": "请选择填报党组织。", "invalid_choice": _OUT_OF_REACH},
    )
    create_missing = forms.BooleanField(
        label="表中出现、系统里还没有的单位，一并新建",
        required=False,
        help_text=(
            "议事机构和类别也照此新建。党组织不会新建，请先录入。入库前会列出要新建的名称。"
            "新建的单位，单位性质先记为“其他”，请以后补全。"
        ),
    )

    def __init__(self, *args, user: User, ledger: Ledger, creates_missing: bool, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        field = self.fields["organization"]
        field.help_text = f"表里没有“{ledger.in_charge}”一栏，或者格子空着的，归到这里；其他范围的行不接收。"
        field.queryset = reporters(user)
        paths = user.paths_as(Role.ENTER)
        if len(paths) == 1 and not user.is_superuser:
            field.required, field.empty_label = True, None
            field.initial = Organization.objects.filter(path=paths[0]).first()
            field.disabled = field.queryset.count() == 1
        if not creates_missing:
            del self.fields["create_missing"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > limits.BYTES:
            size, most = filesizeformat(file.size), filesizeformat(limits.BYTES)
            raise ValidationError(f"文件有{size}，超过了{most}的上限。{limits.SPLIT}")
        return file
