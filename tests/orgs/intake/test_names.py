"""Names as people write them lead to the record that is meant, or to a message with the nearest ones."""

import pytest

from orgs.models import Organization
from orgs.names import Namebook, Named, Names, Unknown, loose, numbered, unsealed
from partnerships.models import Agreement
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.orgs.tree import Tree
from tests.partnerships.factories import AgreementFactory

DIRECTORY = Namebook(
    "党组织",
    [
        Named(1, "东风社区党委", ("东风社区",)),
        Named(2, "西山社区党委", ("西山社区",)),
        Named(3, "第一党支部（东风社区）", ("第一党支部",)),
        Named(4, "第一党支部（西山社区）", ("第一党支部",)),
        Named(5, "示例街道党工委"),
        Named(6, "示例（东院）党总支"),
    ],
    form=unsealed,
)


@pytest.mark.parametrize(
    ("name", "pk"),
    [
        ("东风社区党委", 1),
        ("东风社区", 1),
        ("东 风 社 区 党 委", 1),
        ("“东风社区”党委", 1),
        ("中共东风社区委员会", 1),
        ("中国共产党东风社区委员会", 1),
        ("中共东风社区党委", 1),
        ("东风社区党委会", 1),
        ("中共示例街道工作委员会", 5),
        ("中国共产党示例街道工作委员会", 5),
        ("示例(东院)党总支", 6),
        ("示例（东院）总支部委员会", 6),
        ("第一党支部（西山社区）", 4),
        ("第一党支部(西山社区)", 4),
        ("中共第一支部委员会（西山社区）", None),
        ("东风社区居民委员会", None),
        ("东风", None),
        ("北海社区党委", None),
    ],
)
def test_name_leads_to(name, pk):
    assert DIRECTORY.get(name) == pk


def test_several_of_one_name_are_told():
    with pytest.raises(
        Unknown, match="不止一个，请写成其中之一：第一党支部（东风社区）、第一党支部（西山社区）。"
    ):
        DIRECTORY.get("第一党支部")


def test_exact_name_wins_over_a_loose_one():
    namebook = Namebook("单位", [Named(1, "示例(甲)"), Named(2, "示例（甲）")])

    assert (namebook.get("示例(甲)"), namebook.get("示例（甲）")) == (1, 2)
    with pytest.raises(Unknown, match="不止一个"):
        namebook.get("示例 甲")


def test_label_wins_over_another_s_other_name():
    namebook = Namebook("党组织", [Named(1, "东风社区党委", ("东风社区",)), Named(2, "东风社区")])

    assert namebook.get("东风社区") == 2


def test_unknown_name_is_told_with_the_nearest_three():
    names = [Named(n, f"示例第{digit}中学") for n, digit in enumerate("一二三四五", start=1)]

    told = Namebook("单位", [*names, Named(9, "市立医院")]).unknown("示例第六中学")

    assert told.startswith("没有叫“示例第六中学”的单位。您要找的是不是：")
    assert told.count("示例第") == 1 + 3
    assert "医院" not in told


def test_nothing_near_is_told_too():
    assert DIRECTORY.unknown("海尔集团") == "没有叫“海尔集团”的党组织。请先录入，或检查名称。"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ公司", "abc公司"),
        ("示例（甲）【乙】", "示例(甲)[乙]"),
        ("中共示例支部委员会", "示例党支部"),
        ("示例党总支部", "示例党总支"),
    ],
)
def test_same_but_for_the_hand(one, other):
    assert unsealed(one) == unsealed(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示例社区居民委员会", "示例社区党委"),
        ("示例村民委员会", "示例村党委"),
        ("示例业主委员会", "示例业主党委"),
        ("示例第一小学", "示例第二小学"),
        ("示例党总支", "示例党支部"),
        ("阳光花园1-2号楼业主委员会", "阳光花园12号楼业主委员会"),
        ("第3.5中学", "第35中学"),
        ("示例·甲", "示例甲"),
    ],
)
def test_not_the_same(one, other):
    assert unsealed(one) != unsealed(other)


def test_a_unit_has_no_seal_of_the_party():
    assert loose("示例消费者协会委员会") != loose("示例消费者协会党委")
    assert loose("示例（甲） 公司") == loose("示例(甲)公司")


@pytest.mark.django_db
class TestOfTheDatabase:
    def test_every_label_leads_back(self, tree: Tree):
        """Whatever is called alike, on whatever level."""
        for parent in tree.nodes:
            first = OrganizationFactory(branch=True, name="第一党支部", parent=parent, short_name="一支部")
            OrganizationFactory(branch=True, name="第一党支部", parent=first)
        names = Names()

        for organization in Organization.objects.all():
            label = names.organizations.label(organization.pk)
            assert names.organizations.get(label) == organization.pk

    def test_name_is_told_apart_only_where_several_have_it(self, tree: Tree):
        names = Names()

        assert names.organizations.label(tree.community.pk) == tree.community.name

    def test_clerk_s_label_is_the_one_that_everybody_reads(self, tree: Tree):
        """Though the clerk does not see the other one of that name."""
        for parent in (tree.community, tree.stranger):
            OrganizationFactory(branch=True, name="第一党支部", parent=parent, is_public=False)
        own = Organization.objects.get(name="第一党支部", parent=tree.community)
        names = Names(UserFactory(organizations=[tree.community]))

        assert names.organizations.label(own.pk) == f"第一党支部（{tree.community.name}）"
        assert names.organizations.get("第一党支部") == own.pk

    def test_hidden_unit_is_found_by_its_name_alone_and_told_to_nobody(self, tree: Tree):
        """So that records which name it come in again; what is refused of new ones, see test_range.py."""
        unit = UnitFactory(name="隐藏单位", community=tree.stranger, is_public=False)
        units = Names(UserFactory(organizations=[tree.community])).units

        assert units.get("隐藏单位") == unit.pk
        assert units.is_hidden(unit.pk)
        assert units.get("隐藏 单位") is None
        assert units.label(unit.pk) == ""
        assert "隐藏单位" not in units.unknown("隐藏单")
        assert not Names().units.is_hidden(unit.pk)

    def test_communities_alone_stand_for_a_unit_s_place(self, tree: Tree):
        names = Names()

        assert names.communities.get(tree.community.name) == tree.community.pk
        assert names.communities.get(tree.area.name) is None

    def test_records_of_one_title_are_told_by_number(self, tree: Tree):
        one, other = (AgreementFactory(organization=tree.community, title="同名协议") for _ in range(2))
        single = AgreementFactory(organization=tree.community, title="独名协议")
        namebook = numbered("共建协议", Agreement)(Names())

        assert {namebook.label(each.pk) for each in (one, other)} == {one.number, other.number}
        assert namebook.get(one.number) == one.pk
        assert namebook.label(single.pk) == "独名协议"
        with pytest.raises(Unknown, match="不止一个"):
            namebook.get("同名协议")
