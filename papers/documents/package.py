"""What a Word document is packed of, looked at before anything opens it: sizes, macros, links, objects, entities."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from papers import pictures
from papers.refusals import BROKEN_ZIP, Refused, must_be_usual

_MOST_UNPACKED = 20 * 1024 * 1024
_MOST_PARTS = 300
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_OBJECTS = ("oleobject", "afchunk", "control", "package", "activex", "vbaproject", "attachedtemplate", "frame")
"""Ends of the types of what is no text, style or picture of the document itself."""
_TAKEN_IN = ("{*}altChunk", "{*}subDoc")
"""What stands for another document, which is shown there."""
_FIELD_CODES = frozenset(("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES"))
_ENCRYPTED = b"\xd0\xcf\x11\xe0"


def parts(content: bytes) -> dict[str, etree._Element]:
    """The XML parts of a document by their names. Raises Refused."""
    if content.startswith(_ENCRYPTED):
        raise Refused(
            "not-a-docx", "文件已加密，或是旧版doc文件，请另存为docx文件", "It is encrypted, or an old .doc file"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = dict(_read(archive))
    except BROKEN_ZIP:
        raise Refused("not-a-docx", "文件不是docx文件，或已损坏", "It is no .docx file, or it is damaged") from None
    _check_types(found)
    _check_links(found)
    for name, part in found.items():
        if next(part.iter(*_TAKEN_IN), None) is not None:
            raise Refused("active", "模板中不得有宏、控件和嵌入的对象", "No macros, controls or embedded objects")
        _check_field_codes(name, part)
    return found


def _read(archive: zipfile.ZipFile) -> Iterator[tuple[str, etree._Element]]:
    entries = archive.infolist()
    if len(entries) > _MOST_PARTS or sum(one.file_size for one in entries) > _MOST_UNPACKED:
        raise Refused("too-large", "文件解开后过大", "It unpacks to too much")
    if len({one.filename for one in entries}) < len(entries):
        raise Refused("not-a-docx", "文件中有同名的部分", "Parts of the file have the same name")
    room = _MOST_UNPACKED
    for entry in entries:
        name = entry.filename
        must_be_usual(entry)
        with archive.open(entry) as file:
            # What an entry says of its size need not be so.
            read = file.read(room + 1)
        room -= len(read)
        if room < 0:
            raise Refused("too-large", "文件解开后过大", "It unpacks to too much")
        if "vba" in name.lower() or "activex" in name.lower() or "/embeddings/" in name.lower():
            raise Refused("active", "模板中不得有宏、控件和嵌入的对象", "No macros, controls or embedded objects")
        if read.startswith((pictures.JPEG_BEGINS, pictures.PNG_BEGINS)) and not pictures.kind(read):
            most = pictures.MOST_PIXELS
            zh = f"图片“{name.rpartition('/')[2][:40]}”已损坏，或长宽超过{most}像素"
            raise Refused("picture", zh, f"A picture is damaged or wider or higher than {most} pixels")
        if name.lower().endswith((".xml", ".rels")):
            yield name, _parsed(name, read)


def _parsed(name: str, content: bytes) -> etree._Element:
    try:
        root = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError:
        raise Refused("not-a-docx", f"文件的“{name}”部分已损坏", f"The part {name} is damaged") from None
    if root.getroottree().docinfo.doctype:
        raise Refused("entities", "文件中有文档类型声明", "It holds a document type declaration")
    return root


def _check_types(found: Mapping[str, etree._Element]) -> None:
    types = found.get("[Content_Types].xml")
    said = [] if types is None else [str(one.get("ContentType", "")) for one in types]
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in said):
        raise Refused("active", "模板中不得有宏、控件和嵌入的对象", "No macros, controls or embedded objects")
    if _MAIN not in said or "word/document.xml" not in found:
        raise Refused("not-a-docx", "文件不是docx文件", "It is no .docx document")


def _check_links(found: Mapping[str, etree._Element]) -> None:
    for name, part in found.items():
        if not name.endswith(".rels"):
            continue
        for link in part:
            kind = str(link.get("Type", "")).rpartition("/")[2].lower()
            if str(link.get("TargetMode", "")).lower() == "external":
                raise Refused(
                    "external",
                    "模板中不得有指向外部的链接、图片和模板，请改为普通文字或嵌入图片",
                    "No links, pictures or templates from outside",
                )
            if kind.endswith(_OBJECTS):
                raise Refused("active", "模板中不得有宏、控件和嵌入的对象", "No macros, controls or embedded objects")


def _check_field_codes(name: str, part: etree._Element) -> None:
    codes = ["".join(one.itertext()) for one in part.iter(f"{_W}instrText")]
    codes += [str(one.get(f"{_W}instr", "")) for one in part.iter(f"{_W}fldSimple")]
    # Word joins the pieces of one code, so a code in pieces is read as it is joined.
    said = re.findall(r"[A-Za-z]{3,}", " ".join(codes))
    if wrong := [
        one for one in said if one.upper() not in _FIELD_CODES and one.upper() not in ("MERGEFORMAT", "ARABIC")
    ]:
        raise Refused(
            "field-code",
            f"模板中只可有页码域，不得有“{wrong[0][:40]}”域",
            f"Of Word's own fields only page numbers are taken: {wrong[0][:40]}",
        )
