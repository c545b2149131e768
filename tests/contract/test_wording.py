"""Chinese sentences are Chinese: no code, no id, no English word."""

from __future__ import annotations

import pytest

from gateway.table import collect
from servicekit.errors import problem_types, quoted
from tests.support.sentences import chinese_of, may_be_a_code, sentences
from tests.support.wording import foreign, uncited

collect()


@pytest.mark.parametrize("code", problem_types())
def test_what_every_problem_says_of_itself(code: str) -> None:
    problem = problem_types()[code]
    assert [word for zh in (problem.zh, problem.advice_zh) for word in foreign(zh)] == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("联审现为“已撤销”，不能回复意见；可办理：无", []),
        (f"没有这个类别，可用：{quoted(['team', 'staff'])}", []),
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
        said = chinese_of(one.text)
        found = [*foreign(said), *uncited(said), *filter(may_be_a_code, one.put_in if said else ())]
        if found:
            wrong[one.where] = (one.text, found)
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
