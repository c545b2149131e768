"""Loads a year of training: organisers, plans, resources, classes from draft to certificates, visits, courses."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from demonstration import days, outside_year, rows
from demonstration.city import PARTY_SCHOOL, SECTOR_COMMITTEES
from demonstration.loading.common import Json, LoadFailed, Part, together, until
from demonstration.progress import Step
from demonstration.training_year import Class_

CLASSES_AT_ONCE = 3


class TrainingLoading(Part):
    """A year of training."""

    async def resources(self) -> None:
        """What needs units alone."""
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
        wanted = dict.fromkeys([PARTY_SCHOOL, *SECTOR_COMMITTEES, *(class_.organiser for class_ in self._all_classes)])
        with self._show.step("办班主体", len(wanted) + len(outside_year.ORGANISERS)) as step:
            for name in wanted:
                unit = units.get(name) or city.unit_named(name)
                body = rows.organiser(name, unit.name, self.ids.units[unit.code])
                made = await self._gateway.post(f"organiser-{unit.code}", "/v1/training/organisers", body)
                self.ids.organisers[name] = made["id"]
                step.advance()
            for tier in outside_year.ORGANISERS:
                body = rows.outside_organiser(tier)
                made = await self._gateway.post(f"organiser-{tier}", "/v1/training/organisers", body)
                self.ids.organisers[tier] = made["id"]
                step.advance()

    async def _plans(self) -> None:
        with self._show.step("培训计划", len(self._year.plans)) as step:
            for plan in self._year.plans:
                key, body = f"plan-{plan.year}-{plan.code}", rows.plan(plan, self.ids.organisers[PARTY_SCHOOL])
                made = await self._gateway.post(key, "/v1/training/plans", body)
                await self._gateway.post(f"{key}-adoption", f"/v1/training/plans/{made['id']}/adoption", {})
                self.ids.plans[plan.year, plan.code] = made["id"]
                step.advance()

    async def load(self) -> None:
        """What needs cadres."""
        await self._teachers()
        await self._until_training_knows_everybody()
        await together(self._classes(), self._visits_courses_and_outside())

    async def _teachers(self) -> None:
        teachers = self._year.teachers
        made = [rows.teacher(teacher, self.ids.cadres) for teacher in teachers]
        ids = await self._import("教师", "teachers", made)
        self.ids.teachers = {teacher.code: id_ for teacher, id_ in zip(teachers, ids, strict=True)}

    async def _visits_courses_and_outside(self) -> None:
        today = days.today()
        made = [one for one in [*self._year.visits, *self._year.after.visits] if one.day <= today]
        visits = [rows.visit(visit, self.ids) for visit in made]
        await self._import("现场教学", "visits", visits)
        finished = [one for one in [*self._year.online, *self._year.after.online] if one.finished <= today]
        online = [rows.online_record(record, self.ids.cadres) for record in finished]
        await self._import("网络学习记录", "online-records", online)
        over = [one for one in [*self._year.outside, *self._year.after.outside] if one.ends <= today]
        outside = [rows.outside(record, self.ids) for record in over]
        await self._import("外出培训", "outside-training", outside)

    async def _until_training_knows_everybody(self) -> None:
        """Training keeps its own replica of the cadres, fed by events: wait for somebody out of every chunk of rows."""
        asked = self._samples()
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
        classes = self._all_classes
        with self._show.step("培训班次（人次）", sum(len(class_.people) for class_ in classes)) as step:

            async def one(class_: Class_) -> None:
                async with places:
                    await self._class(class_, step)

            await together(*(one(class_) for class_ in classes))

    @property
    def _all_classes(self) -> list[Class_]:
        """Those of the year and of the one after; of that one, which is not over, as far as each has come."""
        return [*self._year.classes, *self._year.after.classes]

    async def _class(self, class_: Class_, step: Step) -> None:
        """A class from its draft to its certificates, or as far as it has come today."""
        key, today = f"class-{class_.begins.year}-{class_.code}", days.today()
        made = await self._gateway.post(key, "/v1/training/classes", rows.class_(class_, self.ids))
        path = f"/v1/training/classes/{made['id']}"
        await self._gateway.post(f"{key}-publication", f"{path}/publication", {})
        cadres = [self.ids.cadres[person] for person in class_.people]
        placed = await self._gateway.post(f"{key}-enrolments", f"{path}/enrolments", {"cadre_ids": cadres})
        check_enrolled(class_, placed)
        if class_.begins <= today:
            await self._gateway.post(f"{key}-start", f"{path}/start", {})
        if class_.ends <= today:
            await self._complete(class_, key, path, made)
        step.advance(len(class_.people))

    async def _complete(self, class_: Class_, key: str, path: str, made: Json) -> None:
        sessions = [session["id"] for session in made["sessions"]]
        marks = [
            {"session_id": sessions[number - 1], "cadre_id": self.ids.cadres[person], "mark": "leave"}
            for person, number in class_.absences
        ]
        await self._gateway.post(f"{key}-attendance", f"{path}/attendance", {"rest": "present", "exceptions": marks})
        completed = {"completed_on": class_.ends.isoformat()}
        await self._gateway.post(f"{key}-completion", f"{path}/completion", completed)


def check_enrolled(class_: Class_, answer: Json) -> None:
    """Raises LoadFailed unless everybody got a place."""
    refused = [result for result in answer["results"] if result.get("state") != "enrolled"]
    if refused:
        raise LoadFailed(f"class {class_.code}: {len(refused)} were not enrolled: {refused[:2]}")
