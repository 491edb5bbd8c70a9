"""What a stored or downloaded file is called."""

import pytest

from lib.uploads import NAME_BYTES, safe_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("签字盖章扫描件.pdf", "签字盖章扫描件.pdf"),
        ("共建协议（2019）“定稿”.docx", "共建协议（2019）“定稿”.docx"),
        ("王·𠮷 的 协议.pdf", "王·𠮷 的 协议.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\张三\\桌面\\协议.pdf", "协议.pdf"),
        ("a/b/", "b"),
        ("协议\r\nSet-Cookie: x=1.pdf", "协议 Set-Cookie x=1.pdf"),
        ("a\0b\x1b[31m.pdf", "ab[31m.pdf"),
        ("协议\u202efdp.exe", "协议fdp.exe"),
        ("零\u200b宽\ufeff.pdf", "零宽.pdf"),
        (".htaccess", "htaccess"),
        ("..协议.pdf", "协议.pdf"),
        (". . .", "文件"),
        ("", "文件"),
        ("???.pdf", "pdf"),
        ('a"b*c|d<e>.pdf', "abcde.pdf"),
        ("协议 .pdf", "协议.pdf"),
        ("协议.pdf.", "协议.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("半个\ud800字.pdf", "半个字.pdf"),
    ],
)
def test_name_is_kept_readable_and_nothing_else(name, expected):
    assert safe_name(name) == expected


@pytest.mark.parametrize("letter", ["a", "字", "𠮷"])
def test_length_is_bounded_in_bytes_and_the_ending_kept(letter):
    name = safe_name(letter * 200 + ".pdf")
    assert NAME_BYTES - 4 < len(name.encode()) <= NAME_BYTES
    assert name.removesuffix(".pdf") == letter * ((NAME_BYTES - 4) // len(letter.encode()))


def test_long_ending_is_no_ending():
    name = safe_name("a." + "字" * 100)
    assert len(name.encode()) <= NAME_BYTES
