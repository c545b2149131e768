"""Chinese sentences are Chinese: no code, no id, no English word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import marshmallow
import pytest
from marshmallow import validate

from gateway.table import collect
from servicekit.errors import Invalid, field_error, problem_types, quoted
from servicekit.messages import translate
from servicekit.rules import RULES, TITLED, shipped
from servicekit.schema import Schema, fields, instance
from services import SERVICES
from tests.support.every import of_every
from tests.support.sentences import chinese_of, is_called, is_inner, may_be_a_code, sentences
from tests.support.wording import bare, clumsy, foreign, heard, inner, uncited, unofficial

ROUTES = collect()
WITHOUT = translate("Must be one of: a, b.")[1]
"""What is said where a schema has no words for what it takes."""
FILES = frozenset(("quoted(allowed)", "quoted([letters])"))
"""Kinds of files, which have no other name than the one to be sent; and letters that cannot be printed."""
_SOURCE = re.compile(r"字典(?:“[a-z_.]+”、?)+|GB/T [\d.\-]+")
"""How a field says of which dictionary or standard its codes are, which its title does not repeat."""


@of_every("code", problem_types())
def test_what_every_problem_says_of_itself(code: str) -> None:
    problem = problem_types()[code]
    assert [word for zh in (problem.zh, problem.advice_zh) for word in foreign(zh)] == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("联审现为“已撤销”，不能回复意见；可办理：无", []),
        (f"只接受{quoted(['pdf', 'docx'])}", []),
        ("请上传 xlsx 表格，不超过 10 MB", []),
        ("当前状态为 cancelled，不能执行 answer", ["cancelled", "answer"]),
        ("agy-1m8f830t1z 不是成员单位", ["agy-1m8f830t1z"]),
        ("规则 appraisal.own_index 写明依据", ["appraisal.own_index"]),
    ],
)
def test_a_foreign_word_is_found_and_a_quoted_one_is_somebody_elses(sentence: str, words: list[str]) -> None:
    assert foreign(sentence) == words


def test_every_chinese_text_of_the_source_is_chinese() -> None:
    """Titles, reasons, notes, warnings: what is put in has its word, and what is to be sent as it stands is quoted."""
    wrong = {}
    for one in sentences():
        said = _SOURCE.sub("", chinese_of(one.text))
        found = [*foreign(said), *uncited(said), *clumsy(said), *filter(may_be_a_code, one.put_in if said else ())]
        found += filter(is_inner, one.quoted if said else ())
        found += bare(said)
        found += [code for code in one.bare if not is_called(code)]
        found += [words for words in one.put_in if words.startswith("quoted(") and words not in FILES]
        if found:
            wrong[one.where] = (one.text, found)
    assert wrong == {}


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("应为其中之一：正职（“chief”）、副职（“deputy”）", []),
        ("现可办理：“guidance”、“review”", ["guidance", "review"]),
        ("学历不低于“31”", ["31"]),
        ("可用的排序：“-due_on”", ["-due_on"]),
        ("应为其中之一：“a, b_c”", ["a, b_c"]),
        ("字典“谈话身份”中没有“neighbour”", []),
        ("所填“nothing”不是日期", []),
        ("只接受“pdf”", []),
        ("联审现为“已撤销”，不能回复意见", []),
    ],
)
def test_a_quoted_code_stands_behind_what_it_is_called_unless_somebody_has_sent_it(
    sentence: str, codes: list[str]
) -> None:
    assert bare(sentence) == codes


def _taken(schema: type[Schema], around: tuple[type[Schema], ...] = ()) -> Iterator[marshmallow.fields.Field[Any]]:
    """The fields of what a row takes, those of what it holds too."""
    for declared in instance(schema).fields.values():
        yield from _held(declared, (*around, schema))


def _held(declared: marshmallow.fields.Field[Any], around: tuple[type[Schema], ...]) -> Iterator[Any]:
    if isinstance(declared, fields.List):
        yield from _held(declared.inner, around)
    elif isinstance(declared, fields.Nested):
        if type(declared.schema) not in around:
            yield from _taken(type(declared.schema), around)
    elif isinstance(declared, fields.Dict):
        for inner in (declared.key_field, declared.value_field):
            yield from _held(inner, around) if inner is not None else ()
    else:
        yield declared


def test_what_a_field_takes_is_offered_by_its_words() -> None:
    wrong = {}
    for route in ROUTES:
        for schema in filter(None, (route.query, route.body)):
            for declared in _taken(schema):
                if not (
                    isinstance(declared, fields.Enum)
                    or any(isinstance(check, validate.OneOf) for check in declared.validators)
                ):
                    continue
                with pytest.raises(marshmallow.ValidationError) as refused:
                    declared.deserialize("no-such-thing")
                said = [translate(message)[1] for message in refused.value.messages]
                if any(bare(zh) or zh == WITHOUT for zh in said):
                    wrong[route.path, schema.__name__, declared.name] = said
    assert wrong == {}


@pytest.mark.parametrize(
    ("put_in", "code"),
    [
        ("vetting.state", True),
        ("event.data['honour_id']", True),
        ("self.states(entity.state).zh", False),
        ("_WITHHELD[result.withheld]", False),
        ("class_.theory_party_share", True),
        ("percent(class_.theory_party_share)", False),
        ("last.isoformat()", False),
    ],
)
def test_what_is_put_in_is_known_by_its_name(put_in: str, code: bool) -> None:
    assert may_be_a_code(put_in) is code


def test_a_law_is_cited_in_its_marks() -> None:
    assert uncited("见公务员法第六十四条") == ["见公务员法第六十四条"]
    assert uncited("违反《公务员法》第六十四条") == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("您的账号没有“查询预警”的权限", []),
        ("需要权限“registry.alerts.read”", ["“registry.alerts.read”"]),
        ("“agy-1m8f830t1zq4w”不是成员单位", ["“agy-1m8f830t1zq4w”"]),
        ("没有“no_such_kind”", []),
    ],
)
def test_an_inner_code_is_found_in_quotes_too_and_what_was_sent_may_stand_there(
    sentence: str, found: list[str]
) -> None:
    assert inner(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("2026-11-27到龄退休", ["2026-11-27"]),
        ("试用期于2026年11月27日届满", []),
        ("不得早于出生年月（1982-03）", ["1982-03"]),
        ("主体班次占比0.699", ["0.699"]),
        ("占总学时的69.9%，缺30.5学时", []),
        ("所填“2026-13-01”不是日期", []),
        ("《纪要〔2026〕3号》", []),
    ],
)
def test_a_day_and_a_share_that_no_official_would_write_are_found(sentence: str, found: list[str]) -> None:
    assert unofficial(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("1980年1月1日 早于 1994年8月1日", ["1980年1月1日 早于 1994年8月1日"]),
        ("日期（1980年1月1日）早于现任职务的任职时间（1994年8月1日）", []),
        ("字典““七个一批”类别”中没有“x”", ["““"]),
        ("字典“‘七个一批’类别”中没有“x”", []),
        ("随机抽查随机抽查比例提高到10%", ["随机抽查随机抽查"]),
        ("比例由3%-5%提高到10%", ["3%-5%"]),
        ("《规划（2023-2027年）》", []),
        ("工龄-24年，须满5年", ["-2"]),
        ("没有条件可用索引", ["索引"]),
        ("当前状态不允许此操作", ["状态不允许"]),
    ],
)
def test_what_nobody_would_write_is_found(sentence: str, found: list[str]) -> None:
    assert clumsy(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "日期应为 YYYY",
        "应为带时区的时间（RFC 3339）",
        "应为 GB/T 4658 的代码",
        "应为 true 或 false",
        "修改须带 If-Match",
    ],
)
def test_formats_standards_and_headers_are_no_words(sentence: str) -> None:
    assert foreign(sentence)


def test_every_rule_cites_a_document_in_its_marks_and_names_no_code() -> None:
    wrong = []
    for service in SERVICES:
        for record in shipped(service.folder, RULES):
            note = record.get("note") or ""
            if TITLED.search(record["basis"]) or inner(note) or clumsy(f"{record['basis']}{record['article']}"):
                wrong.append((record["code"], record["basis"], record["article"], note))
    assert wrong == []


def test_a_refusal_says_its_days_as_an_official_does_wherever_they_stand() -> None:
    with heard() as wrong:
        problem = Invalid(
            "最迟到2026-01-05，出生年月1982-03",
            errors=[field_error("/on", "late", "不得晚于2026-11-27；所填“2026-12-01”", "Not after 2026-11-27")],
            reasons=[{"zh": "影响期至2027-03-31", "until": "2027-03-31"}],
        )
    told = problem.to_wire()
    assert told["detail_zh"] == "最迟到2026年1月5日，出生年月1982年3月"
    assert told["errors"][0]["zh"] == "不得晚于2026年11月27日；所填“2026-12-01”"
    assert told["errors"][0]["en"] == "Not after 2026-11-27"
    assert told["facts"]["reasons"] == [{"zh": "影响期至2027年3月31日", "until": "2027-03-31"}]
    assert wrong == []
