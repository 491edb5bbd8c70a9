"""Importing with django-import-export as it comes: a ModelResource for each table, a widget for each key."""

from collections.abc import Mapping
from pathlib import Path

from django.db.models import CharField, TextField
from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget, Widget

from orgs.enums import UnitNature
from orgs.models import Organization, PartyMemberCount, Unit
from partnerships.models import Agreement, AgreementParty


class Labels(Widget):
    """A choice by its word; the framework has no widget for that."""

    values = {label: value for value, label in UnitNature.choices}

    def clean(self, value, row=None, **kwargs):
        return self.values[value]


def key(attribute: str, model: type, name: str = "name") -> Field:
    return Field(attribute, widget=ForeignKeyWidget(model, name))


class HeadedResource(ModelResource):
    """Everything by default, but for the headers of the columns, and that empty cells are empty texts."""

    headers: Mapping[str, str] = {}

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for name, header in self.headers.items():
            self.fields[name].column_name = header
            field = self._meta.model._meta.get_field(name)
            if isinstance(field, CharField | TextField) and not field.null:
                self.fields[name].default = ""


class UnitResource(HeadedResource):
    nature = Field("nature", widget=Labels())
    community = key("community", Organization)
    headers = {
        "name": "单位名称",
        "uscc": "统一社会信用代码",
        "nature": "单位性质",
        "industry": "行业",
        "community": "属地社区",
        "employee_count": "职工人数",
        "contact_name": "联系人",
        "contact_phone": "联系电话",
        "address": "地址",
        "note": "备注",
    }

    class Meta:
        model = Unit
        fields = (
            "id", "name", "uscc", "nature", "industry", "community", "employee_count", "contact_name",
            "contact_phone", "address", "note",
        )  # fmt: skip


class MemberResource(HeadedResource):
    unit = key("unit", Unit)
    headers = {"unit": "单位名称", "count": "党员人数", "as_of": "截至日期"}

    class Meta:
        model = PartyMemberCount
        fields = ("id", "unit", "count", "as_of")


class AgreementResource(HeadedResource):
    organization = key("organization", Organization)
    witness = key("witness", Organization)
    headers = {
        "number": "协议编号",
        "title": "协议名称",
        "organization": "归口党组织",
        "witness": "见证方",
        "signed_on": "签约日期",
        "effective_on": "生效日期",
        "ends_on": "到期日期",
        "terminated_on": "终止日期",
        "termination_reason": "终止原因",
        "content": "主要内容",
        "note": "备注",
    }

    class Meta:
        model = Agreement
        fields = (
            "id", "number", "title", "organization", "witness", "signed_on", "effective_on", "ends_on",
            "terminated_on", "termination_reason", "content", "note",
        )  # fmt: skip


class PartyResource(HeadedResource):
    agreement = key("agreement", Agreement, "number")
    organization = key("organization", Organization)
    unit = key("unit", Unit)
    headers = {
        "agreement": "协议编号",
        "organization": "签约党组织",
        "unit": "签约单位",
        "order": "顺序",
    }

    class Meta:
        model = AgreementParty
        fields = ("id", "agreement", "organization", "unit", "order")


RESOURCES = {
    "units": UnitResource,
    "members": MemberResource,
    "agreements": AgreementResource,
    "parties": PartyResource,
}
# By what a row is known again; by default stock takes every row without an id for a new one.
KEYS = {
    "units": ["name"],
    "members": ["unit", "as_of"],
    "agreements": ["number"],
    "parties": ["agreement", "order"],
}


def run(kind: str, file: Path, *, dry_run: bool, keyed: bool) -> None:
    """As the admin's two pages do, each reading the file; without the HTML in which they list every row."""
    dataset = XLSX().create_dataset(file.read_bytes())
    resource = RESOURCES[kind]()
    if keyed:
        resource._meta.import_id_fields = KEYS[kind]
    result = resource.import_data(dataset, dry_run=dry_run)
    if result.has_errors() or result.has_validation_errors():
        raise RuntimeError([str(e.error) for _, errors in result.row_errors()[:3] for e in errors])
