"""What holds of conferences, matters and tasks, whatever is done with them in whatever order."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.errors import Problem
from servicekit.lifecycle import Mark
from services.supervision.model import conferences, matters, tasks
from services.supervision.model.matters import Matter, Opinion
from services.supervision.model.tasks import Task
from services.supervision.vocabulary.conferences import ConferenceKind, Presence
from services.supervision.vocabulary.matters import Severity, View
from services.supervision.vocabulary.tasks import Origin

MARK = Mark(datetime(2025, 3, 3, tzinfo=UTC), "officer")
ANOTHER = Mark(MARK.at, "colleague")
DAY = date(2025, 3, 3)


def _matter() -> Matter:
    return Matter("m", "事项", "audit", Severity.GENERAL, "internal", "c", None, [], "a", ["a", "b"], ["u"], DAY)


def _opinion(agency: str) -> Opinion:
    return Opinion(agency, View.AGREE, "同意", "internal", MARK.at, MARK.by, f"函{agency}号")


DEEDS = st.sampled_from(
    ["discuss", "a", "b", "c", "conclude", "task", "done", "publish", "withdraw", "close", "reopen"]
)


@given(st.lists(DEEDS, max_size=40))
def test_whatever_is_done_with_a_matter_its_promises_hold(deeds: list[str]) -> None:
    matter = _matter()
    for deed in deeds:
        before = (matter.state, len(matter.timeline))
        try:
            match deed:
                case "discuss":
                    matters.discuss(matter, MARK)
                case "a" | "b" | "c":
                    matters.opine(matter, _opinion(deed), False, MARK)
                case "conclude":
                    matters.conclude(matter, ["none"], "结论", None, DAY, ANOTHER)
                case "task":
                    matters.assign_task(matter, "t", MARK)
                case "done":
                    matter.open_tasks = max(0, matter.open_tasks - 1)
                case "publish":
                    matters.publish(matter, "r", MARK)
                case "withdraw":
                    matter.result_id = None
                case "close":
                    matters.close(matter, None, MARK)
                case _:
                    matters.reopen(matter, "依据", MARK)
        except Problem:
            assert (matter.state, len(matter.timeline)) == before
        assert len({one.agency_id for one in matter.opinions}) == len(matter.opinions) <= 2
        if matter.state in ("concluded", "in_action", "closed"):
            assert not matter.missing
        else:
            assert matter.result_id is None
        assert matter.state != "closed" or matter.open_tasks == 0


@given(st.lists(st.sampled_from(["accept a", "report a", "report b", "return", "late"]), max_size=30))
def test_a_task_waits_for_its_check_exactly_when_every_agency_has_reported(deeds: list[str]) -> None:
    task = Task("t", Origin.MATTER, "m", "任务", ["a", "b"], ["u"], DAY, DAY)
    for deed in deeds:
        try:
            match deed.split():
                case ["accept", agency]:
                    tasks.accept(task, agency, MARK)
                case ["report", agency]:
                    tasks.report(task, agency, "已办", "internal", MARK)
                case ["return"]:
                    tasks.send_back(task, "不完整", MARK)
                case _:
                    tasks.fall_due(task, MARK)
        except Problem:
            continue
        assert (task.state == "reported") == (set(task.reported_by()) == {"a", "b"})


@given(st.integers(1, 30), st.integers(0, 30))
def test_minutes_need_half_of_the_members(members: int, present: int) -> None:
    ids = [f"a{n}" for n in range(members)]
    conference = conferences.Conference("c", "会议", ConferenceKind.REGULAR, DAY, ids[0], ids, [])
    there = [conferences.Attendance(id, Presence.PRESENT) for id in ids[:present]]
    conferences.hold(conference, there, DAY, MARK)
    if 2 * min(present, members) < members:
        with pytest.raises(Problem, match="below-quorum"):
            conferences.minute(conference, "纪要", "internal", Decimal("0.5"), "依据", MARK)
    else:
        conferences.minute(conference, "纪要", "internal", Decimal("0.5"), "依据", MARK)
        assert conference.state == "minuted"
