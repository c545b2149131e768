"""Loads the synthetic city through the gateway, step by step; killed anywhere and run again, it ends the same."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any

from demonstration import imports, rows
from demonstration.city import PARTY_SCHOOL, SECTOR_COMMITTEES
from demonstration.client import Gateway
from demonstration.progress import Show, Step
from demonstration.training_year import Class_
from demonstration.year import Demonstration

Json = dict[str, Any]
CLASSES_AT_ONCE = 3
PATIENCE = 180.0
POLL = 0.3
SAMPLE = 250
"""Rows between two cadres that are asked for: no more than an import sends in one chunk."""


class LoadFailed(Exception):
    """A step of the loading did not come out as it should."""


class Loader:
    """One loading of one demonstration."""

    def __init__(self, gateway: Gateway, year: Demonstration, show: Show) -> None:
        self._gateway = gateway
        self._year = year
        self._show = show
        self.ids = rows.Ids()

    async def run(self) -> None:
        """Everything, in the order in which the one needs the other."""
        await self._units()
        await together(self._cadres(), self._resources(), self._policies())
        await self._teachers()
        await self._until_training_knows_everybody()
        await together(self._classes(), self._visits_and_online())

    def bindings(self) -> tuple[str, str]:
        """A unit and a cadre for accounts to be bound to: a district, and somebody who is in a rotation class."""
        district = next(unit for unit in self._year.city.units if unit.short_name == "昆都仑区")
        person = next(class_.people[0] for class_ in self._year.classes if class_.kind == "rotation" and class_.people)
        return self.ids.units[district.code], self.ids.cadres[person]

    async def briefing(self) -> Json:
        """The briefing of the year, once the read models hold what was loaded; it waits, and checks no figure."""
        asked = {"from": f"{self._year.year}-01-01", "to": f"{self._year.year}-12-31"}
        await until(
            "the read models hold what was loaded",
            partial(self._gateway.get, "/v1/operations/standing"),
            lambda standing: bool(standing["current"]),
        )
        answer: Json = await self._gateway.get("/v1/briefing", **asked)
        return answer

    async def _import(self, title: str, kind: str, made: Sequence[Json]) -> list[str]:
        with self._show.step(title, len(made)) as step:
            return await imports.load(self._gateway, kind, made, step)

    async def _units(self) -> None:
        units = self._year.city.units
        ids = await self._import("单位", "units", [rows.unit(unit) for unit in units])
        self.ids.units = {unit.code: id_ for unit, id_ in zip(units, ids, strict=True)}

    async def _cadres(self) -> None:
        await self._import("职位", "posts", [rows.post(post) for post in self._year.city.posts])
        ids = await self._import("干部", "cadres", [rows.cadre(cadre) for cadre in self._year.cadres])
        self.ids.cadres = dict(enumerate(ids))

    async def _policies(self) -> None:
        await self._import("制度库", "policies", [rows.policy(policy) for policy in self._year.policies])

    async def _resources(self) -> None:
        await self._organisers()
        await self._plans()
        points = self._year.points
        ids = await self._import("现场教学点", "teaching-points", [rows.point(point) for point in points])
        self.ids.points = {point.code: id_ for point, id_ in zip(points, ids, strict=True)}
        with self._show.step("教材", len(self._year.materials)) as step:
            for material in self._year.materials:
                made = await self._gateway.post(
                    f"material-{material.code}", "/v1/training/materials", rows.material(material, self._year.year)
                )
                if material.selection:
                    selection = rows.selection(material, self._year.year)
                    await self._gateway.post(
                        f"selection-{material.code}", f"/v1/training/materials/{made['id']}/selections", selection
                    )
                step.advance()

    async def _organisers(self) -> None:
        city = self._year.city
        units = {unit.code: unit for unit in city.units}
        wanted = dict.fromkeys([PARTY_SCHOOL, *SECTOR_COMMITTEES, *(class_.organiser for class_ in self._year.classes)])
        with self._show.step("办班主体", len(wanted)) as step:
            for name in wanted:
                unit = units.get(name) or city.unit_named(name)
                body = rows.organiser(name, unit.name, self.ids.units[unit.code])
                made = await self._gateway.post(f"organiser-{unit.code}", "/v1/training/organisers", body)
                self.ids.organisers[name] = made["id"]
                step.advance()

    async def _plans(self) -> None:
        with self._show.step("培训计划", len(self._year.plans)) as step:
            for plan in self._year.plans:
                body = rows.plan(plan, self._year.year, self.ids.organisers[PARTY_SCHOOL])
                made = await self._gateway.post(f"plan-{plan.code}", "/v1/training/plans", body)
                await self._gateway.post(f"plan-{plan.code}-adoption", f"/v1/training/plans/{made['id']}/adoption", {})
                self.ids.plans[plan.code] = made["id"]
                step.advance()

    async def _teachers(self) -> None:
        teachers = self._year.teachers
        made = [rows.teacher(teacher, self.ids.cadres) for teacher in teachers]
        ids = await self._import("教师", "teachers", made)
        self.ids.teachers = {teacher.code: id_ for teacher, id_ in zip(teachers, ids, strict=True)}

    async def _visits_and_online(self) -> None:
        visits = [rows.visit(visit, self.ids) for visit in self._year.visits]
        await self._import("现场教学", "visits", visits)
        online = [rows.online_record(record, self.ids.cadres) for record in self._year.online]
        await self._import("网络学习记录", "online-records", online)

    async def _until_training_knows_everybody(self) -> None:
        """Training keeps its own replica of the cadres, fed by events: wait for somebody out of every chunk of rows."""
        last = len(self._year.cadres) - 1
        asked = sorted({*range(SAMPLE - 1, last, SAMPLE), last})
        with self._show.step("等待数据同步", len(asked)) as step:
            for index in asked:
                cadre = self.ids.cadres[index]
                await until(
                    f"training knows cadre {cadre}", partial(self._standing, cadre), lambda page: bool(page["items"])
                )
                step.advance()

    async def _standing(self, cadre_id: str) -> Any:
        return await self._gateway.get("/v1/training/compliance", year=self._year.year, cadre_id=cadre_id)

    async def _classes(self) -> None:
        places = asyncio.Semaphore(CLASSES_AT_ONCE)
        with self._show.step("培训班次（人次）", sum(len(class_.people) for class_ in self._year.classes)) as step:

            async def one(class_: Class_) -> None:
                async with places:
                    await self._class(class_, step)

            await together(*(one(class_) for class_ in self._year.classes))

    async def _class(self, class_: Class_, step: Step) -> None:
        """A class from its draft to its certificates."""
        made = await self._gateway.post(
            f"class-{class_.code}", "/v1/training/classes", rows.class_(class_, self._year.year, self.ids)
        )
        path = f"/v1/training/classes/{made['id']}"
        await self._gateway.post(f"class-{class_.code}-publication", f"{path}/publication", {})
        cadres = [self.ids.cadres[person] for person in class_.people]
        placed = await self._gateway.post(
            f"class-{class_.code}-enrolments", f"{path}/enrolments", {"cadre_ids": cadres}
        )
        check_enrolled(class_, placed)
        await self._gateway.post(f"class-{class_.code}-start", f"{path}/start", {})
        sessions = [session["id"] for session in made["sessions"]]
        marks = [
            {"session_id": sessions[number - 1], "cadre_id": self.ids.cadres[person], "mark": "leave"}
            for person, number in class_.absences
        ]
        await self._gateway.post(
            f"class-{class_.code}-attendance", f"{path}/attendance", {"rest": "present", "exceptions": marks}
        )
        await self._gateway.post(
            f"class-{class_.code}-completion", f"{path}/completion", {"completed_on": class_.ends.isoformat()}
        )
        step.advance(len(class_.people))


def check_enrolled(class_: Class_, answer: Json) -> None:
    """Raises LoadFailed unless everybody got a place."""
    refused = [result for result in answer["results"] if result.get("state") != "enrolled"]
    if refused:
        raise LoadFailed(f"class {class_.code}: {len(refused)} were not enrolled: {refused[:2]}")


async def together(*work: Awaitable[None]) -> None:
    """Run pieces of work side by side; the first failure stops the others and is raised."""
    tasks = [asyncio.ensure_future(piece) for piece in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(
    what: str, ask: Callable[[], Awaitable[Any]], enough: Callable[[Any], bool], patience: float = PATIENCE
) -> Any:
    """Ask until the answer is enough. Raises LoadFailed after `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        answer = await ask()
        if enough(answer):
            return answer
        if time.monotonic() > deadline:
            raise LoadFailed(f"{what}: not so after {patience:.0f} s")
        await asyncio.sleep(POLL)


def total(classes: Iterable[Class_], kind: str) -> int:
    """Person-times completed in the classes of a kind."""
    return sum(class_.completing for class_ in classes if class_.kind == kind)
