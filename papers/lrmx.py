"""The national form's file, edition 3.2 (.lrmx): XML, one person, one element for each cell.

Written as the official editor writes it: the 34 elements of the classic edition in their order, days as yyyyMM,
résumé lines apart by CR LF. Read as people have it: other encodings, elements in another order, missing or besides,
`<br>` and CDATA. What comes from outside may declare no document type, so that nothing can be fetched or unfolded.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from lxml import etree

from papers import cells, days, party, resume
from papers.form import CALLED, PHOTO_BEGINS, AppointmentForm, Education, FamilyMember, Note
from papers.refusals import Refused
from papers.texts import clean, decoded, must_be_plain
from servicekit.secrecy import CLASSIFIED, bears_mark

VERSION, NEWER_VERSION = "3.2.1.6", "3.2.1.16"
MOST_BYTES = 12 * 1024 * 1024
MOST_PHOTO_BYTES = 2 * 1024 * 1024
MOST_RELATIVES = 100

_TEXTS = {
    "XingMing": "name",
    "XingBie": "sex",
    "MinZu": "ethnicity",
    "JiGuan": "native_place",
    "ChuShengDi": "birthplace",
    "JianKangZhuangKuang": "health",
    "ZhuanYeJiShuZhiWu": "professional_post",
    "ShuXiZhuanYeYouHeZhuanChang": "specialities",
    "XianRenZhiWu": "current_post",
    "NiRenZhiWu": "proposed_post",
    "NiMianZhiWu": "proposed_removal",
    "JiangChengQingKuang": "rewards_and_punishments",
    "NianDuKaoHeJieGuo": "assessments",
    "RenMianLiYou": "reason",
    "ChengBaoDanWei": "reported_by",
    "TianBiaoRen": "filled_in_by",
    "ShenFenZheng": "identity_number",
}
_DAYS = {
    "ChuShengNianYue": ("birth", 6),
    "CanJiaGongZuoShiJian": ("began_work_on", 6),
    "DaoLingNianYue": ("retires_on", 6),
    "JiSuanNianLingShiJian": ("age_on", 8),
    "TianBiaoShiJian": ("filled_in_on", 8),
}
"""The elements that hold a day: where it belongs, and how many of its digits are written."""
_EDUCATIONS = {"QuanRiZhiJiaoYu": "full_time", "ZaiZhiJiaoYu": "in_service"}
_OF_EDUCATION = {
    "XueLi": "level",
    "XueWei": "degree",
    "XueLi_BiYeYuanXiaoXi": "level_school",
    "XueWei_BiYeYuanXiaoXi": "degree_school",
}
_OF_RELATIVE = {
    "ChengWei": "relation",
    "XingMing": "name",
    "ChuShengRiQi": "birth",
    "ZhengZhiMianMao": "political_status",
    "GongZuoDanWeiJiZhiWu": "work",
}
_PARTY, _RESUME, _FAMILY, _PHOTO = "RuDangShiJian", "JianLi", "JiaTingChengYuan", "ZhaoPian"
_RETIRES, _BEFORE_REFORM = "DaoLingNianYue", "GaiGeQianRenZhiNianLingJieXian"
"""What newer editions alone hold, after 参加工作时间: 到龄年月, and 改革前任职年龄界限 (of `others`)."""
ELEMENTS = (
    "XingMing", "XingBie", "ChuShengNianYue", "MinZu", "JiGuan", "ChuShengDi", _PARTY, "CanJiaGongZuoShiJian",
    _RETIRES, _BEFORE_REFORM, "JianKangZhuangKuang", "ZhuanYeJiShuZhiWu", "ShuXiZhuanYeYouHeZhuanChang",
    *(f"{mode}_{part}" for mode in _EDUCATIONS for part in _OF_EDUCATION),
    "XianRenZhiWu", "NiRenZhiWu", "NiMianZhiWu", _RESUME, "JiangChengQingKuang", "NianDuKaoHeJieGuo", "RenMianLiYou",
    _FAMILY, "ChengBaoDanWei", "JiSuanNianLingShiJian", "TianBiaoShiJian", "TianBiaoRen", "ShenFenZheng", _PHOTO,
    "Version",
)  # fmt: skip
"""The elements in their order."""
_CELL_OF = {
    **_TEXTS,
    **{element: cell for element, (cell, _) in _DAYS.items()},
    **{f"{mode}_{part}": cell for mode, cell in _EDUCATIONS.items() for part in _OF_EDUCATION},
    _PARTY: "joined_party_on", _RESUME: "resume", _FAMILY: "family",
}  # fmt: skip
"""The cell of the form that an element is, or is a part of."""
_NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w.\-]{0,80}")
_CDATA_OR_LOOSE = re.compile(
    r"<!\[CDATA\[.*?\]\]>|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)(?:nbsp;)?|<br\s*/?>|</br>",
    re.DOTALL | re.IGNORECASE,
)
_UNSEEN = "\u2060"
"""Stands for a control that XML does not take, so that the cell in which it is is refused like any other."""
_NOT_XML = re.compile(
    r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|&#(?!(?:0*(?:9|10|13)|x0*[9ad]);)"
    r"(?:0*[12]?[0-9]|0*3[01]|x0*1?[0-9a-f]);",
    re.IGNORECASE,
)


def write(form: AppointmentForm, newer: bool = False) -> bytes:
    """The file; `newer` with 到龄年月 and 改革前任职年龄界限, which an editor of the classic edition does not know."""
    others = dict(form.others)
    before_reform = others.pop(_BEFORE_REFORM, "")
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<Person>"]
    for element in ELEMENTS:
        if element in (_RETIRES, _BEFORE_REFORM) and not newer:
            continue
        if element == "Version":
            lines += [_line(name, text) for name, text in others.items() if _NAME.fullmatch(name)]
            lines.append(_line(element, NEWER_VERSION if newer else VERSION))
        elif element == _BEFORE_REFORM:
            lines.append(_line(element, before_reform))
        elif element == _FAMILY:
            lines += _written_family(form.family)
        elif element == _PHOTO:
            lines.append(f"  <{_PHOTO}>{base64.b64encode(form.photo).decode()}</{_PHOTO}>")
        else:
            lines.append(_line(element, _WRITTEN[element](form)))
    return "\r\n".join([*lines, "</Person>", ""]).encode()


def _line(element: str, text: str, indent: str = "  ") -> str:
    return f"{indent}<{element}>{escape(clean(text)).replace(chr(10), chr(13) + chr(10))}</{element}>"


def _written_family(family: tuple[FamilyMember, ...]) -> list[str]:
    lines = [f"  <{_FAMILY}>"]
    for member in family:
        lines.append("    <Item>")
        for element, name in _OF_RELATIVE.items():
            text = getattr(member, name)
            lines.append(_line(element, days.packed(text, 6) if name == "birth" else text, " " * 6))
        lines.append("    </Item>")
    return [*lines, f"  </{_FAMILY}>"]


def _text_of(name: str) -> Callable[[AppointmentForm], str]:
    return lambda form: str(getattr(form, name))


def _day_of(name: str, digits: int) -> Callable[[AppointmentForm], str]:
    return lambda form: days.packed(getattr(form, name), digits)


def _education_of(mode: str, part: str) -> Callable[[AppointmentForm], str]:
    return lambda form: str(getattr(getattr(form, mode), part))


_WRITTEN: Mapping[str, Callable[[AppointmentForm], str]] = {
    **{element: _text_of(name) for element, name in _TEXTS.items()},
    **{element: _day_of(*where) for element, where in _DAYS.items()},
    **{
        f"{mode}_{part}": _education_of(name, field)
        for mode, name in _EDUCATIONS.items()
        for part, field in _OF_EDUCATION.items()
    },
    _PARTY: lambda form: party.write(form.joined_party_on, form.other_party),
    _RESUME: lambda form: resume.text(form.resume),
}


def read(content: bytes) -> AppointmentForm:
    """The form that a file holds; what was left out of it, and why, stands in its notes. Raises Refused."""
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise Refused("too-large", f"任免审批表文件不得超过 {most} MB", f"A form's file has at most {most} MB")
    person = _person(decoded(content))
    notes: list[Note] = []
    held: dict[str, etree._Element] = {}
    for child in person.iterchildren(etree.Element):
        name = etree.QName(child).localname
        if name != _PHOTO:
            _must_be_plain(child, _CELL_OF.get(name, ""))
        if name in held and _text(held[name]) and _text(child) not in ("", _text(held[name])):
            called = f"“{CALLED[_CELL_OF[name]]}”" if name in _CELL_OF else "同一栏目"
            zh, en = f"{called}出现两次，内容不同", f"{name} stands there twice, and says different things"
            raise Refused("twice", zh, en, _CELL_OF.get(name, ""))
        if name not in held or not _text(held[name]):
            held[name] = child
    texts = {name: _text(child) for name, child in held.items() if name not in (_FAMILY, _PHOTO)}
    if not texts.get("XingMing"):
        raise Refused("no-name", "任免审批表中没有姓名", "The form names nobody", "name")
    joined, other = party.read(texts.get(_PARTY, ""))
    known = {*_WRITTEN, _FAMILY, _PHOTO, "Version"}
    return AppointmentForm(
        **{name: texts.get(element, "") for element, name in _TEXTS.items()},
        **{name: _day(texts.get(element, "")) for element, (name, _) in _DAYS.items()},
        full_time=_education(texts, "QuanRiZhiJiaoYu"),
        in_service=_education(texts, "ZaiZhiJiaoYu"),
        joined_party_on=joined,
        other_party=other,
        resume=resume.parse(_raw(held.get(_RESUME))),
        family=_family(held.get(_FAMILY), notes),
        photo=photo_of(_raw(held.get(_PHOTO)), notes),
        others={name: text for name, text in texts.items() if name not in known and text},
        notes=tuple(notes),
    )


def _person(text: str) -> etree._Element:
    """The element that holds the cells. Raises Refused."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).strip(" \t\r\n\x00\ufeff")
    if not text.startswith("<"):
        raise Refused("not-a-form", "文件不是任免审批表", "The file is no appointment form")
    try:
        root = _parsed(text)
    except etree.XMLSyntaxError:
        try:
            _must_declare_nothing(_NOT_XML.sub("", text))
            root = _parsed(_CDATA_OR_LOOSE.sub(_mended, _NOT_XML.sub(_UNSEEN, text)))
        except etree.XMLSyntaxError as wrong:
            raise _broken(text, wrong) from None
    named = [one.getparent() for one in root.iterdescendants("{*}XingMing")]
    persons = [one for one in dict.fromkeys(named) if one is not None and etree.QName(one).localname != "Item"]
    if len(persons) > 1:
        zh, en = "文件中有几个人，一份任免审批表只能有一人", "The file holds several people; a form is of one"
        raise Refused("several", zh, en)
    if not persons or persons[0] not in (root, *root):
        raise Refused("not-a-form", "文件不是任免审批表", "The file is no appointment form")
    _must_be_open(root, persons[0])
    return persons[0]


def _must_be_open(root: etree._Element, person: etree._Element) -> None:
    """Raises Refused for a mark of secrecy in what is no cell: comments, attributes, between and beside elements."""
    for one in (*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter()):
        is_cell = isinstance(one.tag, str) and len(one) == 0 and person in one.iterancestors()
        attributes = map(str, one.attrib.values()) if isinstance(one.tag, str) else ()
        if any(bears_mark(text) for text in ("" if is_cell else one.text, one.tail, *attributes) if text):
            raise Refused(*CLASSIFIED)


def _must_declare_nothing(text: str) -> None:
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        zh, en = "任免审批表文件中不得有文档类型声明和实体", "A form's file declares no document type and no entities"
        raise Refused("document-type", zh, en)


def _parsed(text: str) -> etree._Element:
    _must_declare_nothing(text)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=False
    )
    return etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)


def _mended(found: re.Match[str]) -> str:
    """What people's programs write unescaped, as it is meant."""
    loose = found[0]
    if loose.startswith("<![CDATA["):
        return loose
    if loose.startswith("&"):
        return " " if len(loose) > 1 else "&amp;"
    return "\n" if loose.lower().startswith("<br") else ""


def _broken(text: str, wrong: etree.XMLSyntaxError) -> Refused:
    line = wrong.lineno or 1
    root = re.match(r"(?:<!--.*?-->|\s)*<([\w:.\-]+)", text, re.DOTALL)
    if root is not None and not re.search(rf"</{re.escape(root[1])}\s*>\s*$", text):
        zh, en = f"文件不完整，在第 {line} 行中断", f"The file is cut off in line {line}"
        return Refused("cut-off", zh, en, f"{line}")
    zh, en = f"文件已损坏，第 {line} 行不能读取", f"The file is damaged: line {line} cannot be read"
    return Refused("damaged", zh, en, f"{line}")


def _must_be_plain(element: etree._Element, cell: str) -> None:
    """Raises Refused where something in an element is not seen, or bears a mark of secrecy."""
    called = f"“{CALLED[cell]}”" if cell else "文件中的其他内容"
    parts = [part for item in element.iterchildren("{*}Item") for part in item.iterchildren(etree.Element)]
    for one in parts or [element]:
        must_be_plain(_raw(one), called, cell)


def _raw(element: etree._Element | None) -> str:
    """The text of an element; elements within it begin new lines, as `<br>` does."""
    if element is None:
        return ""
    if len(element) == 0:
        return str(element.text or "")
    return "\n".join(str(part) for part in element.itertext())


def _text(element: etree._Element) -> str:
    return clean(_raw(element))


def _day(text: str) -> str:
    """A day as the platform keeps it; what is none stays as it was written."""
    return text if (day := days.read(text)) is None else day


def _education(texts: Mapping[str, str], mode: str) -> Education:
    return Education(**{name: texts.get(f"{mode}_{part}", "") for part, name in _OF_EDUCATION.items()})


def _family(element: etree._Element | None, notes: list[Note]) -> tuple[FamilyMember, ...]:
    if element is None:
        return ()
    items = [child for child in element.iterchildren(etree.Element) if etree.QName(child).localname == "Item"]
    if not items:
        return cells.family(_raw(element))
    members = []
    for item in items:
        texts = {etree.QName(child).localname: _text(child) for child in item.iterchildren(etree.Element)}
        fields = {name: texts.get(part, "") for part, name in _OF_RELATIVE.items()}
        if any(fields.values()):
            members.append(FamilyMember(**fields | {"birth": _day(fields["birth"])}))
    if len(members) > MOST_RELATIVES:
        zh, en = (
            f"家庭成员超过 {MOST_RELATIVES} 人，其余未读入",
            f"Over {MOST_RELATIVES} relatives: the others were left out",
        )
        notes.append(Note("family", zh, en))
    return tuple(members[:MOST_RELATIVES])


def photo_of(text: str, notes: list[Note]) -> bytes:
    """The photo of a file; one that is none, or too large, is left out with a note."""
    packed = re.sub(r"\s+|^data:image/\w+;base64,", "", text)
    try:
        photo = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        photo = b"\x00"
    return checked_photo(photo, notes)


def checked_photo(photo: bytes, notes: list[Note]) -> bytes:
    """A photo that is one; else nothing, with a note."""
    if not photo:
        return b""
    if len(photo) > MOST_PHOTO_BYTES:
        most = MOST_PHOTO_BYTES // 1024 // 1024
        notes.append(Note("photo", f"照片超过 {most} MB，未读入", f"The photo is over {most} MB and was left out"))
        return b""
    if not photo.startswith(PHOTO_BEGINS):
        notes.append(Note("photo", "照片不是照片文件，未读入", "The photo is no JPEG or PNG and was left out"))
        return b""
    return photo
