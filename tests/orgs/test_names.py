"""Near names: the same whether they are looked for one by one, or by the index that many of them share."""

import time

from orgs.names import Namebook, Named

ALIKE = [f"青岛示例科技有限公司{number:05d}" for number in range(20_000)]


def namebook(names):
    return Namebook("单位", [Named(pk, name) for pk, name in enumerate(names)])


def test_many_names_are_found_as_a_single_one_is():
    names = ["青岛第二中学", "青岛第五中学", "示例人民医院", "青岛银行", "国网青岛供电公司"]
    shared = namebook(names)
    for asked in ("青岛二中学", "示例医院", "青岛供电局", "某某商会", "青岛银行分行", "青岛第中学"):
        assert shared.near(asked) == namebook(names).near(asked)
    assert [name for _, name in shared.near("示例医院")] == ["示例人民医院"]


def test_one_near_name_among_20_000_alike_makes_nobody_wait():
    units = namebook(ALIKE)
    began = time.process_time()
    assert units.near("青岛示例科技有限公司1234甲")
    assert time.process_time() - began < 0.5
