"""An appraisal as tests need it: planned, running, concluded, told."""

from __future__ import annotations

import secrets
from typing import Any

from services.appraisal.parts.model_versions import current_model
from tests.service.desk import Desk, officer

DRAFTER, CONFIRMER, JUDGE = officer("drafter"), officer("confirmer"), officer("judge")


def a_cadre(desk: Desk, **state: Any) -> str:
    (cadre_id,) = desk.people(f"cad-{secrets.token_hex(4)}", **state)
    return cadre_id


def dimensions(desk: Desk, kind: str = "cadre") -> list[str]:
    """The dimensions of the model in force."""
    return [one.key for one in current_model(desk.runtime.work_of("test"), kind).dimensions]


def scores(desk: Desk, points: float = 80, kind: str = "cadre") -> dict[str, float]:
    """The same points for every dimension."""
    return dict.fromkeys(dimensions(desk, kind), points)


def plan(desk: Desk, **more: Any) -> dict[str, Any]:
    """What it takes to plan an appraisal of a new cadre by two others."""
    wish: dict[str, Any] = {
        "code": f"KC-{secrets.token_hex(4)}",
        "title": "合成考察",
        "kind": "daily",
        "appraiser_ids": [a_cadre(desk, unit_id="unt-school"), a_cadre(desk, unit_id="unt-school")],
        "period_begins": "2026-01-01",
        "period_ends": "2099-12-31",
        "synthetic": True,
        **more,
    }
    if "unit_id" not in wish and "cadre_id" not in wish:
        wish["cadre_id"] = a_cadre(desk)
    return wish


def planned(desk: Desk, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = desk.ask("plan_appraisal", **plan(desk, **more))
    return answer


def running(desk: Desk, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = desk.ask("start_appraisal", appraisal_id=planned(desk, **more)["id"])
    return answer


def conclusion(desk: Desk, points: float = 80, kind: str = "cadre") -> dict[str, Any]:
    """What it takes to draft a conclusion."""
    return {
        "grade": "good",
        "scores": scores(desk, points, kind),
        "findings": "合成情况",
        "classification": "internal",
        "drafted_by": "合成起草人",
    }


def concluded(desk: Desk, **more: Any) -> dict[str, Any]:
    """A cadre's appraisal whose conclusion one has drafted and another confirmed."""
    appraisal = running(desk, **more)
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **conclusion(desk))
    desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=appraisal["id"], confirmed_by="合成确认人")
    answer: dict[str, Any] = desk.ask("get_appraisal", appraisal_id=appraisal["id"])
    return answer


def notified(desk: Desk, **more: Any) -> dict[str, Any]:
    """The notice of a concluded appraisal."""
    wish = {"text": "合成告知", "classification": "internal"}
    answer: dict[str, Any] = desk.ask("deliver_notice", appraisal_id=concluded(desk, **more)["id"], **wish)
    return answer


def acknowledged(desk: Desk) -> dict[str, Any]:
    """A notice that the cadre has acknowledged today."""
    answer: dict[str, Any] = desk.ask("acknowledge_notice", notice_id=notified(desk)["id"])
    return answer
