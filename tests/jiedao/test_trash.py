"""The bin with all that records have: numbers, files, links, and the figures that count them."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import ProtectedError
from django.utils import timezone

from events.models import Activity, ActivityPhoto, PointAccount, PointEntry
from jiedao.figures import FIGURES
from lib.append_only import AppendOnly
from lib.days import today
from orgs import trash
from orgs.enums import AuditAct
from orgs.models import AuditEntry, NumberSeries, TrashedRecord, Unit
from orgs.models.numbering import NotLastNumber
from partnerships.models import Agreement, AgreementAttachment, Fund, ListItem, Project
from tests.events.factories import ActivityPhotoFactory
from tests.events.people_factories import PointAccountFactory
from tests.jiedao import registry
from tests.orgs.factories import UnitFactory
from tests.partnerships.factories import (
    AgreementAttachmentFactory,
    AgreementFactory,
    ListItemFactory,
    ProjectFactory,
)
from tests.partnerships.loop_factories import FundFactory

PDF = b"%PDF-1.7\n%%EOF\n"
# A demand stands for list items; what is in a book stays. That keeps its fund or account: an empty one goes.
STAYING = (ListItem, PointEntry)
RECORDS = {model: make for model, make in registry.RECORDS.items() if model not in STAYING}
RECORDS |= {
    Fund: lambda o: FundFactory(organization=o),
    PointAccount: lambda o: PointAccountFactory(organization=o),
}
EVERY = pytest.mark.parametrize("model", RECORDS, ids=registry.labels(RECORDS))
lasting = pytest.mark.django_db(transaction=True)


def figures(tree):
    return {figure.key: figure.table(tree.nodes, today()) for figure in FIGURES}


def relations(record):
    """The keys of what the record is tied to by many-to-many relations."""
    return {
        f.name: set(getattr(record, f.name).values_list("pk", flat=True)) for f in record._meta.many_to_many
    }


@EVERY
@pytest.mark.django_db
def test_record_of_every_kind_comes_back_and_every_figure_with_it(tree, model):
    for _ in range(2):
        record = RECORDS[model](tree.community)
    before = figures(tree), model.objects.values().get(pk=record.pk), relations(record)
    trashed = trash.throw_away(model.objects.get(pk=record.pk))
    assert not model.objects.filter(pk=record.pk).exists()
    assert (trashed.kind, trashed.record) == (model._meta.label_lower, record.pk)
    restored = trash.restore(TrashedRecord.objects.get())
    assert restored.told == []
    stored = model.objects.get(pk=record.pk)
    assert (figures(tree), model.objects.values().get(pk=record.pk), relations(stored)) == before


@pytest.mark.django_db
def test_fund_with_entries_stays(tree):
    fund = registry.RECORDS[Fund](tree.community)
    with pytest.raises(ProtectedError):
        trash.throw_away(fund)
    assert Fund.objects.get().entries.count() == 1
    assert not TrashedRecord.objects.exists()


@pytest.mark.django_db
def test_entry_of_points_stays(tree):
    entry = registry.RECORDS[PointEntry](tree.community)
    with pytest.raises(AppendOnly):
        trash.throw_away(entry)
    assert PointEntry.objects.get() == entry
    assert not TrashedRecord.objects.exists()


@pytest.mark.django_db
def test_figures_fall_with_a_deletion_and_rise_again(tree):
    agreement = AgreementFactory(organization=tree.community)
    before = figures(tree)
    trashed = trash.throw_away(agreement)
    assert figures(tree)["agreements_signed"] != before["agreements_signed"]
    trash.restore(trashed)
    assert figures(tree) == before


@lasting
def test_files_stay_in_the_bin_and_are_attached_again(tree):
    scan = AgreementAttachmentFactory(
        agreement=AgreementFactory(
            organization=tree.community,
            terminated=True,
            termination_document=ContentFile(PDF, name="终止协议书.pdf"),
        )
    )
    names = [scan.agreement.termination_document.name, scan.file.name]
    trashed = trash.throw_away(scan.agreement)
    assert set(trashed.files) == set(names)
    assert all(default_storage.exists(name) for name in names)
    trash.restore(trashed)
    with AgreementAttachment.objects.get().file.open() as file:
        assert file.read() == PDF
    assert Agreement.objects.get().termination_document.name == names[0]


@lasting
def test_purge_deletes_the_files_of_every_size(tree):
    photo = ActivityPhotoFactory(activity__organization=tree.community)
    names = {photo.image.name, photo.small.name}
    trashed = trash.throw_away(photo.activity)
    assert set(trashed.files) == names
    trash.purge(trashed)
    assert not any(default_storage.exists(name) for name in names)
    assert not Activity.objects.exists()
    assert not ActivityPhoto.objects.exists()


@lasting
def test_files_of_a_row_that_goes_past_the_bin_go_with_it(tree):
    scan = AgreementAttachmentFactory(agreement__organization=tree.community)
    trash.restore(trash.throw_away(scan.agreement))
    scan = AgreementAttachment.objects.get()
    scan.delete()
    assert not default_storage.exists(scan.file.name)


@pytest.mark.django_db
def test_number_comes_back_where_it_is_still_free(tree):
    agreement = AgreementFactory(organization=tree.community)
    number, trashed = agreement.number, trash.throw_away(agreement)
    assert NumberSeries.objects.get().last == 0
    restored = trash.restore(trashed)
    assert (restored.record.number, restored.told) == (number, [])
    assert NumberSeries.objects.get().last == 1


@pytest.mark.django_db
def test_number_given_to_another_record_meanwhile_is_replaced_by_the_next(tree):
    trashed = trash.throw_away(AgreementFactory(organization=tree.community))
    other = AgreementFactory(organization=tree.community)
    assert other.number == "GJ-2019-0001"
    restored = trash.restore(trashed)
    assert Agreement.objects.get(pk=trashed.record).number == "GJ-2019-0002"
    assert restored.told == ["原来的编号GJ-2019-0001不能再用，现在的编号是GJ-2019-0002。"]
    assert AuditEntry.objects.get(act=AuditAct.RESTORE).detail.endswith(restored.told[0])


@pytest.mark.django_db
def test_numbers_stay_without_a_gap_whatever_comes_back_first(tree):
    records = [AgreementFactory(organization=tree.community) for _ in range(3)]
    third, second = trash.throw_away(records[2]), trash.throw_away(records[1])
    trash.restore(third)
    trash.restore(second)
    numbers = set(Agreement.objects.values_list("number", flat=True))
    assert numbers == {"GJ-2019-0001", "GJ-2019-0002", "GJ-2019-0003"}
    assert NumberSeries.objects.get().last == 3


@pytest.mark.django_db
def test_only_the_last_number_may_go(tree):
    first, _ = (AgreementFactory(organization=tree.community) for _ in range(2))
    with pytest.raises(NotLastNumber):
        trash.throw_away(first)
    assert Agreement.objects.count() == 2
    assert not TrashedRecord.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_refused_restore_gives_no_number_away(tree):
    unit = UnitFactory(name="图书馆")
    agreement = AgreementFactory(organization=tree.community, parties=[tree.community, unit])
    trashed = trash.throw_away(agreement)
    trash.throw_away(unit)
    with pytest.raises(trash.CannotRestore, match="单位“图书馆”也在回收站里"):
        trash.restore(trashed)
    assert NumberSeries.objects.get().last == 0


@pytest.mark.django_db
def test_link_to_a_project_that_is_gone_for_good_stays_away_and_is_told(tree):
    demand = ListItemFactory(demand=True, organization=tree.community)
    project = ProjectFactory(organization=tree.community, title="微花园")
    project.demands.add(demand)
    trashed = trash.throw_away(demand)
    trash.purge(trash.throw_away(project))
    restored = trash.restore(trashed)
    assert restored.told == ["项目“微花园”已被删除，与它的联系没有恢复。"]
    assert ListItem.objects.get().projects.count() == 0


@pytest.mark.django_db
def test_deleted_demand_takes_its_answers_along_and_brings_them_back(tree):
    demand = ListItemFactory(demand=True, organization=tree.community)
    project = ProjectFactory(organization=tree.community)
    project.demands.add(demand)
    trashed = trash.throw_away(demand)
    assert Project.objects.get().demands.count() == 0
    trash.restore(trashed)
    assert Project.objects.get().demands.get().pk == trashed.record


def thrown_away(days, **fields):
    trashed = trash.throw_away(UnitFactory(**fields))
    TrashedRecord.objects.filter(pk=trashed.pk).update(deleted_at=timezone.now() - timedelta(days=days))
    return trashed


@pytest.mark.parametrize(("options", "left"), [([], 2), (["--days", "30"], 1), (["--days", "0"], 0)])
@pytest.mark.django_db
def test_command_empties_what_lay_long_enough(settings, options, left):
    settings.TRASH_KEEP_DAYS = 180
    for days in (10, 100, 181):
        thrown_away(days)
    said = StringIO()
    call_command("empty_trash", *options, stdout=said)
    assert TrashedRecord.objects.count() == left
    assert said.getvalue() == f"已彻底删除{3 - left}条记录。\n"
    purged = AuditEntry.objects.filter(act=AuditAct.PURGE)
    assert purged.count() == 3 - left
    assert set(purged.values_list("detail", flat=True)) <= {"命令行"}


@pytest.mark.parametrize(
    ("days", "told"), [("-1", "天数不能小于0"), ("9999999", "天数太大"), ("9" * 12, "天数太大")]
)
@pytest.mark.django_db
def test_command_refuses_a_day_that_never_was(days, told):
    with pytest.raises(CommandError, match=told):
        call_command("empty_trash", "--days", days)


@pytest.mark.django_db
def test_public_page_of_what_lies_in_the_bin_is_not_there(client, tree):
    unit = UnitFactory(community=tree.community)
    address = unit.get_absolute_url()
    assert client.get(address).status_code == 200
    trashed = trash.throw_away(unit)
    assert client.get(address).status_code == 404
    trash.restore(trashed)
    assert client.get(address).status_code == 200
    assert Unit.objects.count() == 1
