"""The ledgers of the three lists."""

from orgs.intake.inlets import ContactPhone, Day, Number, Numbering, Text
from orgs.intake.references import CategoryReference, UnitReference
from orgs.ledgers import Column, Kind, Ledger
from partnerships.enums import ItemKind
from partnerships.ledgers.in_charge import in_charge
from partnerships.models import Demand, Resource, Service

_MODELS = {ItemKind.RESOURCE: Resource, ItemKind.DEMAND: Demand, ItemKind.SERVICE: Service}


def _items(kind):
    return (
        _MODELS[kind]
        .objects.select_related("organization", "unit", "category")
        .order_by("published_on", "number", "pk")
    )


def _item_columns(kind):
    return (
        Column(
            header="编号",
            read="number",
            width=6,
            writes=Numbering("number"),
            hint="空着由系统编号；填了就按它认条目。",
        ),
        Column(
            header="名称",
            read="title",
            width=14,
            required=True,
            writes=Text("title"),
            aliases="项目名称 清单名称 事项",
            example="示例多功能会议室",
        ),
        Column(
            header="类别",
            read="category.name",
            width=6,
            required=True,
            writes=CategoryReference("category", kind),
            aliases="分类 类型",
        ),
        in_charge(width=8),
        Column(
            header="单位",
            read="unit.name",
            width=10,
            writes=UnitReference("unit"),
            aliases="提供单位 提出单位 申报单位 责任单位 单位名称",
            hint="谁提供或提出；空着即归口党组织自己。",
        ),
        # Rooms, hours and persons do not add up: no total.
        Column(
            header="数量",
            read="quantity",
            kind=Kind.NUMBER,
            width=4,
            writes=Number("quantity"),
            aliases="数目",
            example="1",
        ),
        Column(
            header="计量单位",
            read="measure",
            width=4,
            writes=Text("measure"),
            aliases="量词",
            example="间",
        ),
        Column(
            header="说明",
            read="description",
            width=16,
            writes=Text("description"),
            aliases="内容 具体内容 详细说明 内容说明",
        ),
        Column(
            header="联系人",
            read="contact_name",
            width=5,
            writes=Text("contact_name"),
            aliases="联系人姓名",
            example="示例联系人",
        ),
        Column(
            header="联系电话",
            read="contact_phone",
            width=7,
            writes=ContactPhone("contact_phone"),
            aliases="电话 联系方式 手机 手机号 联系人电话",
            example="0532-88880000",
        ),
        Column(
            header="发布日期",
            read="published_on",
            kind=Kind.DATE,
            width=7,
            required=True,
            writes=Day("published_on"),
            aliases="发布日",
        ),
        Column(
            header="有效期至",
            read="available_until",
            kind=Kind.DATE,
            width=7,
            writes=Day("available_until", never="长期 长期有效 无固定期限 无 / — ——"),
            aliases="到期日期 截止日期 有效期 有效期限",
        ),
        Column(header="备注", read="note", width=5, writes=Text("note")),
    )


def _list(kind, key):
    return Ledger(
        key=key,
        title=f"{kind.label}清单",
        model=_MODELS[kind],
        words=(kind.label, f"{kind.label}清单"),
        number="编号",
        identity=("名称", "归口党组织", "单位", "发布日期"),
        in_charge="归口党组织",
        measure="项",
        records=lambda at: _items(kind),
        begins="published_on",
        happenings={"published_on": "发布", "withdrawn_on": "撤回"},
        columns=_item_columns(kind),
    )


RESOURCES = _list(ItemKind.RESOURCE, "resources")
DEMANDS = _list(ItemKind.DEMAND, "demands")
SERVICES = _list(ItemKind.SERVICE, "services")
