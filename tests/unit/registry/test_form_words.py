from __future__ import annotations

import pytest

from servicekit import standards
from services.registry.model import form_words
from services.registry.schemas.histories import GRADES
from services.registry.vocabulary.form_words import is_punishment, reward


@pytest.mark.parametrize(("word", "code"), [("男", "1"), (" 女 ", "2"), ("女性", "2"), ("不详", None)])
def test_sexes(word: str, code: str | None) -> None:
    assert form_words.sex(word) == code


@pytest.mark.parametrize(("word", "name"), [("汉族", "汉"), ("蒙古", "蒙古"), ("维吾尔族", "维吾尔"), ("火星族", None)])
def test_ethnicities_with_and_without_their_last_word(word: str, name: str | None) -> None:
    code = form_words.ethnicity(word)
    assert (None if code is None else standards.ETHNICITIES[code]) == name


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("中共党员", "01"),
        ("党员", "01"),
        ("预备党员", "02"),
        ("民盟", "05"),
        ("九三学社", "10"),
        ("群众", "13"),
        ("某党", None),
    ],
)
def test_parties(word: str, code: str | None) -> None:
    assert form_words.political_status(word) == code


@pytest.mark.parametrize(
    ("joined", "cell", "read"),
    [
        ("2008-06", "民进", ("01", "2008-06", "07")),
        ("2008-06", "2010.05农工党", ("01", "2008-06", "08")),
        ("", "中共党员（2008.06）", ("01", "2008-06", None)),
        ("", "中共预备党员（2025年6月）", ("02", "2025-06", None)),
        ("", "2008.06入党；民盟盟员", ("01", "2008-06", "05")),
        ("", "2010年加入民建", ("06", "", None)),
        ("", "群众", ("13", "", None)),
        ("2008-06", "群众", ("01", "2008-06", None)),
    ],
)
def test_memberships(joined: str, cell: str, read: tuple[str, str, str | None]) -> None:
    found = form_words.parties(joined, cell)
    assert found is not None
    assert (found.status, found.joined_on, found.other) == read


@pytest.mark.parametrize(
    "cell", ["某党", "中共党员、群众", "民盟、民进", "早年入党", "2008.13中共党员", "2008年至2010年"]
)
def test_memberships_that_are_not_surely_read(cell: str) -> None:
    assert form_words.parties("", cell) is None


@pytest.mark.parametrize(
    ("word", "degree", "code"),
    [
        ("大学", "", "21"),
        ("大学本科", "", "21"),
        ("研究生", "法学硕士", "14"),
        ("研究生", "管理学博士", "11"),
        ("研究生", "", "10"),
        ("中央党校研究生", "", "10"),
        ("内蒙古党校研究生", "法学硕士", "10"),
        ("省委党校大专", "", "30"),
        ("大专", "", "31"),
        ("硕士研究生毕业", "", "14"),
        ("私塾", "", None),
    ],
)
def test_levels_of_education(word: str, degree: str, code: str | None) -> None:
    assert form_words.education_level(word, degree) == code


@pytest.mark.parametrize(
    ("word", "code"), [("妻子", "spouse"), ("长子", "son"), ("外祖母", "grandparent"), ("同事", "other")]
)
def test_relations(word: str, code: str) -> None:
    assert form_words.relation(word) == code


def test_every_grade_of_a_file_has_its_word() -> None:
    assert {form_words.grade(word) for word in GRADES.values()} == set(GRADES)
    assert form_words.grade("良好") is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("记三等功一次", "merit_3"),
        ("获嘉奖", "commendation"),
        ("全区先进个人", "other"),
        ("受党内警告处分", None),
        ("被诫勉谈话", None),
        ("被评为信访问责先进个人", "other"),
        ("市纪律检查委员会嘉奖", "commendation"),
        ("参加抗洪", None),
        ("获抗洪骨干", "other"),
        ("获刑三年", None),
    ],
)
def test_what_is_a_reward_and_what_is_none(text: str, kind: str | None) -> None:
    assert reward(text) == kind
    assert not (kind and is_punishment(text))


@pytest.mark.parametrize(
    "text",
    [
        "因违纪受警告处分，2019年解除", "受到通报批评", "被责令作出检查", "引咎辞职", "被行政拘留5日", "停职检查",
        "降职", "被留置", "判处有期徒刑三年", "年度考核不称职", "批评教育", "撤销优秀共产党员称号",
        "违规发放奖金问题被问责", "因表彰工作失职受警告处分",
    ],
)  # fmt: skip
def test_a_punishment_is_no_reward(text: str) -> None:
    assert is_punishment(text)
    assert reward(text) is None


def test_what_is_neither_is_no_punishment() -> None:
    assert not is_punishment("参加抗洪")


def test_places_are_the_same_without_what_forms_leave_out() -> None:
    assert form_words.same_place("内蒙古包头", "内蒙古自治区包头市")
    assert not form_words.same_place("内蒙古包头", "内蒙古通辽")
