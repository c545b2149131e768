"""Hours entered in any order, with mistakes and what puts them right, are the hours entered right at once."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.service.training.conftest import Desk, session
from tests.service.training.test_outside import record, school

FIRST, LAST = date(2022, 1, 1), date(2025, 12, 31)
YEARS = range(2021, 2027)
PLATFORM = "beijiang_cloud"
NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Act:
    """Hours on a day, from where they can come from."""

    kind: str
    on: str
    hours: float
    wrong: bool


@dataclass(frozen=True)
class Told:
    """What the registry tells of somebody."""

    level: str
    promoted: str
    unit: str
    serving: bool


def acts() -> st.SearchStrategy[list[Act]]:
    """Hours on different days; some are mistakes."""
    what = st.tuples(
        st.sampled_from(["online", "outside", "class"]), st.sampled_from([20.0, 90.5, 95.0]), st.booleans()
    )
    days = st.lists(st.dates(FIRST, LAST), min_size=1, max_size=5, unique=True)
    return st.tuples(days, st.lists(what, min_size=5, max_size=5)).map(
        lambda made: [
            Act(kind, day.isoformat(), hours, wrong)
            for day, (kind, hours, wrong) in zip(made[0], made[1], strict=False)
        ]
    )


def tellings() -> st.SearchStrategy[list[Told]]:
    """How the file stood, the last one as it is; what was before may have been a mistake."""
    told = st.builds(
        Told,
        st.sampled_from(["132", "141"]),
        st.sampled_from(["2015-01", "2025-06", "2026-02"]),
        st.sampled_from(["unt-bureau", "unt-school"]),
        st.sampled_from([True, True, True, False]),
    )
    return st.lists(told, min_size=1, max_size=3)


class Entered:
    """One cadre whose hours are entered."""

    def __init__(self, desk: Desk, cadre_id: str, school_id: str) -> None:
        self.desk, self.cadre_id, self.school_id = desk, cadre_id, school_id
        self.sequence = itertools.count(1)

    def told(self, state: Told) -> None:
        self.desk.people(
            self.cadre_id,
            sequence=next(self.sequence),
            post_level=state.level,
            level_since=state.promoted,
            promoted_since=state.promoted,
            county_level_or_above=state.level == "132",
            unit_id=state.unit,
            unit_ids=["unt-city", state.unit],
            status="serving" if state.serving else "retired",
        )

    def enter(self, act: Act) -> str:
        """Enter hours; what they are entered as."""
        if act.kind == "online":
            return str(
                self.desk.ask(
                    "accept_online_record",
                    platform=PLATFORM,
                    record_id=f"rec-{next(NUMBERS)}",
                    cadre_id=self.cadre_id,
                    course="网络课程",
                    category="theory",
                    hours=act.hours,
                    finished_on=act.on,
                )["id"]
            )
        if act.kind == "outside":
            wish = record(self.school_id, self.cadre_id, begins=act.on, ends=act.on, theory=act.hours, party_spirit=0)
            return str(self.desk.ask("record_outside", **wish)["id"])
        lessons = [session("theory", act.hours, on=act.on)]
        class_ = self.desk.a_class(code=f"ANY-{next(NUMBERS)}", begins=act.on, sessions=lessons)
        self.desk.ask("publish_class", class_id=class_["id"])
        self.desk.ask("enrol", class_id=class_["id"], cadre_ids=[self.cadre_id])
        self.desk.ask("start_class", class_id=class_["id"])
        self.desk.ask("record_attendance", class_id=class_["id"], rest="present")
        self.desk.ask("complete_class", class_id=class_["id"])
        return str(class_["id"])

    def put_right(self, act: Act, id: str, *, back: bool = True) -> None:
        """Take hours back that were entered by mistake, or give them again."""
        if act.kind == "outside" and back:
            self.desk.ask("annul_outside", outside_record_id=id, basis="误登")
        elif act.kind == "class":
            mark = {"absent": [self.cadre_id]} if back else {"present": [self.cadre_id]}
            self.desk.ask("correct_attendance", class_id=id, basis="核对", **mark)
        else:
            entries = self.desk.ask("list_hours", cadre_id=self.cadre_id)["items"]
            newest = next(one for one in entries if one["source_id"] == id)
            while later := [one for one in entries if one["source_id"] == newest["id"]]:
                newest = later[0]
            self.desk.ask("correct_hours", entry_id=newest["id"], reason="误登")

    def shown(self) -> dict[str, Any]:
        """All that is said of the hours: person by person, in the unit's figures, and in reminders."""
        mine: dict[str, Any] = {}
        for year in YEARS:
            self.desk.ask("remind", year=year)
            standings = [
                {name: value for name, value in row.items() if name != "cadre_id"}
                for row in self.desk.ask("list_compliance", year=year, cadre_id=self.cadre_id)["items"]
            ]
            counts = {unit: self.desk.ask("unit_compliance", year=year, unit_id=unit) for unit in UNITS}
            reminders = {
                unit: self.desk.ask("list_reminders", year=year, unit_id=unit, open=True)["items"] for unit in UNITS
            }
            reminded = {unit: [one["cadre_id"] for one in found] for unit, found in reminders.items()}
            mine[str(year)] = (standings, counts, reminded)
        return mine


UNITS = ("unt-bureau", "unt-school")


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts(), tellings(), st.randoms(use_true_random=False))
def test_in_any_order_and_with_mistakes_that_are_put_right_the_hours_are_the_same(
    desk: Desk, life: list[Act], files: list[Told], chance: Any
) -> None:
    seen = []
    for muddled in (False, True):
        desk.empty()
        one = Entered(desk, "cad-1", school(desk))
        (muddle if muddled else at_once)(one, life, files, chance)
        seen.append(one.shown())
    assert seen[1] == seen[0]


def at_once(one: Entered, life: list[Act], files: list[Told], _: Any) -> None:
    """What is right, in the order of its days."""
    one.told(Told("141", "2015-01", "unt-bureau", serving=True))
    for act in sorted(life, key=lambda act: act.on):
        if not act.wrong:
            one.enter(act)
    one.told(files[-1])


def muddle(one: Entered, life: list[Act], files: list[Told], chance: Any) -> None:
    """Everything in any order, mistakes and what puts them right among it; in the end the file is as it is."""
    one.told(Told("141", "2015-01", "unt-bureau", serving=True))
    entered = {}
    for act in chance.sample(life, len(life)):
        entered[act] = one.enter(act)
        if chance.random() < 0.3:
            one.desk.ask("remind", year=int(act.on[:4]))
    steps: list[Any] = [*entered.items(), *files[:-1]]
    chance.shuffle(steps)
    for step in steps:
        if isinstance(step, Told):
            one.told(step)
            continue
        act, id = step
        if act.wrong:
            one.put_right(act, id)
        elif act.kind != "outside" and chance.random() < 0.5:
            one.put_right(act, id)
            one.put_right(act, id, back=False)
        if chance.random() < 0.3:
            one.desk.ask("remind", year=int(act.on[:4]))
    one.told(files[-1])
