from __future__ import annotations

import base64
import contextlib
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers import lrmx, resume
from papers.form import AppointmentForm, Education, FamilyMember
from papers.refusals import Refused
from tests.unit.papers.strategies import FORMS

PHOTO = b"\xff\xd8\xff\xe0 a picture"
FORM = AppointmentForm(
    name="示例人",
    sex="男",
    birth="1985-07",
    ethnicity="蒙古族",
    native_place="内蒙古包头",
    joined_party_on="2008-06",
    began_work_on="2007-08",
    full_time=Education("大学", "法学学士", "内蒙古大学法学院法学专业"),
    current_post="示例单位科长",
    resume=resume.parse(
        "2003.09--2007.08  内蒙古大学学生\n2007.08--       示例单位干部\n（其间：2010.03--2010.07在党校学习）"
    ),
    rewards_and_punishments="无",
    family=(FamilyMember("妻子", "示例亲属", "1986-01", "群众", "示例学校教师"),),
    age_on="2026-01-31",
    identity_number="150203198507010012",
    photo=PHOTO,
)
CLASSIC = [
    "XingMing",
    "XingBie",
    "ChuShengNianYue",
    "MinZu",
    "JiGuan",
    "ChuShengDi",
    "RuDangShiJian",
    "CanJiaGongZuoShiJian",
    "JianKangZhuangKuang",
    "ZhuanYeJiShuZhiWu",
    "ShuXiZhuanYeYouHeZhuanChang",
    "QuanRiZhiJiaoYu_XueLi",
    "QuanRiZhiJiaoYu_XueWei",
    "QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
    "QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
    "ZaiZhiJiaoYu_XueLi",
    "ZaiZhiJiaoYu_XueWei",
    "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
    "ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
    "XianRenZhiWu",
    "NiRenZhiWu",
    "NiMianZhiWu",
    "JianLi",
    "JiangChengQingKuang",
    "NianDuKaoHeJieGuo",
    "RenMianLiYou",
    "JiaTingChengYuan",
    "ChengBaoDanWei",
    "JiSuanNianLingShiJian",
    "TianBiaoShiJian",
    "TianBiaoRen",
    "ShenFenZheng",
    "ZhaoPian",
    "Version",
]


def _elements(content: bytes) -> list[str]:
    return re.findall(r"^  <(\w+)>", content.decode(), re.MULTILINE)


@settings(max_examples=150)
@given(FORMS, st.booleans())
def test_what_goes_out_comes_in_as_the_same(form: AppointmentForm, newer: bool) -> None:
    if not newer:
        form = AppointmentForm(**{name: getattr(form, name) for name in form.__slots__} | {"retires_on": ""})
    assert lrmx.read(lrmx.write(form, newer)) == form


@settings(max_examples=300)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        lrmx.read(content)


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_in_words(data: st.DataObject) -> None:
    content = bytearray(lrmx.write(FORM))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    with contextlib.suppress(Refused):
        lrmx.read(bytes(content))


def test_a_file_has_the_classic_elements_in_their_order() -> None:
    content = lrmx.write(FORM)
    assert _elements(content) == CLASSIC
    assert content.startswith(b'<?xml version="1.0" encoding="utf-8"?>\r\n<Person>')
    assert b"<Version>3.2.1.6</Version>" in content
    assert b"<ChuShengNianYue>198507</ChuShengNianYue>" in content
    assert b"<JiSuanNianLingShiJian>20260131</JiSuanNianLingShiJian>" in content
    assert f"<ZhaoPian>{base64.b64encode(PHOTO).decode()}</ZhaoPian>".encode() in content
    resume_cell = re.search(r"<JianLi>(.*?)</JianLi>", content.decode(), re.DOTALL)
    assert resume_cell is not None
    assert resume_cell[1].split("\r\n") == [
        "2003.09--2007.08  内蒙古大学学生",
        "2007.08--       示例单位干部",
        "                  （其间：2010.03--2010.07在党校学习）",
    ]
    member = re.findall(r"^      <(\w+)>", content.decode(), re.MULTILINE)
    assert member == ["ChengWei", "XingMing", "ChuShengRiQi", "ZhengZhiMianMao", "GongZuoDanWeiJiZhiWu"]


def test_newer_elements_stand_after_the_beginning_of_work_where_they_are_wanted() -> None:
    elements = _elements(lrmx.write(FORM, newer=True))
    at = elements.index("CanJiaGongZuoShiJian")
    assert elements[at + 1 : at + 3] == ["DaoLingNianYue", "GaiGeQianRenZhiNianLingJieXian"]
    assert b"<Version>3.2.1.16</Version>" in lrmx.write(FORM, newer=True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
@pytest.mark.parametrize(
    "declared", ["", '<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0" encoding="gbk"?>']
)
def test_a_file_is_read_whatever_its_encoding_and_whatever_it_says_of_it(encoding: str, declared: str) -> None:
    text = lrmx.write(FORM).decode().partition("\r\n")[2]
    assert lrmx.read((declared + text).encode(encoding)) == FORM


def test_a_file_with_a_namespace_other_order_and_unknown_elements_is_read_and_goes_out_with_them() -> None:
    content = (
        '<p:Person xmlns:p="urn:x"><p:JianLi><![CDATA[1985.07—1990.01 甲\r\n1990年1月至今 乙]]></p:JianLi>'
        "<p:XingMing> \u200b示例\u3000</p:XingMing><p:ZhengZhiMianMao>群众</p:ZhengZhiMianMao></p:Person>"
    )
    form = lrmx.read(content.encode())
    assert form.name == "示例"
    assert form.others == {"ZhengZhiMianMao": "群众"}
    assert [(line.began, line.ended, line.text) for line in form.resume] == [
        ("1985-07", "1990-01", "甲"),
        ("1990-01", "", "乙"),
    ]
    assert lrmx.read(lrmx.write(form)) == form


def test_breaks_and_loose_ampersands_are_cleaned() -> None:
    content = (
        "<Person><XingMing>示例</XingMing>"
        "<JiangChengQingKuang>甲<br>乙&乙<br/>丙&nbsp;丁&lt;br&gt;戊</JiangChengQingKuang></Person>"
    )
    assert lrmx.read(content.encode()).rewards_and_punishments == "甲\n乙&乙\n丙 丁\n戊"


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE Person [<!ENTITY x SYSTEM "file:///etc/passwd">]><Person><XingMing>&x;</XingMing></Person>',
        '<!DOC\x01TYPE a [<!EN\x01TITY x "x">]><Person><XingMing>&x;</XingMing></Person>',
        '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;">]><Person><XingMing>&y;</XingMing></Person>',
    ],
)
def test_a_file_that_declares_a_document_type_is_refused(content: str) -> None:
    with pytest.raises(Refused) as refused:
        lrmx.read(content.encode())
    assert refused.value.code == "document-type"


@pytest.mark.parametrize("sign", ["\x01", "&#x1;", "\x0b", "\u202e", "&#x202e;", "\u200b"])
@pytest.mark.parametrize(
    ("inner", "place"),
    [
        ("<JiGuan>内蒙{}古</JiGuan>", "native_place"),
        ("<ChuShengNianYue>1985{}07</ChuShengNianYue>", "birth"),
        ("<JianLi>1985.07--1990.01 科{}员</JianLi>", "resume"),
        ("<ZaiZhiJiaoYu_XueLi>研{}究生</ZaiZhiJiaoYu_XueLi>", "in_service"),
        ("<JiaTingChengYuan><Item><XingMing>亲{}属</XingMing></Item></JiaTingChengYuan>", "family"),
        ("<QiTa>甲{}乙</QiTa>", ""),
    ],
)
def test_what_nobody_sees_in_a_cell_refuses_the_form_at_that_cell(sign: str, inner: str, place: str) -> None:
    content = f"<Person><XingMing>示例</XingMing>{inner.format(sign)}</Person>"
    with pytest.raises(Refused) as refused:
        lrmx.read(content.encode())
    assert (refused.value.code, refused.value.place) == ("hidden", place)
    assert "个字符是看不见的" in refused.value.zh


@pytest.mark.parametrize("cell", ["RenMianLiYou", "JiGuan", "QiTa", "NiRenZhiWu"])
def test_a_mark_of_secrecy_in_a_cell_refuses_the_form_also_where_the_cell_is_not_read(cell: str) -> None:
    content = f"<Person><XingMing>示例</XingMing><{cell}>考察材料\r\n机-密★1年</{cell}></Person>"
    with pytest.raises(Refused) as refused:
        lrmx.read(content.encode())
    assert refused.value.code == "classified"


@pytest.mark.parametrize(
    "content",
    [
        "<!-- 机密★1年 --><Person><XingMing>示例</XingMing></Person>",
        "<Person><!-- 机密★1年 --><XingMing>示例</XingMing></Person>",
        "<Person><XingMing><!-- 机密★1年 -->示例</XingMing></Person>",
        '<Person 密级="机密★1年"><XingMing>示例</XingMing></Person>',
        '<Person><XingMing 说明="机密★1年">示例</XingMing></Person>',
        "<Person><?说明 机密★1年?><XingMing>示例</XingMing></Person>",
        "<Person>机密★1年<XingMing>示例</XingMing></Person>",
        "<Person><XingMing>示例</XingMing>机密★1年</Person>",
        "<Persons><Other>机密★1年</Other><Person><XingMing>示例</XingMing></Person></Persons>",
    ],
)
def test_a_mark_of_secrecy_that_stands_in_no_cell_refuses_the_form(content: str) -> None:
    with pytest.raises(Refused) as refused:
        lrmx.read(content.encode())
    assert refused.value.code == "classified"


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("<P><Person><XingMing>甲</XingMing></Person><Person><XingMing>乙</XingMing></Person></P>", "several", ""),
        ("<Person><XingMing>甲</XingMing><Person><XingMing>乙</XingMing></Person></Person>", "several", ""),
        ("<Person><XingMing>甲</XingMing><XingMing>乙</XingMing></Person>", "twice", "name"),
        ("<Person><XingMing>甲</XingMing><JianLi>丙</JianLi><JianLi>丁</JianLi></Person>", "twice", "resume"),
    ],
)
def test_a_second_person_or_cell_is_not_dropped_unsaid(content: str, code: str, place: str) -> None:
    with pytest.raises(Refused) as refused:
        lrmx.read(content.encode())
    assert (refused.value.code, refused.value.place) == (code, place)


def test_a_cell_that_stands_there_twice_and_says_the_same_is_read() -> None:
    content = "<Person><XingMing>甲</XingMing><XingMing/><XingMing> 甲 </XingMing></Person>"
    assert lrmx.read(content.encode()).name == "甲"


def test_letters_that_are_joined_stay_joined() -> None:
    mongol = "ᠨᠠᠷ\u180eᠠ ᠰᠠᠷ\u200d"
    content = f"<Person><XingMing>示例</XingMing><JiGuan>{mongol}</JiGuan></Person>"
    form = lrmx.read(content.encode())
    assert form.native_place == mongol
    assert lrmx.read(lrmx.write(form)) == form


def test_an_undeclared_entity_stays_text() -> None:
    assert lrmx.read(b"<Person><XingMing>&x;</XingMing></Person>").name == "&x;"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_cut_in_the_middle_is_refused_at_its_line(share: float) -> None:
    content = lrmx.write(FORM)
    with pytest.raises(Refused) as refused:
        lrmx.read(content[: int(len(content) * share)].decode("utf-8", "ignore").encode())
    assert refused.value.code == "cut-off"
    assert refused.value.place


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-a-form"),
        (b"<html><body>x</body></html>", "not-a-form"),
        (b"<Person><XingMing></XingMing></Person>", "no-name"),
        (b"<Person><XingMing>a</XingMin></Person>", "damaged"),
        (b"\xff\xfe\x00", "encoding"),
        (b"<" + b"x" * lrmx.MOST_BYTES, "too-large"),
    ],
)
def test_what_is_no_form_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        lrmx.read(content)
    assert refused.value.code == code


@pytest.mark.parametrize("photo", [b"no picture", PHOTO + bytes(lrmx.MOST_PHOTO_BYTES)])
def test_a_photo_that_is_none_or_too_large_is_left_out_with_a_note(photo: bytes) -> None:
    text = lrmx.write(FORM).decode().replace(base64.b64encode(PHOTO).decode(), base64.b64encode(photo).decode())
    form = lrmx.read(text.encode())
    assert form.photo == b""
    assert [note.place for note in form.notes] == ["photo"]
    assert lrmx.read(text.replace("<ZhaoPian>", "<ZhaoPian>@@").encode()).photo == b""


def test_a_photo_that_is_a_png_is_read_and_written_as_it_is() -> None:
    photo = b"\x89PNG\r\n\x1a\n a picture"
    form = lrmx.read(lrmx.write(replace(FORM, photo=photo)))
    assert (form.photo, form.notes) == (photo, ())
