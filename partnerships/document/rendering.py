"""A Word template filled in. Whoever uploads one may place fields, repeat and leave out, and nothing else.

The template's words are parsed into a tree of which only a few kinds of nodes are let through, so nothing can
be called, computed or reached behind a value; the sandbox stands behind that.
"""

from __future__ import annotations

import io
import re
from typing import Any
from zipfile import BadZipFile, ZipFile

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import LxmlError

from partnerships.document.writing import TOO_MUCH, WRITING, Unusable, refuse_unreadable

_LET_THROUGH = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
)
# What can be gone through one by one. Letters of a text could be, too, thousands of them.
_LISTS = ("签约方", "段落", "落款")
# What a loop knows of itself; every other name after a dot is one of ours, and Chinese.
_OF_LOOPS = {"first", "last", "index", "index0", "length"}
_CALLED = {nodes.Call: "调用函数", nodes.Filter: "过滤器", nodes.Getitem: "方括号"}
_UNKNOWN = re.compile(r"^'([^']+)' is undefined|has no attribute '([^']+)'$")
_HARMLESS_LINKS = (RELATIONSHIP_TYPE.HYPERLINK,)
_MARKUP, _MOST_MARKUP = (".xml", ".rels"), 8 * 1024 * 1024  # with styles and themes, which Word makes long
_LONGEST = 4 * 1024 * 1024  # of what comes out of a part; an agreement of fifty pages is a tenth of that


class _Refused(Exception):
    """Something in the template that none needs."""


class _Template(Template):
    def render(self, *args, **kwargs):
        """Piece by piece: a short template may repeat a long text until no memory is left."""
        pieces, length = [], 0
        for piece in self.generate(*args, **kwargs):
            length += len(piece)
            if length > _LONGEST:
                raise Unusable(_TOO_LONG)
            pieces.append(piece)
        return "".join(pieces)


class _Environment(ImmutableSandboxedEnvironment):
    template_class = _Template

    def __init__(self):
        super().__init__(undefined=StrictUndefined, finalize=_printed)
        self.globals.clear()

    def _parse(self, source, name, filename):
        tree = super()._parse(source, name, filename)
        _judge(tree, is_looped=False)
        return tree


def _printed(value):
    """A list would be printed as programs write it."""
    if not isinstance(value, str | int | Undefined):
        raise _Refused("没有用 for 逐项打印的字段")
    return value


def _judge(node, is_looped):
    if not isinstance(node, _LET_THROUGH):
        raise _Refused(_CALLED.get(type(node), "计算或其他语句"))
    if isinstance(node, nodes.Getattr) and node.attr.isascii() and not _is_of_loop(node):
        raise _Refused(node.attr)
    if isinstance(node, nodes.For):
        if is_looped or node.recursive or node.test is not None:
            raise _Refused("for 里面再套 for，或带条件的 for")
        if not isinstance(node.iter, nodes.Name) or node.iter.name not in _LISTS:
            raise _Refused(f"for 只能用于{'、'.join(_LISTS)}")
        is_looped = True
    if isinstance(node, nodes.Const) and "<" in str(node.value):
        raise _Refused("尖括号")
    for child in node.iter_child_nodes():
        _judge(child, is_looped)


def _is_of_loop(node):
    return isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr in _OF_LOOPS


def filled(template: bytes, values: dict[str, Any]) -> bytes:
    """The document. Raises `Unusable`, in Chinese."""
    document = _opened(template)
    try:
        document.render(values, _Environment(), autoescape=True)
    except UndefinedError as error:
        raise Unusable(_unknown(error)) from error
    except TemplateSyntaxError as error:
        raise Unusable(_wrong_syntax(error)) from error
    except (_Refused, SecurityError) as error:
        raise Unusable(_FORBIDDEN.format(error)) from error
    except (TemplateError, LxmlError, *_BROKEN) as error:
        raise Unusable(_MISPLACED) from error
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def _opened(template):
    try:
        _refuse_bomb(template)
        document = _Document(io.BytesIO(template))
        document.init_docx()
        texts = [part.blob.decode() for part in _parts(document) if _is_filled_in(part)]
    except (OpcError, LxmlError, BadZipFile, *_BROKEN) as error:
        raise Unusable(_DAMAGED) from error
    refuse_unreadable(texts)
    _refuse_links(document)
    return document


def _refuse_bomb(template):
    """A tree of markup takes thirty times the room of its text."""
    with ZipFile(io.BytesIO(template)) as package:
        size = sum(each.file_size for each in package.infolist() if each.filename.endswith(_MARKUP))
    if size > _MOST_MARKUP:
        raise Unusable(TOO_MUCH)


class _Document(DocxTemplate):
    def render_properties(self, context, jinja_env=None):
        """Plain text, of which 255 characters are kept; nothing in it is markup."""
        properties = self.docx.core_properties
        jinja_env.autoescape = False
        for name in ("author", "comments", "identifier", "language", "subject", "title"):
            text = jinja_env.from_string(getattr(properties, name)).render(context)
            setattr(properties, name, text[:255])
        jinja_env.autoescape = True


def _parts(document):
    return document.docx.part.package.iter_parts()


def _is_filled_in(part):
    return part.content_type.endswith(("document.main+xml", "header+xml", "footer+xml", "footnotes+xml"))


_BROKEN = (KeyError, ValueError, AttributeError, TypeError)
_DAMAGED = "模板文件不完整或已损坏。请在 Word 或 WPS 中打开，另存为 .docx 后再上传。"
_MISPLACED = (
    "模板里 for、if 的位置不对，不能生成文件。"
    "{%p … %} 要独占一段，{%tr … %} 要独占表格的一行，请改好后再上传。"
)
_TOO_LONG = "生成的文件太大。请把协议的内容缩短，或删去模板里重复打印的字段。"
_FORBIDDEN = (
    "模板里有不允许的写法（{}）。只能用“可以用的字段”里列出的字段，以及 for、if；"
    "不能计算、调用函数或加过滤器。"
)


def _unknown(error):
    found = _UNKNOWN.search(str(error.message))
    name = next(filter(None, found.groups())) if found else str(error.message)
    return f"模板里的字段“{name}”没有这个名称。请对照“可以用的字段”改正，注意不要有错字和空格。"


def _wrong_syntax(error):
    near = " ".join(re.sub(r"<[^>]+>", "", line).strip() for line in getattr(error, "docx_context", ()) or ())
    where = f"，在“{near.strip()[:60]}”附近" if near.strip() else ""
    return f"模板的写法有误{where}。{WRITING}"


def _refuse_links(document):
    """What a reader would fetch from elsewhere on being opened; links to click on may stay."""
    holders = [document.docx.part.package, *_parts(document)]
    for relation in (each for holder in holders for each in holder.rels.values()):
        if relation.is_external and relation.reltype not in _HARMLESS_LINKS:
            raise Unusable("模板引用了外部的文件或图片。请在 Word 中断开链接，改为直接插入后再上传。")
