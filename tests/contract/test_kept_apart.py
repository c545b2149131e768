"""Each step that waits and judges says from whom it is kept apart, so that they are not shown it as theirs."""

from __future__ import annotations

from gateway.readmodels.worklists import WAITING
from servicekit.errors import NotIndependent
from servicekit.process import service_of
from services import SERVICES

JUDGED = {judged.step.name: judged for listed in SERVICES for judged in service_of(listed.package).judged}


def test_what_waits_and_is_kept_apart_is_known_to_its_service() -> None:
    judging = {waiting.what for waiting in WAITING if waiting.whose is None and NotIndependent in waiting.step.refuses}
    assert judging == set(JUDGED)


def test_each_names_words_of_its_lifecycle_or_says_where_else_the_part_stands() -> None:
    for what, judged in JUDGED.items():
        assert judged.on, what
        assert all(row.apart_from for row in judged.life.rows if row.on in judged.on), what
        assert set(judged.on) <= set(judged.life.steps), what
