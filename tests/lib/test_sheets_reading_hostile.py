"""Files made to do harm, or broken, or no tables: refused with words, within time and memory (promise 21)."""

import io
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from lib.sheets.reading import Page, Unreadable, read
from tests.harness.hostile_spreadsheets import HOSTILE
from tests.harness.spreadsheets import (
    SHEET,
    csv_bytes,
    html_bytes,
    repacked,
    sheet_xml,
    xls_bytes,
    xlsx_bytes,
)

CPU_SECONDS = 2
MEGABYTES = 200  # of the whole process, Django's share included
ROOT = Path(__file__).parents[2]
# Reads the files named on standard input in one process: the peak is that of the worst.
_CHILD = """
import json, os, sys, time
sys.modules["numpy"] = None  # OpenCV of the tests brings it, and openpyxl takes it where it is: 25 MB
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
from lib.sheets.reading import Unreadable, read
told = {}
for name, path, upload in json.load(sys.stdin):
    began = time.process_time()
    try:
        with open(path, "rb") as file:
            read(file, upload)
        message = None
    except Unreadable as error:
        message = str(error)
    status = open("/proc/self/status").read()
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    told[name] = [message, time.process_time() - began, peak]
print(json.dumps(told))
"""
WORDS = {
    "zip bomb": "解压后过大",
    "billion laughs": "实体声明",
    "1,048,576 empty rows": "空行",
    "16,384 columns": "最多能读256列",
    "far corner": "第1048576行还有内容",
    "far corner of an .xls": "65536行×256列",
    "long string shown everywhere": "长文字太多",
    "external links": "断开链接",
    "macros": "宏",
    "macros under another name": "宏",
    "macros in an .xls": "宏",
    "password": "打开密码",
    "password of an .xls": "打开密码",
    "truncated": "不完整或已损坏",
    "damaged": "不完整或已损坏",
    "PDF": "PDF",
    "picture": "图片",
    "text named xlsx": "不要直接改文件名",
    "xlsx named xls": "不要直接改文件名",
    "ods": "另存为 .xlsx",
    "et": "另存为 .xlsx",
    "numbers": "导出为 Excel",
    "xlsb": "另存为 .xlsx",
    "no content": "表里没有内容",
}
GOOD = [["单位名称", "单位性质", "人数"], *([f"第{n}单位", "学校", n] for n in range(60))]
SEEDS = range(150)  # of each kind of file


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory) -> dict[str, tuple[str | None, float, float]]:
    """Of every hostile file: the message (None if it was read), seconds of CPU, peak memory so far in MB."""
    folder = tmp_path_factory.mktemp("hostile")
    listing = []
    for number, (name, make) in enumerate(HOSTILE.items()):
        upload, content = make()
        path = folder / str(number)
        path.write_bytes(content)
        listing.append((name, str(path), upload))
    child = subprocess.run(
        [sys.executable, "-c", _CHILD],
        cwd=ROOT,
        input=json.dumps(listing),
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    return json.loads(child.stdout)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_within_time_and_memory_promise_21(verdicts, name):
    message, seconds, peak = verdicts[name]

    assert message is not None
    assert message.endswith("。")
    assert "请" in message
    assert seconds < CPU_SECONDS
    assert peak < MEGABYTES


@pytest.mark.parametrize(("name", "words"), WORDS.items())
def test_the_refusal_says_what_is_wrong(verdicts, name, words):
    assert words in verdicts[name][0]


MAKERS = {
    "台账.xlsx": lambda: xlsx_bytes(GOOD, merged=[(3, 1, 5, 1)]),
    "台账.xls": lambda: xls_bytes(GOOD, merged=[(3, 1, 5, 1)]),
    "台账.csv": lambda: csv_bytes(GOOD, "gb18030"),
    "网页.xls": lambda: html_bytes(GOOD, "gb18030"),
}


@pytest.mark.parametrize("name", MAKERS)
def test_files_cut_and_spoilt_at_random_are_read_or_refused(name):
    good = MAKERS[name]()

    for seed in SEEDS:
        assert _is_read_or_refused(_spoilt(good, seed), name), seed


def test_sheets_spoilt_inside_of_an_intact_package_are_read_or_refused():
    workbook = xlsx_bytes(GOOD)
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n}</v></c><c r="B{n}"/></row>' for n in range(1, 20))

    for seed in SEEDS:
        sheet = _spoilt(sheet_xml(rows).encode(), seed)
        assert _is_read_or_refused(repacked(workbook, {SHEET: sheet}), "台账.xlsx"), seed


def _spoilt(content, seed):
    """Cut short, or with some bytes changed, or with a piece doubled."""
    chance = random.Random(seed)
    spoilt = bytearray(content)
    match seed % 3:
        case 0:
            del spoilt[chance.randrange(len(spoilt)) :]
        case 1:
            for _ in range(chance.randint(1, 20)):
                spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        case _:
            start = chance.randrange(len(spoilt))
            piece = spoilt[start : start + chance.randint(1, 600)]
            spoilt[start:start] = piece * chance.randint(1, 3)
    return bytes(spoilt)


def _is_read_or_refused(content, name):
    """Any other exception goes through and fails the test."""
    try:
        return all(isinstance(page, Page) for page in read(io.BytesIO(content), name))
    except Unreadable as error:
        return str(error).endswith("。")
