"""A ballot as tests need it: a running appraisal, voters, and the desk's own cipher."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from servicekit.crypto import FieldCipher
from services.appraisal.model.appraisals import Appraisal
from services.appraisal.parts.models import current_model
from services.appraisal.store.appraisals import APPRAISALS
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.mechanisms import Kind
from tests.service.desk import CITY, UNIT, Desk, self_of

CLOSES_ON = "2099-06-30"
EXCELLENT = [{"question": "overall", "answer": "excellent"}, {"question": "first", "answer": 90}]
COMPETENT = [{"question": "overall", "answer": "competent"}, {"question": "first", "answer": 60}]


def with_cipher(desk: Desk) -> Desk:
    """The desk with a key of its own."""
    desk.service.ballot_cipher = FieldCipher(bytes(range(32)))  # type: ignore[attr-defined]
    return desk


def dimension_of(desk: Desk, kind: str = "cadre") -> tuple[str, str]:
    """A model's id and the key of its first dimension."""
    version = current_model(desk.runtime.work_of("test"), kind)
    return version.id, version.dimensions[0].key


def an_appraisal(desk: Desk, state: str = "running", kind: str = "cadre") -> Appraisal:
    """An appraisal of a cadre, or of a leadership team, that runs."""
    subject = f"{'cad' if kind == 'cadre' else 'unt'}-{secrets.token_hex(4)}"
    appraisal = Appraisal(
        f"apr-{secrets.token_hex(4)}",
        f"KC-{secrets.token_hex(4)}",
        "合成考察",
        Kind.DAILY,
        SubjectKind(kind),
        subject,
        [CITY, UNIT],
        ["cad-a", "cad-b"],
        date(2026, 1, 1),
        date(2026, 12, 31),
        cadre_id=subject if kind == "cadre" else None,
        unit_id=subject if kind == "team" else None,
        model_id=dimension_of(desk, kind)[0],
        planned_on=date(2026, 1, 1),
        state=state,
        synthetic=True,
        version=1,
    )
    desk.db[APPRAISALS.name].insert_one(APPRAISALS.to_document(appraisal))
    return appraisal


def ballot_wish(desk: Desk, **more: Any) -> dict[str, Any]:
    """What is asked: one question on grades, one on points for a dimension of the model."""
    return {
        "title": "合成测评",
        "questions": [
            {"key": "overall", "text": "总体评价"},
            {"key": "first", "text": "第一维", "scale": "points", "dimension": dimension_of(desk)[1]},
        ],
        "kinds": [{"key": "team", "weight": 0.6}, {"key": "staff", "weight": 0.4}],
        "synthetic": True,
        **more,
    }


def prepared(desk: Desk, appraisal: Appraisal | None = None, **more: Any) -> str:
    """The id of a prepared ballot."""
    appraisal = appraisal or an_appraisal(desk)
    return str(desk.ask("prepare_ballot", appraisal_id=appraisal.id, **ballot_wish(desk, **more))["id"])


def voters(desk: Desk, team: int = 5, staff: int = 5) -> list[dict[str, str]]:
    """A roll of cadres in service."""
    roll = [{"cadre_id": f"cad-{secrets.token_hex(4)}", "kind": "team"} for _ in range(team)]
    roll += [{"cadre_id": f"cad-{secrets.token_hex(4)}", "kind": "staff"} for _ in range(staff)]
    desk.people(*(voter["cadre_id"] for voter in roll))
    return roll


def opened(desk: Desk, roll: list[dict[str, str]], **more: Any) -> str:
    """The id of an open electronic ballot."""
    ballot_id = prepared(desk, **more)
    desk.ask("open_ballot", ballot_id=ballot_id, roll=roll, closes_on=CLOSES_ON)
    return ballot_id


def vote(desk: Desk, ballot_id: str, cadre_id: str, answers: list[dict[str, Any]], once: str | None = None) -> Any:
    """A cadre votes."""
    return desk.ask("cast_vote", by=self_of(cadre_id), once=once, ballot_id=ballot_id, answers=answers)


def close(desk: Desk, ballot_id: str, **more: Any) -> Any:
    """A named person closes the ballot."""
    return desk.ask("close_ballot", ballot_id=ballot_id, ended_by="合成人", basis="均已投票", **more)
