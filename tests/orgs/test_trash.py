"""What is deleted goes into the bin whole, and comes back as it was."""

import pytest
from django.db.models import ProtectedError

from orgs import trash
from orgs.enums import AuditAct
from orgs.models import (
    AuditEntry,
    Council,
    CouncilSeat,
    IndicatorValue,
    Organization,
    PartyMemberCount,
    TrashedRecord,
    Unit,
)
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    IndicatorValueFactory,
    OrganizationFactory,
    PartyMemberCountFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def everything(*models):
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


def test_record_and_its_rows_leave_their_tables_and_come_back_as_they_were(tree):
    council = CouncilFactory(organization=tree.community, name="共建议事会")
    CouncilSeatFactory.create_batch(2, council=council)
    before = everything(Council, CouncilSeat)
    trashed = trash.throw_away(council)
    assert everything(Council, CouncilSeat) == {Council: [], CouncilSeat: []}
    assert (trashed.kind, trashed.name, trashed.organization) == (
        "orgs.council",
        "共建议事会",
        tree.community,
    )
    restored = trash.restore(TrashedRecord.objects.get())
    assert restored.told == []
    assert everything(Council, CouncilSeat) == before
    assert not TrashedRecord.objects.exists()


def test_unit_comes_back_with_its_counts_of_members(tree):
    unit = UnitFactory(community=tree.community, coded=True)
    PartyMemberCountFactory(unit=unit)
    before = everything(Unit, PartyMemberCount)
    trash.restore(trash.throw_away(unit))
    assert everything(Unit, PartyMemberCount) == before


def test_each_step_is_told_to_the_audit(tree):
    user = UserFactory(superuser=True)
    value = IndicatorValueFactory(organization=tree.community)
    key, name = value.pk, str(value)
    trash.restore(trash.throw_away(value, user), user)
    trash.purge(trash.throw_away(IndicatorValue.objects.get(), user), user)
    told = AuditEntry.objects.order_by("pk").values_list("act", "kind", "record", "name", "organization")
    acts = [AuditAct.DELETE, AuditAct.RESTORE, AuditAct.DELETE, AuditAct.PURGE]
    assert list(told) == [(act, "orgs.indicatorvalue", str(key), name, tree.community.pk) for act in acts]
    assert set(AuditEntry.objects.values_list("user", flat=True)) == {user.pk}


def test_what_others_depend_on_stays(tree):
    seat = CouncilSeatFactory()
    with pytest.raises(ProtectedError):
        trash.throw_away(seat.unit)
    assert Unit.objects.filter(pk=seat.unit.pk).exists()
    assert not TrashedRecord.objects.exists()
    assert not AuditEntry.objects.exists()


def test_name_taken_meanwhile_is_told_with_what_to_do(tree):
    trashed = trash.throw_away(UnitFactory(name="图书馆", community=tree.community))
    UnitFactory(name="图书馆")
    with pytest.raises(trash.CannotRestore) as refused:
        trash.restore(trashed)
    assert str(refused.value) == (
        "单位名称“图书馆”：已经有同名的单位，请直接选用，不要重复录入。请先改那条记录，再恢复这一条。"
    )
    assert TrashedRecord.objects.count() == Unit.objects.count() == 1


def test_code_taken_meanwhile_is_told(tree):
    first = UnitFactory(coded=True)
    code, trashed = first.uscc, trash.throw_away(first)
    UnitFactory(uscc=code)
    with pytest.raises(trash.CannotRestore, match=f"统一社会信用代码“{code}”：这个统一社会信用代码已经属于"):
        trash.restore(trashed)


def test_rule_over_several_columns_is_told(tree):
    trashed = trash.throw_away(CouncilFactory(organization=tree.community, name="议事会"))
    CouncilFactory(organization=tree.community, name="议事会")
    with pytest.raises(trash.CannotRestore, match="这个党组织下已经有同名的议事机构。请先改那条记录"):
        trash.restore(trashed)


def test_unit_deleted_meanwhile_is_named_and_restored_first(tree):
    unit = UnitFactory(name="图书馆", community=tree.community)
    seat = CouncilSeatFactory(council__organization=tree.community, unit=unit)
    council = trash.throw_away(seat.council)
    library = trash.throw_away(unit)
    with pytest.raises(trash.CannotRestore, match="它用到的单位“图书馆”也在回收站里，请先恢复图书馆"):
        trash.restore(council)
    assert not Council.objects.exists()
    trash.restore(library)
    trash.restore(council)
    assert CouncilSeat.objects.get().unit == Unit.objects.get(name="图书馆")


def test_unit_gone_for_good_is_named(tree):
    unit = UnitFactory(name="图书馆")
    council = trash.throw_away(CouncilSeatFactory(unit=unit).council)
    trash.purge(trash.throw_away(unit))
    with pytest.raises(trash.CannotRestore, match="它用到的单位“图书馆”已被删除，这一条不能恢复"):
        trash.restore(council)


def test_organization_comes_back_to_a_free_place_in_the_tree(tree):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    path, trashed = branch.path, trash.throw_away(branch)
    assert trashed.organization == tree.community
    new = OrganizationFactory(branch=True, parent=tree.community)
    assert new.path == path
    trash.restore(trashed)
    branch = Organization.objects.get(pk=trashed.record)
    assert branch.path != path
    assert branch.path.startswith(tree.community.path)


def test_organization_comes_back_under_its_parent_though_that_was_moved(tree):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    trashed = trash.throw_away(branch)
    tree.community.parent = tree.other_area
    tree.community.save()
    trash.restore(trashed)
    branch = Organization.objects.get(pk=trashed.record)
    assert branch.path.startswith(Organization.objects.get(pk=tree.community.pk).path)


def test_what_pointed_to_an_organization_points_to_it_again(tree):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    value = trash.throw_away(IndicatorValueFactory(organization=branch))
    entry = AuditEntry.objects.get()
    trashed = trash.throw_away(branch)
    assert AuditEntry.objects.get(pk=entry.pk).organization is None
    trash.restore(trashed)
    assert AuditEntry.objects.get(pk=entry.pk).organization_id == trashed.record
    assert TrashedRecord.objects.get(pk=value.pk).organization_id == trashed.record


def test_user_who_left_leaves_an_empty_place(tree):
    user = UserFactory()
    trashed = trash.throw_away(UnitFactory(community=tree.community), user)
    user.delete()
    trashed.refresh_from_db()
    assert trashed.deleted_by is None
    assert trash.restore(trashed).record.pk


def test_snapshot_of_an_older_version_gets_defaults_and_loses_what_is_no_more(tree):
    trashed = trash.throw_away(UnitFactory(name="图书馆", community=tree.community, is_public=False))
    (row,) = trashed.rows
    for column in ("is_public", "initials", "contact_phone"):
        del row["fields"][column]
    row["fields"]["fax"] = "0532-88880000"
    trashed.save()
    unit = trash.restore(trashed).record
    unit = Unit.objects.get(pk=unit.pk)
    assert (unit.is_public, unit.initials, unit.contact_phone) == (True, "tsg", "")


def test_snapshot_that_cannot_be_read_is_no_accident(tree):
    trashed = trash.throw_away(UnitFactory(community=tree.community))
    trashed.rows[0]["model"] = "orgs.faxmachine"
    trashed.save()
    with pytest.raises(trash.CannotRestore, match="旧版本留下的"):
        trash.restore(trashed)


def test_second_restore_and_second_purge_do_nothing(tree):
    trashed = trash.throw_away(UnitFactory(community=tree.community))
    trash.restore(trashed)
    with pytest.raises(trash.CannotRestore, match="已经不在回收站里"):
        trash.restore(trashed)
    trash.purge(trashed)
    assert Unit.objects.count() == 1


def test_record_written_anew_under_its_key_meanwhile_stands(tree):
    unit = UnitFactory(name="图书馆", community=tree.community)
    key, trashed = unit.pk, trash.throw_away(unit)
    UnitFactory(pk=key, name="美术馆")
    with pytest.raises(trash.CannotRestore, match="“图书馆”已经在系统里，不用恢复。"):
        trash.restore(trashed)
