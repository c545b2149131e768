"""One way in: every field of every schema that something comes in by folds or refuses what people mistype and hide."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import marshmallow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import validate

from gateway.table import collect, import_kinds
from servicekit import fields
from servicekit.blanks import hidden
from servicekit.errors import InvalidFields
from servicekit.process import declared, service_of
from servicekit.schema import Id, PartialDate, Schema, load
from servicekit.secrecy import bears_mark
from services import SERVICES
from services.registry.schemas.cadres import RegisterCadre
from services.registry.schemas.policies import ListPolicies, RegisterPolicy

HIDDEN = (
    "甲\x00乙",
    "甲\x01乙",
    "甲\x7f乙",
    "甲\u200b乙",
    "甲\u202e乙",
    "甲\ufeff乙",
    "甲\u00ad乙",
    "甲\u200d乙",
    "甲\uffff乙",
)
MARKED = (
    "机密★1年",
    "机　密★",
    "秘 密 ★ 5 年",
    "密级：机密",
    "密 级: 绝　密",
    "密级 秘密",
    "000001\n机　密\n特急\n关于……的通知",
    "特急 机密\n关于……",
    "【机密】关于……的报告",
    "正文。" * 1000 + "\n机密★长期",
    "机\u2003密\u3000☆",
    "秘-密",
    "秘/密",
    "秘.密",
    "秘_密",
    "机·密",
    "(机密)关于……的报告",
    "密级—机密",
    "密级|秘.密",
    "机\n密\n★",
    "机密级★10年",
    "关于……的函 ㊙",
    "密级∶机密",
    "密级ː机密",
    "密级꞉机密",
    "密级：☑机密",
    "密级：√机密",
    "□秘密 ☑机密 □绝密",
    "密级为机密",
    "密级是机密，保密期限一年",
    "密级（机密）",
    "定密等级：秘密",
    "密别：机密",
    "机密级",
    "机密（一年）",
    "机密一年",
    "机密※1年",
    "絶密",
    "份号000001 机密 特急",
    "000001 机密 特急",
    "机密。",
    "第一条。\n机密。",
    "机密 机密",
    "“机密”",
    "「机密」",
    "《机密》",
    "机ㆍ密",
    "关于某事项的通知（机密）",
    "张三（秘 密）",
    "某方案 机密",
    "保密级别：机密",
    "涉密级别：秘密",
    "涉 密 级 别 ： 秘 密",
    "密级标识：机密",
    "保密程度：机密",
    "【密级】机密",
    "〔密级〕秘密",
    "（密级）机密",
    "密级★机密",
    "密级→机密",
    "定密：机密",
    "定密为机密",
    "【定密】：秘密",
    "涉密：机密级",
    "密级定为机密",
    "密级确定为机密",
    "密级拟定为秘密，保密期限五年",
    "密级标注为机密",
    "密级属机密",
    "密级系秘密",
    "此件为机密，请妥善保管",
    "本文件属于秘密",
    "本材料机密",
    "机密件",
    "绝 密 件",
    "【机密件】",
    "（机密件）",
    "【机密级】",
    "机 密 级",
    "机密！",
    "绝 密 ！",
    "机密件！",
    "机密：",
    "机密：考察材料",
    "机密 考察材料",
    "机密-考察材料",
    "机密——某某同志述职",
    "秘 密：关于某某同志的考察",
    "机密件 考察材料",
    "正文。\n机密：考察材料",
    "机密★启封前",
    "秘密★1年",
    "︻机密︼",
    "︵机密︶",
    "密级︓机密",
    "密级︰机密",
    "机\n密\n件",
    "密级确定：机密",
    "密级确定为：机密",
    "密级定为“机密”",
    "标密：机密",
    "“机密件”",
    "机密（考察材料）",
    "机密·考察材料",
    "考察材料-机密",
    "考察材料：机密",
    "考察材料（机密级）",
    "内部资料 机密",
    "机密，请阅后收回",
)
OPEN = (
    "关于加强秘密载体管理的通知",
    "密级分为绝密、机密、秘密三级",
    "不得泄露国家秘密和商业秘密",
    "秘密及以上材料不得录入",
    "严守机密，慎独慎微",
    "密切联系群众",
    "按照密级：绝密、机密、秘密分别管理",
    "密级：绝密/机密/秘密三级",
    "密级:绝密-机密-秘密",
    "密级 绝密 机密 秘密",
    "机密级/秘密级涉密人员",
    "涉密人员（机密级）管理",
    "密级/秘密点/保密期限",
    "市委保密委员会办公室秘书",
    "任机要局密码处处长",
    "机要秘书、密码员",
    "保密/秘书岗位",
    "机密工作",
    "机密性要求",
    "以无记名秘密投票方式",
    "商业秘密",
    "精密机械加工",
    "司机密报线索",
    "参加机密文件管理培训。",
    "不得泄露国家\n秘密。",
    "严守机密；\n★ 慎独慎微",
    "政治机关密切联系群众",
    "绝对秘密",
    "（秘密）投票",
    "密级：□绝密 □机密 □秘密",
    "密级为机密的文件",
    "密级是绝密、机密、秘密三级",
    "密级（绝密、机密、秘密）",
    "文件中的“机密”二字",
    "绝密、机密、秘密",
    "绝密 机密 秘密",
    "严守党和国家 秘密",
    "核心涉密人员（绝密级）",
    "采用（秘密）投票方式表决",
    "他人秘密别外传",
    "份号、密级、紧急程度",
    "中华人民共和国保守国家秘密法",
    "机密性",
    "机密件数",
    "密件抄送",
    "密级确定为机密的文件",
    "密级定为绝密、机密、秘密",
    "密级确定、变更和解除",
    "定密为机密级以上的事项",
    "定密：绝密、机密、秘密三级",
    "定密责任人",
    "定密权限：机密级和秘密级",
    "涉密岗位：秘书科",
    "保密级别分为机密和秘密",
    "【密级】机密、秘密",
    "【密级】机密文件的管理",
    "此件秘密保管",
    "绝密：最重要的国家秘密\n机密：重要的国家秘密\n秘密：一般的国家秘密",
    "机密：指泄露会使国家安全和利益遭受严重损害的",
    "秘密：是一般的国家秘密",
    "秘密-机密-绝密",
    "秘密 投票选举办法",
    "秘密 写票说明",
    "机密文件管理办法",
    "机密及以上材料",
    "机密、秘密材料",
    "不得泄露国家\n秘密！",
    "不得泄露国家\n秘密：",
    "严守机密！",
    "国家秘密 载体管理规定",
    "商业秘密：保护办法",
    "密级为“机密”的文件",
    "文件与材料/秘书科",
    "严守秘密，不得外传",
    "秘密不得外传",
)
SPACINGS = st.text("\t \u3000\u00a0\u200b\u3164\uffa0\u2800\ufe0e\ufe0f\u00ad\u0332-‐—_/\\|.·・•~*+", max_size=30)
DAYS = ("0001-01-01", "0999-12-31", "1899-12-31", "2200-01-01", "9999-12-31")
FULL_WIDTH = "１５０２０３"
Leaf = tuple[str, marshmallow.fields.Field[Any], bool]


def wishes() -> Iterator[type[marshmallow.Schema]]:
    for service in SERVICES:
        yield from (one.wish for one, _ in declared(service_of(service.package), "operation"))
    yield from (schema for route in collect() for schema in (route.body, route.query) if schema is not None)
    yield from (kind.operation.row for kind in import_kinds().values())


def leaves() -> Iterator[Leaf]:
    """Every field that holds values itself, by where it stands, and whether what it takes is kept."""
    waiting, seen = list(wishes()), set()
    while waiting:
        schema = waiting.pop()
        if schema in seen:
            continue
        seen.add(schema)
        for name, one in schema().load_fields.items():
            inner = one.inner if isinstance(one, fields.List) else one
            if isinstance(inner, fields.Nested):
                waiting.append(type(inner.schema))
            elif "row_by_row" not in one.metadata:
                yield f"{schema.__module__}.{schema.__name__}.{name}", one, getattr(schema, "keeps", True)


LEAVES = list(leaves())


def innermost(one: marshmallow.fields.Field[Any]) -> marshmallow.fields.Field[Any]:
    return innermost(one.inner) if isinstance(one, fields.List) else one


def taken(one: marshmallow.fields.Field[Any], value: Any) -> Any:
    """What a field makes of a value; None where it refuses it."""
    sent = value
    while isinstance(one, fields.List) and not isinstance(one, fields.AnyOf):
        sent = [sent]
        break
    if isinstance(one, fields.Dict):
        sent = {"a": value}
    try:
        return one.deserialize(sent)
    except marshmallow.ValidationError:
        return None


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)
    elif isinstance(value, dict):
        for one in (*value, *value.values()):
            yield from texts_in(one)


def walk(kind: Any, values: Any, wrong: Callable[[Any, Any], bool]) -> list[tuple[str, str]]:
    """Where a field of a kind takes one of these values wrongly."""
    return [
        (where, repr(value)[:40])
        for where, one, _ in LEAVES
        if isinstance(innermost(one), kind) and not isinstance(innermost(one), fields.Secret)
        for value in values
        if wrong(taken(one, value), value)
    ]


def test_there_are_fields_to_walk() -> None:
    assert len(LEAVES) > 1500


def test_nothing_hides_in_a_text() -> None:
    kinds = (marshmallow.fields.String, fields.Raw, fields.Dict)
    assert walk(kinds, HIDDEN, lambda got, _: any(hidden(text) for text in texts_in(got))) == []


def test_texts_are_kept_in_one_form() -> None:
    decomposed = "e\u0301\ufa19"  # An accent by itself, and a compatibility ideograph.
    kept = walk(
        fields.String,
        [decomposed],
        lambda got, _: any(text != unicodedata.normalize("NFC", text) for text in texts_in(got)),
    )
    assert kept == []
    broken = walk(
        fields.String,
        ["甲\r\n乙\u2028丙"],
        lambda got, _: any("\r" in text or "\u2028" in text for text in texts_in(got)),
    )
    assert broken == []


def test_no_text_that_is_kept_bears_a_mark_of_secrecy() -> None:
    marked = [
        (where, value[:20])
        for where, one, keeps in LEAVES
        if keeps
        and isinstance(innermost(one), marshmallow.fields.String | fields.Raw | fields.Dict)
        and not isinstance(innermost(one), fields.Secret | Id)
        and not innermost(one).metadata.get(fields.CLASSIFICATION)
        for value in MARKED
        if not (isinstance(innermost(one), fields.Formed) and "\n" in value)  # A name has one line.
        if taken(one, value) is not None
    ]
    assert marked == []


@pytest.mark.parametrize("text", OPEN)
def test_what_only_speaks_of_secrecy_is_taken(text: str) -> None:
    policy = {"title": text, "kind": "policy", "classification": "public", "text": f"第一条\n{text}\n第二条"}
    assert load(RegisterPolicy, policy)["title"] == text


@pytest.mark.parametrize("text", MARKED)
def test_a_mark_is_refused_at_its_place_and_may_be_searched_for(text: str) -> None:
    policy = {"title": "通知", "kind": "policy", "classification": "internal", "text": text}
    with pytest.raises(InvalidFields) as refused:
        load(RegisterPolicy, policy)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/text", "classified")]
    assert load(ListPolicies, {"q": text[:60]})["q"]


@given(
    st.sampled_from(("绝密", "机密", "秘密", "機密", "祕密")),
    SPACINGS,
    st.sampled_from(
        (
            "{}★1年",
            "通知\n{}\n正文",
            "密级：{}",
            "【{}】正文",
            "000001\n特急\n{} 长期\n正文",
            "正文{}☆",
            "定密：{}",
            "保密级别：{}",
            "{}件",
            "{}！",
            "{}：材料",
            "密级定为{}",
            "【密级】{}",
        )
    ),
)
def test_a_mark_is_found_whatever_stands_between_its_characters(degree: str, between: str, around: str) -> None:
    assert bears_mark(around.format(between.join(degree)))


@pytest.mark.parametrize(
    "of",
    [
        "\n",
        " ",
        "-",
        "机",
        "机-",
        "密级",
        "\n-_",
        "特急-",
        "[ ",
        "★",
        "·-",
        "密级为",
        "（机密",
        "通知 ",
        "□",
        "“机",
        "\t\n",
        "\n机密" + "-_/." * 12,
        "\n机密：考察",
        "\n机密 考察",
        "定密为",
        "此件属于",
        "【密级】",
    ],
)
def test_a_long_text_is_looked_through_at_once(of: str) -> None:
    began = time.process_time()
    bears_mark("密" + of * (200_000 // len(of)))
    assert time.process_time() - began < 2


def test_no_day_lies_outside_the_bounds() -> None:
    kinds = (fields.Date, fields.DateTime, fields.AwareDateTime, PartialDate)
    instants = [f"{day}T23:59:59Z" for day in DAYS]
    assert walk(kinds, (*DAYS, *instants, "9985-07", "0001", "9999-12"), lambda got, _: got not in (None, [])) == []


def test_a_day_in_full_width_is_the_same_day() -> None:
    class Days(Schema):
        on = fields.Date()
        since = PartialDate()
        many = fields.Int()

    read = load(Days, {"on": "２０２６－０１－０２", "since": " １９８５-０７", "many": "１２"})
    assert (read["on"].isoformat(), read["since"], read["many"]) == ("2026-01-02", "1985-07", 12)


def test_no_number_needs_more_than_64_bits() -> None:
    kinds = (marshmallow.fields.Number, fields.Raw, fields.Dict)
    assert walk(kinds, (10**20, -(10**20)), lambda got, _: isinstance(got, int)) == []
    assert walk(fields.Integer, ("9" * 20, 1e300), lambda got, _: got is not None) == []
    odd = walk(fields.Integer, ("1_0", "٣", "0x10", "1e3"), lambda got, _: got is not None)
    assert odd == []


def test_no_pattern_takes_other_digits_than_ours() -> None:
    wide = [
        (where, check.regex.pattern)
        for where, one, _ in LEAVES
        for check in innermost(one).validators
        if isinstance(check, validate.Regexp) and not check.regex.flags & re.ASCII
        if re.search(r"\\[dwDW]", check.regex.pattern)
    ]
    assert wide == []


@pytest.mark.parametrize("region", [FULL_WIDTH, "150203"])
def test_a_region_in_full_width_is_the_same_region(region: str) -> None:
    assert RegisterCadre().fields["native_region"].deserialize(region) == "150203"
    with pytest.raises(marshmallow.ValidationError):
        RegisterCadre().fields["native_region"].deserialize("000000")
