"""What a template may say: fields that its kind declares, loops over their lists, and conditions on them; each mistake
is told with its place.

Every tag stands within one paragraph. `{%p … %}` takes its paragraph away, `{%tr … %}` its row; a loop or a condition
ends where it began: in the same paragraph, the same cell, the same table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from papers.documents.kinds import Field, Kind, names
from servicekit.blanks import entered, said_of_hidden
from servicekit.secrecy import CLASSIFIED, bears_mark

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG = re.compile(r"\{\{(?P<shown>.*?)\}\}|\{%(?P<said>.*?)%\}")
_LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|\{_|_\}")
_BEGINS = re.compile(r"\{[{%#]")
_MARKUP = re.compile(r"<[^>]*>")
_REFERENCE = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?"
_SHOWN = re.compile(rf"\s*({_REFERENCE})\s*", re.ASCII)
_FOR = re.compile(r"for\s+([A-Za-z_]\w*)\s+in\s+([A-Za-z_]\w*)", re.ASCII)
_IF = re.compile(rf"(?:el)?if\s+(?:not\s+)?{_REFERENCE}(?:\s+(?:and|or)\s+(?:not\s+)?{_REFERENCE})*", re.ASCII)
_WORDS = frozenset(("if", "elif", "and", "or", "not", "for", "in", "loop", "true", "false", "none"))
_LOOP = ("index", "first", "last")
MOST_TAGS = 500
MOST_MISTAKES = 50
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_CALLED = {"document": ("正文", "body"), "header": ("页眉", "header"), "footer": ("页脚", "footer")}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a template, and where."""

    code: str
    zh: str
    en: str


@dataclass
class _Reading:
    kind: Kind
    mistakes: list[Mistake] = field(default_factory=list)
    tags: int = 0
    seen: int = 0
    """Beginnings of tags in the text that was read."""
    variable: str = ""
    """Of the loop that is read."""
    items: tuple[Field, ...] = ()

    def fault(self, where: tuple[str, str], code: str, zh: str, en: str) -> None:
        if len(self.mistakes) < MOST_MISTAKES:
            self.mistakes.append(Mistake(code, f"{where[0]}：{zh}", f"{where[1]}: {en}"))


_Open = list[tuple[str, tuple[str, str]]]


def mistakes(kind: Kind, parts: Mapping[str, etree._Element]) -> list[Mistake]:
    """What is wrong in the parts of a template."""
    reading = _Reading(kind)
    for name, part in parts.items():
        text = all_text(part)
        # A condition within a word shows nothing.
        if bears_mark(text) or bears_mark(_TAG.sub("", text)):
            reading.fault(_called(name), *CLASSIFIED)
        for line in text.split("\n"):
            if (said := said_of_hidden(entered(line))) is not None:
                code, zh, en = said
                reading.fault(_called(name), code, f"“{entered(line)[:20]}”一段{zh}", en)
        if _PARTS.fullmatch(name) is None:
            if _LOOSE.search("".join(part.itertext())) and name.startswith("docProps/"):
                reading.fault(_called(name), "place", "文件属性中不能有字段", "no fields in the properties")
            continue
        zh, en = _called(name)
        body = part.find(f"{_W}body")
        reading.seen = 0
        _container(reading, part if body is None else body, (zh, en))
        if _beginnings(part) != reading.seen and not reading.mistakes:
            # What the library fills in is the whole file, not only what one reads in it.
            reading.fault((zh, en), "place", "字段只能写在普通段落和表格的文字中", "tags stand in plain text alone")
    if reading.tags > MOST_TAGS:
        reading.fault(("全文", "document"), "too-many", f"字段和循环超过{MOST_TAGS}处", f"more than {MOST_TAGS} tags")
    return reading.mistakes


def _beginnings(part: etree._Element) -> int:
    """How often a tag begins in a part, wherever that is."""
    whole = etree.tostring(part, encoding="unicode")
    within = "\n".join(_MARKUP.findall(whole))
    return len(_BEGINS.findall(_MARKUP.sub("", whole))) + len(_BEGINS.findall(within))


def _blocks(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, also those in content controls."""
    for child in container:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}footnote", f"{_W}endnote"):
            yield from _blocks(child)


def _container(reading: _Reading, container: etree._Element, called: tuple[str, str]) -> None:
    opened: _Open = []
    paragraphs = tables = 0
    for block in _blocks(container):
        if block.tag == f"{_W}tbl":
            tables += 1
            _table(reading, block, (f"{called[0]}表格{tables}", f"{called[1]} table {tables}"))
            continue
        paragraphs += 1
        where = f"{called[0]}第{paragraphs}段", f"{called[1]} paragraph {paragraphs}"
        _paragraph(reading, block, where, opened)
    _closed(reading, opened)


def _table(reading: _Reading, table: etree._Element, called: tuple[str, str]) -> None:
    opened: _Open = []
    for number, row in enumerate(table.iter(f"{_W}tr"), 1):
        where = f"{called[0]}第{number}行", f"{called[1]} row {number}"
        said = _text(row).strip()
        if re.match(r"\{%tr\s", said) and (tag := _TAG.fullmatch(said)) and tag["said"].count("%") == 0:
            reading.seen += 1
            _statement(reading, tag["said"][2:].strip(), where, opened)
            continue
        for place, cell in enumerate(row.iterfind(f"{_W}tc"), 1):
            _container(reading, cell, (f"{where[0]}第{place}格", f"{where[1]} cell {place}"))
    _closed(reading, opened)


def _paragraph(reading: _Reading, paragraph: etree._Element, where: tuple[str, str], around: _Open) -> None:
    for box in paragraph.iter(f"{_W}txbxContent"):
        if _LOOSE.search(_text(box)):
            reading.fault(where, "text-box", "文本框中不能有字段，请放到正文或表格中", "no fields in text boxes")
            return
    said = _text(paragraph)
    reading.seen += len(_BEGINS.findall(said))
    if re.match(r"\s*\{%p\s", said):
        tag = _TAG.fullmatch(said.strip())
        if tag is None or "{%" in (tag["said"] or ""):
            zh = "标记“{%p … %}”须独占一段"
            reading.fault(where, "alone", zh, "a tag {%p … %} stands alone in its paragraph")
            return
        _statement(reading, tag["said"][1:].strip(), where, around)
        return
    if _LOOSE.search(_TAG.sub("", said)):
        reading.fault(
            where, "unfinished", "有未写完整的标记，字段写作“{{ 字段 }}”", "a tag that is not complete: {{ field }}"
        )
        return
    opened: _Open = []
    for tag in _TAG.finditer(said):
        if tag["said"] is not None:
            _statement(reading, tag["said"].strip(), where, opened)
        else:
            reading.tags += 1
            _shown(reading, tag["shown"], where)
    _closed(reading, opened)


def _shown(reading: _Reading, said: str, where: tuple[str, str]) -> None:
    found = _SHOWN.fullmatch(said)
    if found is None:
        zh = f"“{said.strip()[:60]}”不是字段；只能写字段，不能写算式、函数和过滤器"
        reading.fault(where, "expression", zh, "only fields may be shown: no expressions, calls or filters")
        return
    _reference(reading, found[1], where, shown=True)


def _reference(reading: _Reading, said: str, where: tuple[str, str], *, shown: bool = False) -> None:
    head, dot, inner = said.partition(".")
    if dot and head == "loop" and reading.variable and inner in _LOOP:
        return
    if dot and reading.variable and head == reading.variable:
        if inner not in {one.name for one in reading.items}:
            allowed = names(reading.items)
            reading.fault(where, "unknown-field", f"没有字段“{said[:60]}”，可用：{allowed}", f"no field {said[:60]}")
        return
    one = next((one for one in reading.kind.fields if one.name == said), None)
    if one is None:
        allowed = names(reading.kind.fields)
        reading.fault(where, "unknown-field", f"没有字段“{said[:60]}”，可用：{allowed}", f"no field {said[:60]}")
    elif one.items and shown:
        zh = f"“{said}”是列表，须用“{{%p for 项 in {said} %}}”逐项写出"
        reading.fault(where, "list", zh, f"{said} is a list: show its items in a loop")


def _statement(reading: _Reading, said: str, where: tuple[str, str], opened: _Open) -> None:
    reading.tags += 1
    if found := _FOR.fullmatch(said):
        _loop(reading, found[1], found[2], where)
        opened.append(("for", where))
        return
    if _IF.fullmatch(said):
        for one in re.findall(_REFERENCE, said):
            if one not in _WORDS:
                _reference(reading, one, where)
        if said.startswith("elif"):
            if not opened or opened[-1][0] != "if":
                reading.fault(where, "unbalanced", "“elif”之前没有“if”", "an elif without its if")
            return
        opened.append(("if", where))
        return
    if said == "else" and opened and opened[-1][0] == "if":
        return
    if said in ("endif", "endfor"):
        if not opened or opened[-1][0] != said.removeprefix("end"):
            zh = f"“{said}”之前没有与之成对的“{said.removeprefix('end')}”（须在同一段、同一单元格或同一表格中）"
            reading.fault(where, "unbalanced", zh, f"an {said} without its beginning in the same place")
            return
        if opened.pop()[0] == "for":
            reading.variable, reading.items = "", ()
        return
    zh = f"不能用“{said[:60]}”；只可用for、endfor、if、elif、else、endif，条件只可用字段、not、and、or"
    reading.fault(where, "statement", zh, f"only for, endfor, if, elif, else and endif are taken: {said[:60]}")


def _loop(reading: _Reading, variable: str, over: str, where: tuple[str, str]) -> None:
    lists: Sequence[Field] = [one for one in reading.kind.fields if one.items]
    one = next((one for one in lists if one.name == over), None)
    if reading.variable:
        reading.fault(where, "nested", "循环中不能再有循环", "no loop within a loop")
    elif one is None:
        zh = f"没有列表“{over[:60]}”" + (f"，可用：{names(lists)}" if lists else "，这类文书没有列表")
        reading.fault(where, "unknown-list", zh, f"there is no list {over[:60]}")
    elif variable in _WORDS or any(variable == known.name for known in reading.kind.fields):
        reading.fault(where, "variable", f"“{variable[:60]}”已有他用，请换一个名称", f"{variable[:60]} is taken")
    else:
        reading.variable, reading.items = variable, one.items


def _closed(reading: _Reading, opened: _Open) -> None:
    for word, where in opened:
        zh = f"“{word}”没有结束，须在同一段、同一单元格或同一表格中写“end{word}”"
        reading.fault(where, "unbalanced", zh, f"a {word} without its end in the same place")
        if word == "for":
            reading.variable, reading.items = "", ()


def _called(name: str) -> tuple[str, str]:
    """What a part of the document is called."""
    if name.startswith("docProps/"):
        return "文件属性", "properties"
    found = _PARTS.fullmatch(name)
    return _CALLED.get(found[1].rstrip("0123456789"), ("脚注", "notes")) if found else ("其他部分", "another part")


def all_text(part: etree._Element) -> str:
    """All text of a part, wherever it stands in it, a line for each paragraph."""
    paragraphs = list(part.iter(f"{_W}p"))
    return "\n".join("".join(map(str, one.itertext())) for one in paragraphs or part)


def _text(element: etree._Element) -> str:
    """What stands there, without what was deleted."""
    return "".join(one.text or "" for one in element.iter(f"{_W}t"))
