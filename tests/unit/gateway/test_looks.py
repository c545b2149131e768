"""Whom an answer is about, as the audit trail keeps it."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.looks import persons_in

CADRE = "cad-1m8jyh25gk2v6pd9bhq97r6"


@pytest.mark.parametrize(
    ("answer", "persons"),
    [
        ({"items": [{"id": CADRE}, {"id": "unt-1"}]}, [CADRE]),
        ({"id": CADRE}, [CADRE]),
        ({"id": "chk-1", "items": 3}, []),
        ({"items": [1, "text", None]}, []),
        (None, []),
    ],
    ids=["a list", "a file", "a thing that counts its items", "a list of no things", "nothing"],
)
def test_the_persons_of_an_answer_are_those_that_it_is_or_lists(answer: Any, persons: list[str]) -> None:
    assert persons_in(answer, None) == persons
