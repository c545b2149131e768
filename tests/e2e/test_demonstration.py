"""The demonstration year, small, through the real platform: killed, begun again, and every figure as generated."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from demonstration import talent_year, year
from demonstration.city import SECTOR_COMMITTEES
from gateway.article import ARTICLE
from servicekit.principal import Reach
from tests.support import boards, by_hand, databases, walks
from tests.support.awards import items

ROOT = Path(__file__).parents[2]
SEED, SCALE = "test", 0.02
LISTS = 120
"""Lists and single things that the walk reads at least."""
OFFICERS = (
    "registry_officer", "training_officer", "supervision_officer", "incentive_officer", "appraisal_officer",
    "young_cadre_officer",
)  # fmt: skip
KINDS_OF_WORK = 8
"""Kinds of things that wait for somebody in so small a demonstration."""
YEAR = {"from": "2025-01-01", "to": "2025-12-31"}

pytestmark = pytest.mark.timeout(1000)


def expected(made: year.Demonstration) -> dict[str, Any]:
    """The figures, counted from the generator's own records."""
    rotation = [class_ for class_ in made.classes if class_.kind == "rotation"]
    main = [class_ for class_ in made.classes if class_.kind == "main"]
    leaders = {teacher.code for teacher in made.teachers if teacher.kind == "leading_cadre"}
    shares = [
        sum(session.category in ("theory", "party_spirit") for session in class_.sessions) / len(class_.sessions)
        for class_ in main
    ]
    terms = [[class_ for class_ in main if (class_.begins.month < 8) is spring] for spring in (True, False)]
    lectures = [[session.teacher in leaders for class_ in term for session in class_.sessions] for term in terms]
    kinds = [policy.kind for policy in made.policies]
    return {
        "training.rotation_rounds": 12,
        "training.rotation_classes": len(rotation),
        "training.rotation_attendances_county_level": sum(class_.completing for class_ in rotation),
        "training.teaching_points": 64,
        "training.loyalty_education_attendances": sum(visit.people for visit in made.visits if visit.loyalty),
        "training.sector_committees": len(SECTOR_COMMITTEES),
        "training.main_class_theory_party_share": min(shares),
        "training.leader_lecture_share": min(sum(term) / len(term) for term in lectures),
        "supervision.rectification_aspects": 43,
        "supervision.rectification_items": 180,
        "supervision.joint_mechanisms_in_use": 5,
        "incentive.measures": 24,
        "incentive.honourees_region": 10,
        "incentive.honourees_city": 72,
        "incentive.city_batches": 2,
        "incentive.retirement_ceremonies": 1,
        "appraisal.mechanisms": 17,
        "appraisal.contact_cadres": 24,
        "appraisal.contact_departments": 20,
        "talent.follow_post_trainees": len({one.cadre for one in made.talent.secondments if one.kind == "follow"}),
        "talent.selected_graduates_promoted": sum(talent_year.promoted(cadre) for cadre in made.cadres),
        "registry.policies": kinds.count("policy"),
        "registry.measures": kinds.count("measure"),
        "registry.quality_measures": 20,
        "registry.powers_handed_down": 6,
        "registry.procedures_simplified": 12,
    }


class Demonstration:
    """The loader as `make demo` runs it."""

    def __init__(self, platform: Any, folder: Path) -> None:
        self.briefing_file = folder / "briefing.json"
        self.accounts_file = folder / "accounts.json"
        self.environment = {
            **os.environ,
            "GATEWAY_URL": platform.base,
            "ADMIN_PASSWORD_FILE": str(platform.admin_password_file),
            "BRIEFING_JSON": str(self.briefing_file),
            "DEMO_ACCOUNTS_FILE": str(self.accounts_file),
            "DEMO_SEED": SEED,
            "DEMO_SCALE": str(SCALE),
        }

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "demonstration"],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def finish(self) -> str:
        with self.running() as process:
            output, _ = process.communicate(timeout=400)
        assert process.returncode == 0, output
        return output

    def figures(self) -> dict[str, Any]:
        return {figure["id"]: figure["value"] for figure in json.loads(self.briefing_file.read_text())["figures"]}


def read_until(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if words in line:
            return
    pytest.fail(f"the loader ended before {words}: {''.join(seen)}")


def test_a_loading_that_is_killed_and_loses_its_services_still_ends_with_the_generated_figures(
    make_platform, poll, tmp_path, mongo
):
    starts = databases.starts(mongo)
    platform = make_platform().start()
    demonstration = Demonstration(platform, tmp_path)
    with demonstration.running() as first:
        read_until(first, "单位")
    with demonstration.running() as second:
        read_until(second, "教师")
    with demonstration.running() as third:
        for name, words in (("importer", "单位"), ("registry", "职位"), ("training", "教师")):
            read_until(third, words)
            platform.restart(name)
        read_until(third, "推荐")
    with demonstration.running() as fourth:
        for name, words in (("supervision", "联审意见"), ("incentive", "票决"), ("appraisal", "干部担当指数")):
            read_until(fourth, words)
            platform.restart(name)
        rest, _ = fourth.communicate(timeout=400)
    assert fourth.returncode == 0, rest

    wanted = expected(year.build(SEED, 2025, SCALE))
    assert demonstration.figures() == pytest.approx(wanted, abs=0.0001)
    assert set(ARTICLE) == set(wanted)
    assert all(id_ in rest for id_ in wanted)
    assert demonstration.accounts_file.stat().st_mode & 0o777 == 0o600

    # Again, with everything there: nothing is added.
    assert "不再装载" in demonstration.finish()
    assert demonstration.figures() == pytest.approx(wanted, abs=0.0001)
    # And without the file that remembers it: the same keys, so nothing is added either.
    demonstration.accounts_file.unlink()
    demonstration.finish()
    assert demonstration.figures() == pytest.approx(wanted, abs=0.0001)

    # Nothing of this was too much for the database.
    assert databases.starts(mongo) == starts

    # Whoever is named by id in whatever can be read is called by name beside it.
    read = dict(walks.answers(platform.admin))
    nameless = {path: found for path, body in read.items() if (found := walks.without_name(body))}
    assert nameless == {}
    assert len(read) > LISTS
    # What is told by a code is told by its word beside it.
    wordless = {path: walks.wordless(path, body) for path, body in read.items()}
    assert {path: found for path, found in wordless.items() if found} == {}
    # And what the platform says in Chinese is Chinese, to each officer in their own language.
    for client in (platform.admin, *map(platform.as_role, OFFICERS)):
        client.http.headers["Accept-Language"] = "zh"
        told = dict(walks.answers(client))
        foreign = {path: walks.not_chinese(body) for path, body in told.items()}
        assert {path: found for path, found in foreign.items() if found} == {}
        noted = {path: walks.ids_among_words(body) for path, body in told.items()}
        assert {path: found for path, found in noted.items() if found} == {}
        wordless = {path: walks.wordless(path, body) for path, body in told.items()}
        assert {path: found for path, found in wordless.items() if found} == {}

    # What waits for each officer is what a count by hand says.
    waiting = {}
    for role, unit_id in (*((role, "") for role in OFFICERS), ("agency_liaison", asked_most(platform))):
        officer = platform.as_role(role, unit_id=unit_id)
        told = {one["what"]: one["count"] for one in officer.get("/work").json()["counts"]}
        assert told == {what: by_hand.counted(officer, what) for what in told}, role
        assert told or not unit_id, "an agency that is asked has something to answer"
        waiting |= told
    assert len(waiting) > KINDS_OF_WORK

    # And each number of a dashboard is how many its list has, whichever year is asked for.
    unit = platform.admin.get("/units", params={"limit": 1}).json()["items"][0]["id"]
    for year_, client, reach in (
        (2025, platform.admin, Reach.ALL),
        (2026, platform.admin, Reach.ALL),
        (2026, platform.as_role("unit_officer", unit_id=unit), Reach.UNIT),
    ):
        assert boards.differences(client, reach, year_) == {}

    # The briefing counts: one record more by hand, and the figure follows.
    platform.admin.make("/training/teaching-points", {"code": "BY-HAND", "name": "手工添加", "capacity_per_day": 10})
    poll(lambda: points_of(platform) == wanted["training.teaching_points"] + 1)


def asked_most(platform: Any) -> str:
    """The unit of the agency for which most waits."""
    units = {agency["id"]: agency["unit_id"] for agency in items(platform.admin, "/supervision/agencies")}
    waiting = Counter(units[row["agency_id"]] for row in items(platform.admin, "/supervision/waiting"))
    return str(waiting.most_common(1)[0][0])


def points_of(platform: Any) -> Any:
    figures = platform.admin.get("/briefing", params=YEAR).json()["figures"]
    return next(figure["value"] for figure in figures if figure["id"] == "training.teaching_points")


def test_a_wrong_setting_is_named():
    environment = {**os.environ, "ADMIN_PASSWORD_FILE": ""}
    done = subprocess.run(
        [sys.executable, "-m", "demonstration"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "ADMIN_PASSWORD_FILE" in done.stderr
