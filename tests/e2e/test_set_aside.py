"""A retirement entered by mistake is set aside in the roster, and what other services had ended by it is as before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.awards import Awards, done
from tests.support.days import today
from tests.support.polling import poll
from tests.support.pool import BASIS, M, Pool

OVERRIDE = {"override": {"by": "（虚构）部长", "basis": "演示文件：经批准"}}
ASIDE = {"by": "（虚构）负责人", "basis": "录入有误（演示）"}


@pytest.mark.parametrize("died", [False, True], ids=["retired", "retired and died"])
def test_retired_by_mistake_and_set_aside_everything_is_as_before(platform: Any, died: bool) -> None:
    """A death entered after it takes nothing twice, and nothing comes back before that is set aside too."""
    pool, awards = Pool(platform), Awards(platform.admin, quota=2)
    (cadre,) = pool.cadres(1)
    (member,) = pool.nominate(cadre)
    pool.vetted(member)
    done(pool.officer.post(f"{M}/{member}/admission", BASIS))
    nomination = f"/incentive/nominations/{awards.nominate([cadre])[0]}"
    begins, ends = ((today() + timedelta(days=days)).isoformat() for days in (30, 90))
    away = {"kind": "follow", "direction": "out", "host": "qingdao", "begins": begins, "ends": ends}
    secondment = f"/talent/secondments/{pool._make('/talent/secondments', cadre_id=cadre, **away, **BASIS)['id']}"
    there = {"cadre_id": cadre, "unit_id": awards.unit, "begins": "2026-01-05", "ends": "2099-12-31", "basis": "演示"}
    contact = f"/appraisal/contact-points/{awards.make('/appraisal/contact-points', **there)['id']}"
    enrolment = f"/training/enrolments/{_enrolled(awards, cadre, begins)}"

    def vetted() -> bool:
        awards.answer(awards.nominations(state="vetting"))
        return bool(done(platform.admin.get(nomination))["state"] == "vetted")

    poll(vetted, 30)
    paths = (f"{M}/{member}", nomination, secondment, contact, enrolment)
    names = ("state", "holds_place", "ends", "review_due_on", "ended_on", "ended_because", "end_reason", "reason")

    def now() -> list[dict[str, Any]]:
        found = [done(platform.admin.get(path)) for path in paths]
        return [{name: one[name] for name in names if name in one} for one in found]

    before, places = now(), pool.places()
    assert [one["state"] for one in before] == ["in_pool", "vetted", "planned", "open", "enrolled"]
    wish = {"kind": "request", "on": "2026-03-02", "document": "演示文件", **OVERRIDE}
    retired = done(platform.admin.post(f"/cadres/{cadre}/retirement", wish))
    over = ["left", "refused", "cancelled", "ended", "withdrawn"]
    poll(lambda: [one["state"] for one in now()] == over, 30, because=now)
    entries, ended = [retired["statuses"][-1]["entry"]], now()
    if died:
        wish = {"kind": "deceased", "on": "2026-03-09", "document": "演示证明"}
        entries.append(done(platform.admin.post(f"/cadres/{cadre}/departure", wish))["statuses"][-1]["entry"])
        poll(lambda: now() == ended, 30, because=now)
    for entry in entries:
        assert now() == ended
        void = {"history": "statuses", "entry": entry, **ASIDE}
        done(platform.admin.post(f"/cadres/{cadre}/voided-entries", void))
    poll(lambda: now() == before, 30, because=now)
    assert pool.places() == places
    lines = [entry["what"] for entry in done(platform.admin.get(f"{M}/{member}"))["timeline"]]
    assert lines[-2:] == ["gone", "back_in_pool"], "the timeline shows both"


def _enrolled(awards: Awards, cadre: str, on: str) -> str:
    """The cadre's enrolment in a class of a day to come."""
    organiser = awards.make("/training/organisers", name="演示主体", tier="unit", unit_id=awards.unit)["id"]
    session = {"on": on, "title": "课程", "category": "duty_capability", "hours": 4}
    days = {"begins": on, "ends": on, "capacity": 5, "sessions": [session]}
    wish = {"code": f"S-{awards.mark}", "title": "演示班", "kind": "short", "organiser_id": organiser, **days}
    class_ = f"/training/classes/{awards.make('/training/classes', **wish)['id']}"
    done(awards.client.post(f"{class_}/publication", {}))
    (result,) = done(awards.client.post(f"{class_}/enrolments", {"cadre_ids": [cadre]}))["results"]
    return str(result["enrolment_id"])
