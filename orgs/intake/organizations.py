"""What the ledger of organisations needs: its rows may hang on one another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lib import cells
from orgs.enums import STREET_LINE, OrganizationLevel
from orgs.intake.intake import Missing
from orgs.intake.references import Reference, organizations
from orgs.models import Organization
from orgs.names import Names, unsealed

if TYPE_CHECKING:
    from lib.sheets.table import Table
    from orgs.intake.intake import Intake

_TOPS = (OrganizationLevel.DISTRICT, OrganizationLevel.STREET)  # may stand at the top of the tree


class Parent(Reference):
    """The organisation above; it may stand in the same file. Nothing said: where the organisation is."""

    after = ("党组织名称",)
    reads_nothing = True

    def __init__(self, name: str):
        super().__init__(name, organizations)

    def read(self, intake, header, column):
        values, names = super().read(intake, header, column), intake.values["党组织名称"]
        values = [
            self._present(name, intake) if value is None and name else value
            for name, value in zip(names, values, strict=True)
        ]
        for index, (name, parent) in enumerate(zip(names, values, strict=True)):
            names[index] = name and self._known_name(name, parent, intake)
        return values

    def _present(self, name, intake):
        parents = intake.names.remembered(
            "parents", lambda _: dict(Organization.objects.order_by().values_list("pk", "parent_id"))
        )
        return parents.get(intake.names.organizations.exact(name))

    def _known_name(self, name, parent, intake):
        """The name of the one organisation below the parent that differs only in how it is written."""
        sisters = intake.names.remembered("sisters", _sisters)
        known = sisters.get((parent, unsealed(name)), {})
        if len(known) != 1 or name in known:
            return name
        [(sister, pk)] = known.items()
        if not intake.names.organizations.is_hidden(pk):
            intake.notices.append(f"“{name}”按系统里的“{sister}”处理。")
        return sister

    def settle(self, record, intake):
        """Done when the organisation above has been saved (orgs/intake/store.py)."""

    def unknown(self, name, intake):
        if known := intake.incoming.get(unsealed(name)):
            return Missing("党组织", known, known)
        return super().unknown(name, intake)


def names_in_file(intake: Intake, table: Table) -> None:
    """Remember the names that the file itself brings, so that other rows may name them as their parents."""
    for cell in table.column("党组织名称"):
        try:
            name = cells.text(cell)
        except cells.Misread:
            continue  # said where the row is read
        intake.incoming.setdefault(unsealed(name), name)


def parents(intake: Intake, organizations: Sequence[Organization | None]) -> None:
    """Refuse new rows whose parent is not clear: several of that name in the file, a ring, or none at all."""
    rows = Counter(o.name for o in organizations if o is not None and not o._was_there)
    above = {}
    for index, organization in enumerate(organizations):
        if organization is None or intake.is_wrong(index):
            continue
        parent = organization.__dict__.get("_missing", {}).get("parent")
        if parent is not None:
            above[organization.name] = str(parent)
            if rows[parent] != 1:
                why = "出了错" if not rows[parent] else "不止一行"
                intake.refuse(index, "上级党组织", f"表中叫“{parent}”的党组织{why}，请先改正那里。")
        elif (
            organization.parent_id is None and organization.level not in _TOPS and not organization._was_there
        ):
            intake.refuse(index, "上级党组织", "请填写上级党组织。")
        _keep_the_line(intake, index, organization)
        _tell_of_a_namesake(intake, organization)
    for index, organization in enumerate(organizations):
        if organization is not None and _is_in_ring(organization.name, above):
            intake.refuse(index, "上级党组织", "这几行互为上级，绕成了一圈，请核对。")


def _keep_the_line(intake, index, organization):
    """As in the form: who does not keep the whole street neither adds to its line nor takes from it."""
    if intake.user is None or intake.names.remembered(
        "keeps the line", lambda _: _keeps_the_line(intake.user)
    ):
        return
    levels = intake.names.remembered(
        "levels", lambda _: dict(Organization.objects.order_by().values_list("pk", "level"))
    )
    before, after = levels.get(organization.pk), organization.level
    if before != after and (before in STREET_LINE or after in STREET_LINE):
        intake.refuse(index, "类别", "街道、管区、社区党组织由管理员在系统里新建和更改，这里不能导入。")


def _keeps_the_line(user):
    streets = Organization.objects.managed_by(user).filter(level=OrganizationLevel.STREET)
    return user.is_superuser or streets.exists()


def _tell_of_a_namesake(intake, organization):
    if organization._was_there:
        return
    pk = intake.names.organizations.labelled(organization.name)
    if pk is not None and not intake.names.organizations.is_hidden(pk):
        intake.notices.append(
            f"系统里已有“{organization.name}”，表中的上级党组织与它不同，会另建一个，请核对。"
        )


def _is_in_ring(name, above):
    start, steps = name, 0
    while name in above and steps <= len(above):
        name, steps = above[name], steps + 1
        if name == start:
            return True
    return False


def _sisters(names: Names) -> dict[tuple[int | None, str], dict[str, int]]:
    """{(parent, name as everybody says it): {name: key}} of all organisations."""
    sisters = defaultdict(dict)
    for pk, parent, name in Organization.objects.order_by("pk").values_list("pk", "parent_id", "name"):
        sisters[parent, unsealed(name)][name] = pk
    return sisters
