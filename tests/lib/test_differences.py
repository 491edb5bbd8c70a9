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
