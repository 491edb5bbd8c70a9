"""A branch's own Word template: what it may say, what is refused, and who may put it in its place."""

import io
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from orgs.enums import Role
from partnerships.document import GUIDE, Unusable, default_template, try_out
from partnerships.document.fields import sample
from partnerships.document.rendering import filled
from partnerships.models import AgreementPaper
from tests.lib import office_files as made
from tests.orgs.factories import UserFactory

ADD = reverse("admin:partnerships_agreementpaper_add")


def template(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def printed(*lines: str) -> list[str]:
    document = Document(io.BytesIO(filled(template(*lines), sample())))
    return [line.text for line in document.paragraphs]


def test_simple_fields_loops_and_conditions_are_filled_in():
    assert printed("{{ 协议名称 }}（{{签约方数}}方）") == ["示例结对共建协议（3方）"]
    assert printed("{%p for 方 in 签约方 %}", "{{ loop.index }}. {{ 方.称谓 }}", "{%p endfor %}") == [
        "1. 甲方",
        "2. 乙方",
        "3. 丙方",
    ]
    assert printed("{%p if not 见证方 %}", "没有", "{%p else %}", "有", "{%p endif %}") == ["有"]


LONG = sample() | {"主要内容": "字" * 20_000, "段落": sample()["段落"] * 100}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["{" * 100_000], "括号没有成对"),  # docxtpl would look for the end of each for hours
        (["{{ 标题 "] * 2_000, "括号没有成对"),
        (["{%p if 标题 }}"], "括号没有成对"),
        (["{{ 标题 }}" * 501], "超过了500处"),
        (["文" * 600_000], "文字和格式太多"),
        (["{%p for 字 in 主要内容 %}", "{{ 主要内容 }}", "{%p endfor %}"], "for 只能用于签约方、段落、落款"),
        (["{%p for 段 in 段落 %}", "文" * 20_000, "{%p endfor %}"], "生成的文件太大"),
        (["{{ 主要内容 }}"] * 250, "生成的文件太大"),
        (["{{ 签约方 }}"], "逐项打印"),
        (["{{ '<w:br/>' }}"], "尖括号"),
    ],
)
def test_template_that_would_keep_the_server_busy_is_refused_at_once(lines, told):
    made, begun = template(*lines), time.process_time()
    with pytest.raises(Unusable, match=told):
        filled(made, LONG)
    assert time.process_time() - begun < 2


def test_header_is_judged_like_the_body():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{" * 50_000
    content = io.BytesIO()
    document.save(content)
    with pytest.raises(Unusable, match="括号没有成对"):
        try_out(content.getvalue())


def test_signs_in_a_title_stay_signs_also_where_word_shows_the_documents_properties():
    title = "甲&乙<丙>" * 40
    document = Document(io.BytesIO(filled(default_template(), sample() | {"协议名称": title})))
    assert document.core_properties.title == title[:255]


@pytest.mark.parametrize("line", ["{% for %}", "{{ }}", "{%p for 方 in 签约方 %}", "{% nonsense %}"])
def test_wrong_syntax_is_told_in_chinese(line):
    with pytest.raises(Unusable, match="模板的写法有误") as refused:
        try_out(template(line))
    assert not re.search("[a-z]{4,}", re.sub("{.*?}|for|if|endfor|endif", "", str(refused.value)))


def test_text_of_several_paragraphs_keeps_them():
    assert printed("{{ 主要内容 }}") == [
        "为了共建。",
        "一、组织共建",
        "（一）一起学习。每月一次。",
        "1.在社区。",
    ]


def test_every_field_of_the_guide_can_be_printed():
    told = " ".join(written for written, _ in GUIDE)
    plain = {name for name, value in sample().items() if not isinstance(value, list)}
    assert {name for name in plain if name not in told} == set()
    for written, _ in GUIDE:
        for field in written.split("、"):
            if field.startswith("{{") and "." not in field:
                try_out(template(field))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["{{ 协议名 }}"], "模板里的字段“协议名”没有这个名称"),
        (["{%p for 方 in 签约方 %}", "{{ 方.电话 }}", "{%p endfor %}"], "字段“电话”没有这个名称"),
        (["{{ 协议名称 "], "写法有误"),
        (["{%p for 方 in 签约方 %}", "{{ 方.名称 }}"], "写法有误"),
        (["{%p if 见证方 %}", "有"], "if 要有 endif"),
        (["{{ ''.__class__.__mro__ }}"], "不允许的写法（__mro__）"),
        (["{{ 协议名称.__class__ }}"], "不允许的写法（__class__）"),
        (["{{ 协议名称.upper }}"], "不允许的写法（upper）"),
        (["{{ 签约方[0] }}"], "不允许的写法（方括号）"),
        (["{{ cycler.__init__.__globals__.os.popen('id').read() }}"], "不允许的写法（调用函数）"),
        (["{{ 协议名称|safe }}"], "不允许的写法（过滤器）"),
        (["{{ 'a' * 999999999 }}"], "不允许的写法（计算或其他语句）"),
        (["{% set a = 1 %}"], "不允许的写法（计算或其他语句）"),
        (["{% include 'x' %}"], "不允许的写法（计算或其他语句）"),
        (["{{ range }}"], "字段“range”没有这个名称"),
        (["{% for a in 签约方 %}{% for b in 签约方 %}x{% endfor %}{% endfor %}"], "for 里面再套 for"),
    ],
)
def test_template_that_cannot_be_used_is_told_what_is_wrong(lines, told):
    with pytest.raises(Unusable) as refused:
        try_out(template(*lines))
    assert told in str(refused.value)
    assert str(refused.value).endswith("。")


def test_words_in_the_footer_are_judged_like_those_of_the_text():
    document = Document()
    document.sections[0].footer.paragraphs[0].text = "{{ ''.__class__ }}"
    content = io.BytesIO()
    document.save(content)
    with pytest.raises(Unusable, match="__class__"):
        try_out(content.getvalue())


def test_template_that_fetches_something_from_elsewhere_is_refused():
    document = Document()
    document.part.relate_to("https://other.invalid/a.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    content = io.BytesIO()
    document.save(content)
    with pytest.raises(Unusable, match="引用了外部的文件"):
        try_out(content.getvalue())


def test_template_that_would_print_all_agreements_alike_is_refused():
    with pytest.raises(Unusable, match="没有一处自动填写的字段"):
        try_out(template("青岛二中与午山社区共建协议"))


def test_template_that_is_far_too_long_is_refused_before_it_is_parsed():
    with pytest.raises(Unusable, match="文字和格式太多"):
        try_out(template("长" * 400_000))


# Uploaded


def upload(client, organization, content, name="模板.docx"):
    return client.post(ADD, {"organization": organization.pk, "file": SimpleUploadedFile(name, content)})


def messages(response):
    return response.context["adminform"].form.errors.get("file")


@pytest.fixture
def manager(client, tree):
    manager = UserFactory(organizations=[tree.community], organizations__role=Role.MANAGE)
    client.force_login(manager)
    return manager


def test_template_is_put_in_its_place_and_read_back(client, manager, tree):
    content = template("{{ 协议名称 }}")
    assert upload(client, tree.community, content).status_code == 302
    paper = AgreementPaper.objects.get()
    assert paper.user == manager
    response = client.get(reverse("admin:agreementpaper_file", args=[paper.pk]))
    assert b"".join(response.streaming_content) == content
    response = client.get(reverse("admin:agreementpaper_template"))
    assert b"".join(response.streaming_content) == content


def test_template_to_start_from_is_ours_while_the_branch_has_none(client, manager):
    response = client.get(reverse("admin:agreementpaper_template"))
    assert response.content == default_template()
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("模板.pdf", made.PDF, "只能上传 .docx 文件"),
        ("模板.docx", made.docx({"word/vbaProject.bin": b"x"}), "文件含有宏"),
        ("模板.docx", b"MZ", "内容却不是这种文件"),
        ("模板.docx", template("{{ 协议名 }}"), "字段“协议名”没有这个名称"),
        ("模板.docx", template("{{ ''.__class__.__mro__ }}"), "不允许的写法"),
    ],
)
def test_template_that_is_wrong_is_refused_beside_the_field(client, manager, tree, name, content, told):
    (message,) = messages(upload(client, tree.community, content, name))
    assert told in message
    assert not AgreementPaper.objects.exists()


def test_template_of_another_branch_is_not_for_its_neighbours(client, manager, tree):
    response = upload(client, tree.sister, template("{{ 协议名称 }}"))
    assert response.status_code == 200
    assert not AgreementPaper.objects.exists()
