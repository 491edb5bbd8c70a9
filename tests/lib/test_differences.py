import time

import pytest

from lib.differences import Piece, side_by_side


def told(before, after):
    """Each row as (before, after), changed sentences in brackets."""
    return [(_marked(row.before), _marked(row.after)) for row in side_by_side(before, after)]


def _marked(pieces):
    return "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in pieces)


def test_equal_texts_have_no_marks():
    (first, second) = side_by_side("一。\n\n二。", " 一。\r\n二。\n")
    assert (first.before, first.after) == ([Piece("一。", False)], [Piece("一。", False)])
    assert [row.is_changed for row in (first, second)] == [False, False]


def test_sentences_that_differ_are_marked_and_the_others_are_not():
    assert told("每季度一次。场地免费。水电自理。", "每月一次。场地免费。水电自理。") == [
        ("[每季度一次。]场地免费。水电自理。", "[每月一次。]场地免费。水电自理。")
    ]


def test_new_paragraph_stands_alone_and_does_not_shift_the_others():
    before = "一、组织共建，每季度开会一次。\n三、保障措施，各派一名联络员。"
    after = "一、组织共建，每月开会一次。\n二、经费由双方分担。\n三、保障措施，各派两名联络员。"
    assert told(before, after) == [
        ("[一、组织共建，每季度开会一次。]", "[一、组织共建，每月开会一次。]"),
        ("", "[二、经费由双方分担。]"),
        ("[三、保障措施，各派一名联络员。]", "[三、保障措施，各派两名联络员。]"),
    ]


def test_paragraphs_that_have_nothing_in_common_are_not_one_changed_into_the_other():
    assert told("提供会议室。", "每月理发一次。") == [("[提供会议室。]", ""), ("", "[每月理发一次。]")]


def test_text_from_nothing_and_to_nothing():
    assert told("", "新的。") == [("", "[新的。]")]
    assert told("旧的。", "") == [("[旧的。]", "")]
    assert told("", "") == []


def test_long_texts_of_many_changed_paragraphs_are_paired_as_they_stand():
    before = "\n".join(f"第{n}条旧。" for n in range(200))
    after = "\n".join(f"第{n}条新。" for n in range(200))
    rows = side_by_side(before, after)
    assert len(rows) == 200
    assert all(row.before and row.after for row in rows)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("同一行\n" * 2_000 + "旧", "同一行\n" * 2_000 + "新"),
        ("一\n二\n" * 1_500, "二\n一\n" * 1_499),
        ("一。" * 5_000, "二。" * 2_000 + "一。" * 3_000),
        (
            "\n".join("一二三" * 300 + str(n) for n in range(100)),
            "\n".join("四五六" * 300 for n in range(100)),
        ),
    ],
    ids=["repeated", "moved", "sentences", "rewritten"],
)
def test_long_texts_are_compared_at_once_and_nothing_is_lost(before, after):
    begun = time.process_time()
    rows = side_by_side(before, after)
    assert time.process_time() - begun < 1
    for text, side in ((before, 0), (after, 1)):
        told = "".join(piece.text for row in rows for piece in row[side])
        assert told == "".join(text.split("\n"))


def test_of_a_text_that_repeats_itself_the_beginning_and_the_end_are_the_same():
    rows = side_by_side(
        "同一行\n" * 100 + "旧的一行\n" + "末\n" * 100, "同一行\n" * 100 + "新的一行\n" + "末\n" * 100
    )
    assert [n for n, row in enumerate(rows) if row.is_changed] == [100]
    assert rows[100] == ([Piece("旧的一行", True)], [Piece("新的一行", True)])
