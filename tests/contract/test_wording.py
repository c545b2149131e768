"""Refusals speak Chinese in their Chinese sentences: no code, no id, no English word."""

from __future__ import annotations

import pytest

from gateway.table import collect
from servicekit.errors import problem_types, quoted
from tests.support.wording import foreign

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
