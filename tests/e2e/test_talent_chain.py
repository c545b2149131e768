"""From a class and an honour to a post, over HTTP: each service hears of the one before it by events alone."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from tests.support.awards import BEGINS, FIELD, Awards, done, items
from tests.support.days import iso
from tests.support.polling import poll
from tests.support.pool import BASIS, M, Pool

OVERRIDE = {"override": {"by": "（虚构）部长", "basis": "演示文件：经批准"}}
PERSON = {"confirmed_by": "（虚构）分管部长", "basis": "演示文件"}
N = "/incentive/nominations"


class Story:
    """A unit with young cadres and vacant posts."""

    def __init__(self, platform: Any) -> None:
        self.platform = platform
        self.admin = platform.admin
        self.pool = Pool(platform)
        self.appraiser = platform.as_role("appraisal_officer")
        self.hero, *self.others = self.pool.cadres(3)

    def vacant_post(self) -> str:
        unit = done(self.admin.get(f"/units/{self.pool.unit}"))
        code = f"{unit['code']}-{secrets.token_hex(2)}"
        post = {"unit_code": unit["code"], "code": code, "title": "（虚构）副职", "post_level": "142", "role": "deputy"}
        return str(self.make("/posts", **post)["id"])

    def make(self, path: str, **body: Any) -> dict[str, Any]:
        """Make something; what is named was made in this session, and is known to every service."""
        return done(self.admin.post(path, {"synthetic": True, **body}))

    def complete_a_class(self) -> None:
        """The hero attends a class of three days to its end."""
        began = clock.day_of(clock.now()) - timedelta(days=30)
        sessions = [
            {"on": began.isoformat(), "title": "课程", "category": "theory", "hours": 6, "compulsory": True},
            {"on": began.isoformat(), "title": "课程", "category": "party_spirit", "hours": 2},
        ]
        organiser = self.make("/training/organisers", name="日常培训", tier="unit", unit_id=self.pool.unit)["id"]
        ends = began + timedelta(days=2)
        class_ = self.make(
            "/training/classes",
            code=f"H-{secrets.token_hex(4)}",
            title="（虚构）班次",
            kind="main",
            organiser_id=organiser,
            begins=began.isoformat(),
            ends=ends.isoformat(),
            capacity=5,
            waiting_places=0,
            sessions=sessions,
        )
        path = f"/training/classes/{class_['id']}"
        done(self.admin.post(f"{path}/publication", {}))
        done(self.admin.post(f"{path}/enrolments", {"cadre_ids": [self.hero]}))
        done(self.admin.post(f"{path}/start", {}))
        done(self.admin.post(f"{path}/attendance", {"rest": "present"}))
        assert done(self.admin.post(f"{path}/completion", {"completed_on": ends.isoformat()}))["completed"] == 1

    def honour(self) -> str:
        """The hero is nominated, vetted, elected, publicised and named."""
        awards = Awards(self.admin, quota=1)
        wish = {"batch_id": awards.batch, "unit_id": self.pool.unit, "field": FIELD, "merits": "主要事迹"}
        nomination = self.make(N, cadre_id=self.hero, submit=True, **wish)["id"]

        def state(wanted: str) -> dict[str, Any]:
            def there() -> dict[str, Any] | None:
                row = done(self.admin.get(f"{N}/{nomination}"))
                return row if row["state"] == wanted else None

            return poll(there, 30, because=lambda: self.admin.get(f"{N}/{nomination}").text)

        self.pool.clear(done(self.admin.get(f"{N}/{nomination}")))
        state("vetted")
        awards.vote()
        past = {"begins": BEGINS, "working_days": 5, "basis": "补录（演示）"}
        done(self.admin.post(f"{N}/{nomination}/publicity", past))
        state("publicised")
        done(self.admin.post(f"{N}/{nomination}/naming", {}))
        return str(state("named")["honour_id"])

    def index(self, cadre: str) -> dict[str, Any]:
        """The index as it is computed at once."""
        wish = {"subject_kind": "cadre", "subject_id": cadre}
        return poll(lambda: done(self.appraiser.post("/appraisal/indices", wish)), 30)


@pytest.fixture(scope="module")
def story(platform: Any) -> Story:
    return Story(platform)


def test_from_a_class_and_an_honour_over_the_pool_and_a_secondment_to_a_post(story: Story) -> None:
    vacant = story.vacant_post()
    before = story.index(story.hero)
    story.complete_a_class()
    honour = story.honour()

    def sources() -> dict[str, str] | None:
        rows = items(story.appraiser, "/appraisal/evidence", subject=story.hero, subject_kind="cadre")
        found = {row["source"]: row["reference"] for row in rows}
        return found if {"training.completion", "incentive.honour"} <= found.keys() else None

    assert poll(sources, 30)["incentive.honour"] == honour
    after = story.index(story.hero)
    assert float(after["score"]) > float(before["score"])
    plain = story.index(story.others[0])
    assert float(plain["score"]) == float(before["score"])

    # The suggestion: by the index, which the pool has heard of, and explained to the last point.
    wish = {
        "conditions": [{"field": "unit", "op": "is", "value": story.pool.unit}],
        "preferences": [{"key": "index", "weight": "0.6"}, {"key": "honour", "weight": "0.4"}],
    }

    def first() -> dict[str, Any] | None:
        made = done(story.pool.officer.post("/talent/matches", {"post_id": vacant, "synthetic": True, **wish}))
        lines = made["lines"]
        return made if lines and lines[0]["cadre_id"] == story.hero else None

    match = poll(
        first,
        40,
        because=lambda: story.pool.officer.post("/talent/matches", {"post_id": vacant, "synthetic": True, **wish}).text,
    )
    level = next(one for one in match["conditions"] if one["field"] == "post_level")
    called = match["words"]["conditions.value.post_level"]
    assert level["zh"] == f"职务层次为其一：{'、'.join(called[code] for code in level['value'])}"
    assert story.pool.unit in match["names"], "a unit that a condition asks for is called by its name"
    line = match["lines"][0]
    assert sum(float(part["adds"]) for part in line["parts"]) == pytest.approx(float(line["score"]))
    chosen = {"cadre_id": story.hero, "confirmed_by": PERSON["confirmed_by"], "reason": "（虚构）理由"}
    confirmed = done(story.pool.officer.post(f"/talent/matches/{match['id']}/confirmation", chosen))
    assert (confirmed["confirmation"]["cadre_id"], confirmed["state"]) == (story.hero, "confirmed")

    (member,) = story.pool.nominate(story.hero)
    story.pool.vetted(member)
    assert done(story.pool.officer.post(f"{M}/{member}/admission", BASIS))["state"] == "in_pool"

    today = clock.day_of(clock.now())
    away = {"kind": "follow", "direction": "out", "host": "qingdao", "begins": today.isoformat(), **BASIS}
    away["ends"] = (today + timedelta(days=90)).isoformat()
    secondment = story.make("/talent/secondments", cadre_id=story.hero, **away)["id"]
    overlapping = story.pool.officer.post(
        "/talent/secondments", {**away, "cadre_id": story.hero, "host": "changzhou", "synthetic": True}
    )
    assert (overlapping.status_code, overlapping.json()["type"]) == (409, "/problems/talentpool/secondment-overlap")
    oneself = story.platform.as_role("cadre", cadre_id=story.hero)
    assert [row["id"] for row in items(oneself, "/talent/secondments")] == [secondment]

    appointment = {"post_id": vacant, "on": today.isoformat(), "document": "演示文件", **OVERRIDE}
    done(story.admin.post(f"/cadres/{story.hero}/appointments", appointment))
    promoted = story.pool.until(member, state="promoted")
    assert promoted["level_at_admission"] != "142"

    def filled() -> bool:
        refused = story.pool.officer.post("/talent/matches", {"post_id": vacant, "synthetic": True, **wish})
        return refused.status_code == 409 and refused.json()["type"] == "/problems/talentpool/post-filled"

    poll(filled, 30)


def test_who_is_restricted_is_suspended_in_the_pool_on_shortlists_and_as_a_successor_and_comes_back(
    story: Story,
) -> None:
    vacant, cadre, officer = story.vacant_post(), story.others[1], story.pool.officer
    supervisor = story.platform.as_role("supervision_officer")
    conditions = [{"field": "unit", "op": "is", "value": story.pool.unit}]
    wish = {"post_id": vacant, "conditions": conditions, "preferences": [{"key": "index", "weight": "1"}]}

    def shortlisted() -> dict[str, Any] | None:
        made = done(officer.post("/talent/matches", {**wish, "synthetic": True}))
        return made if cadre in {line["cadre_id"] for line in made["lines"]} else None

    match = poll(shortlisted, 30)["id"]
    named = {"readiness": "now", "named_by": "（虚构）部长", **BASIS}
    story.make(f"/talent/posts/{vacant}/successors", cadre_id=cadre, **named)
    (member,) = story.pool.nominate(cadre)
    story.pool.vetted(member)
    done(officer.post(f"{M}/{member}/admission", BASIS))

    def suspended() -> tuple[bool, bool, bool]:
        lines = {line["cadre_id"]: line for line in done(officer.get(f"/talent/matches/{match}"))["lines"]}
        (successor,) = items(officer, f"/talent/posts/{vacant}/successors")
        return story.pool.member(member)["suspended"], lines[cadre]["suspended"], successor["suspended"]

    assert suspended() == (False, False, False)
    body = {"cadre_id": cadre, "kind": "warning", "begins": iso(), "basis": "依据（演示）"}
    restriction = done(supervisor.post("/supervision/restrictions", {**body, "synthetic": True}))["id"]
    poll(lambda: suspended() == (True, True, True), 30, because=suspended)
    chosen = {"cadre_id": cadre, "confirmed_by": PERSON["confirmed_by"], "reason": "（虚构）理由"}
    refused = officer.post(f"/talent/matches/{match}/confirmation", chosen)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/talentpool/choice-barred")
    assert shortlisted() is None
    judge = story.platform.as_role("supervision_officer", colleague=1)
    done(judge.post(f"/supervision/restrictions/{restriction}/lifting", BASIS))
    poll(lambda: suspended() == (False, False, False), 30, because=suspended)
    assert poll(shortlisted, 30)


def test_an_index_of_last_year_gives_the_same_digits_under_last_years_model(story: Story) -> None:
    kept = story.index(story.hero)
    model = done(story.appraiser.get(f"/appraisal/models/{kept['model_id']}"))
    draft = {name: model[name] for name in ("kind", "zh", "en", "dimensions", "lever", "extension", "neutral")}
    draft["neutral"] = "10"
    made = done(story.appraiser.post("/appraisal/models", {**draft, "basis": "演示文件", "synthetic": True}))
    published = story.appraiser.post(f"/appraisal/models/{made['id']}/publication", {"published_by": "（虚构）部长"})
    assert done(published)["state"] == "published"

    def switched() -> bool:
        rows = items(story.appraiser, "/appraisal/indices", subject_id=story.hero)
        return [row["model_id"] for row in rows] == [made["id"]]

    poll(switched, 60)
    assert float(story.index(story.hero)["score"]) < float(kept["score"])
    again = done(story.appraiser.get(f"/appraisal/indices/{kept['id']}/recomputation"))
    assert (again["same"], again["score_now"], again["model_id"]) == (True, kept["score"], kept["model_id"])
