"""Loads a year of appraisal: mechanisms, appraisals from plan to notice, ballots on paper, deeds, indices."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from demonstration import appraisal_year, imports, rows
from demonstration.appraisal_year import Appraisal, Ballot, Box, ContactPoint, Matter
from demonstration.client import Gateway
from demonstration.loading.common import Json, Part, together, until
from demonstration.progress import Show, Step
from demonstration.year import Demonstration

_A = "/v1/appraisal"
WORDS = "演示数据，不涉及真实情况"
BASIS = "（演示）会议纪要"
DRAFTER, CONFIRMER = "演示经办人", "演示负责人"
TELLERS = ("演示计票人甲", "演示计票人乙")
GRADES = ("excellent", "competent", "basic", "incompetent")
ITEMS = {
    (False, True): ("hard_task", "reform", "people_served", "risk_averted", "project_delivered"),
    (False, False): ("task_missed", "shirked", "formalism", "incident", "complaint_upheld"),
    (True, True): ("loyalty", "resolve", "responsibility", "ability", "self_discipline"),
    (True, False): (
        "loyalty_lacking",
        "resolve_lacking",
        "responsibility_lacking",
        "ability_lacking",
        "self_discipline_lacking",
    ),
}
"""Keys of the dictionaries of deeds and of political quality, by which of the two and by sign."""
KINDS = {
    "daily": "日常考察",
    "special": "专项考察",
    "pre_appointment": "任前考察",
    "comprehensive": "综合评定",
    "no_appointment": "无任用考察",
}
EVALUATES = "JZ-02"
"""The mechanism by which major matters are evaluated."""
ROLES = ("leader", "colleague", "subordinate", "masses")
TOLD_TODAY = 3
"""Notices that are delivered on the day of the loading, so that their periods still run; the others are final."""
CONFIRMED = 12
"""Indices that a named person confirms."""
AT_ONCE = 4


class AppraisalLoading(Part):
    """A year of appraisal; `officer` is another account than the one that loads: the second teller."""

    def __init__(self, gateway: Gateway, year: Demonstration, show: Show, ids: rows.Ids, *, officer: Gateway) -> None:
        super().__init__(gateway, year, show, ids)
        self._officer = officer
        self._data = year.appraisal
        self._by_code = {one.code: one for one in self._data.appraisals}
        self._mechanisms: dict[str, str] = {}
        self._appraisals: dict[str, str] = {}
        self._dimensions: dict[str, list[str]] = {}
        self._words: dict[str, str] = {}
        """What each dimension is called."""

    async def load(self) -> None:
        """From the mechanisms to what the cadres are told; contact points and deeds beside them."""
        rows_of = [self._mechanism(*one) for one in appraisal_year.MECHANISMS]
        made = await self._import("考察制度机制", "mechanisms", rows_of)
        self._mechanisms = dict(zip((code for code, *_ in appraisal_year.MECHANISMS), made, strict=True))
        for kind in ("cadre", "team"):
            self._dimensions[kind] = await self._dimensions_of(kind)
        await self._plan()
        await together(self._deeds(), self._contact_points(), self._appraise())

    def _mechanism(self, code: str, zh: str, en: str, serves: tuple[str, ...], named: bool) -> Json:
        return {
            "code": code,
            "zh": zh,
            "en": en,
            "serves": list(serves),
            "basis": "来源列举的制度机制" if named else f"示例名称。{WORDS}",
            "example": not named,
            "valid_from": f"{self._year.year}-01-01",
            "in_use": True,
            "synthetic": True,
        }

    async def _dimensions_of(self, kind: str) -> list[str]:
        """The keys of the dimensions of the model in force, in its order."""
        found = await self._rows(f"{_A}/models", kind=kind, state="published")
        newest = max(found, key=lambda row: int(row["number"]))
        model = await self._gateway.get(f"{_A}/models/{newest['id']}")
        self._words |= {str(dimension["key"]): str(dimension["zh"]) for dimension in model["dimensions"]}
        return [str(dimension["key"]) for dimension in model["dimensions"]]

    async def _plan(self) -> None:
        posts = await self._posts()
        plans = [self._planned(one, posts) for one in self._data.appraisals]
        await self._until_known(plans)
        ids = await self._import("考察计划", "appraisals", plans)
        self._appraisals = {one.code: id_ for one, id_ in zip(self._data.appraisals, ids, strict=True)}

    async def _posts(self) -> list[str]:
        """Posts for which cadres are appraised: those of the deputies' level."""
        found = await self._rows("/v1/posts", post_level="132")
        return sorted(str(row["id"]) for row in found)

    def _planned(self, one: Appraisal, posts: list[str]) -> Json:
        year = self._year.year
        subject: Json = (
            {"cadre_id": self.ids.cadres[one.cadre]}
            if one.cadre is not None
            else {"unit_id": self.ids.units[one.unit or ""]}
        )
        if one.kind == "pre_appointment":
            subject["post_id"] = posts[int(one.code[-3:]) % len(posts)]
        return {
            "code": one.code,
            "title": f"{year}年{KINDS[one.kind]}（演示）",
            "kind": one.kind,
            "mechanism_code": one.mechanism,
            **subject,
            "appraiser_ids": [self.ids.cadres[appraiser] for appraiser in one.appraisers],
            "period_begins": f"{year}-01-01",
            "period_ends": f"{year}-12-31",
            "planned_on": one.planned.isoformat(),
            "start": one.fate != "planned",
            "synthetic": True,
        }

    async def _until_known(self, plans: list[Json]) -> None:
        """Appraisal keeps its own replica of the roster: check the rows, which changes nothing, until all are known."""

        async def unknown() -> list[Json]:
            # Each check is a wish of its own, so its key is too.
            return await imports.check(
                self._gateway, "appraisals", plans, name=f"appraisals-check-{secrets.token_hex(6)}"
            )

        with self._show.step("等待考察数据同步", len(plans)):
            await until(
                "appraisal knows who is appraised and who appraises",
                unknown,
                lambda wrong: (
                    not any(word in str(row["errors"]) for row in wrong for word in ("unknown-", "not-serving"))
                ),
            )

    async def _appraise(self) -> None:
        """What is gathered while they run, then the conclusions, then the notices."""
        await together(
            self._each("考察谈话", self._data.talks, self._talk, AT_ONCE),
            self._ballots(),
            self._each("取消的考察", self._of_fate("cancelled"), self._cancel, AT_ONCE),
        )
        concluded = [self._conclusion(one) for one in self._of_fate("concluded")]
        await self._import("考察结论", "appraisal-conclusions", concluded)
        told = await self._import("考察结果告知", "appraisal-notices", self._notices())
        await self._each("申请复核", told[-1:], self._review, 1)

    def _of_fate(self, fate: str) -> list[Appraisal]:
        return [one for one in self._data.appraisals if one.fate == fate]

    async def _talk(self, code: str, _: Step) -> None:
        one = self._by_code[code]
        number = self._data.talks.index(code)
        body = {
            "role": ROLES[number % len(ROLES)],
            "described_as": "（演示）干部群众代表",
            "talker_ids": [self.ids.cadres[appraiser] for appraiser in one.appraisers[:2]],
            "held_on": one.planned.isoformat(),
            "marks": {self._dimensions_for(one)[0]: one.scores[0]},
            "classification": "internal",
            "text": f"谈话记录。{WORDS}",
        }
        await self._gateway.post(f"talk-{code}", f"{_A}/appraisals/{self._appraisals[code]}/talks", body)

    def _dimensions_for(self, one: Appraisal) -> list[str]:
        return self._dimensions["team" if one.cadre is None else "cadre"]

    async def _cancel(self, one: Appraisal, _: Step) -> None:
        path = f"{_A}/appraisals/{self._appraisals[one.code]}/cancellation"
        await self._gateway.post(f"cancellation-{one.code}", path, {"basis": BASIS})

    def _conclusion(self, one: Appraisal) -> Json:
        return {
            "appraisal_code": one.code,
            "grade": one.grade,
            "scores": dict(zip(self._dimensions_for(one), one.scores, strict=True)),
            "findings": f"考察情况。{WORDS}",
            "classification": "internal",
            "drafted_by": DRAFTER,
            "confirmed_by": CONFIRMER,
            "confirmed_on": one.concluded.isoformat(),
            "basis": BASIS,
        }

    def _notices(self) -> list[Json]:
        """Delivered and acknowledged on the day of the conclusion; the last ones today, and their periods run."""
        made = []
        for number, code in enumerate(self._data.told):
            row: Json = {"appraisal_code": code, "classification": "internal", "text": f"考察结果告知。{WORDS}"}
            if number < len(self._data.told) - TOLD_TODAY:
                day = self._by_code[code].concluded.isoformat()
                row |= {"delivered_on": day, "acknowledged_on": day}
            made.append(row)
        return made

    async def _review(self, notice: str, _: Step) -> None:
        body = {"grounds": f"对结果的意见。{WORDS}", "classification": "internal"}
        await self._officer.post("review", f"{_A}/notices/{notice}/review", body)

    async def _ballots(self) -> None:
        """Prepared and opened, counted by one teller, and by another for themselves; then closed."""
        ballots: dict[str, str] = {}
        await self._each("民主测评", self._data.ballots, partial(self._open, ballots), AT_ONCE)
        boxes = [(ballot, box) for ballot in self._data.ballots for box in ballot.boxes]
        sheets = [self._tally(ballots[ballot.appraisal], ballot, box) for ballot, box in boxes]
        tallies = await self._import("计票单", "ballot-tallies", sheets)
        counted = list(zip(boxes, tallies, strict=True))
        await self._each("第二计票人复核", counted, self._count_again, AT_ONCE)
        await self._each("结束测评", self._data.ballots, partial(self._close, ballots), AT_ONCE)

    async def _open(self, ballots: dict[str, str], ballot: Ballot, _: Step) -> None:
        code = ballot.appraisal
        body: Any = {
            "title": f"{self._year.year}年度民主测评（演示）",
            "mode": "paper",
            "questions": [
                {"key": "overall", "text": "总体评价"},
                *(
                    {"key": key, "text": self._words[key], "dimension": key}
                    for key in self._dimensions_for(self._by_code[code])
                ),
            ],
            "kinds": [{"key": kind, "weight": weight} for kind, weight, _ in appraisal_year.VOTERS],
            "synthetic": True,
        }
        made = await self._gateway.post(f"ballot-of-{code}", f"{_A}/appraisals/{self._appraisals[code]}/ballots", body)
        ballots[code] = made["id"]
        entitled = {"entitled": {box.kind: box.entitled for box in ballot.boxes}}
        await self._gateway.post(f"ballot-opening-{code}", f"{_A}/ballots/{made['id']}/opening", entitled)

    def _counts(self, ballot: Ballot, box: Box) -> list[Json]:
        questions = ["overall", *self._dimensions_for(self._by_code[ballot.appraisal])]
        return [
            {"question": question, "answer": grade, "number": number}
            for question, answer in zip(questions, box.answers, strict=True)
            for grade, number in zip(GRADES, answer, strict=True)
        ]

    def _tally(self, ballot_id: str, ballot: Ballot, box: Box) -> Json:
        counts = self._counts(ballot, box)
        return {
            "ballot_id": ballot_id,
            "kind": box.kind,
            "sheets": sum(box.counts),
            "invalid": box.invalid,
            "entered_by": TELLERS[0],
            "counts": ";".join(f"{one['question']}:{one['answer']}={one['number']}" for one in counts),
        }

    async def _count_again(self, one: tuple[tuple[Ballot, Box], str], _: Step) -> None:
        (ballot, box), tally = one
        body = {
            "confirmed_by": TELLERS[1],
            "sheets": sum(box.counts),
            "invalid": box.invalid,
            "counts": self._counts(ballot, box),
        }
        key = f"tally-{ballot.appraisal}-{box.kind}"
        await self._officer.post(key, f"{_A}/ballot-tallies/{tally}/confirmation", body)

    async def _close(self, ballots: dict[str, str], ballot: Ballot, _: Step) -> None:
        code = ballot.appraisal
        ending = {"ended_by": CONFIRMER, "basis": "应到人员已测评，计票完毕（演示）"}
        await self._gateway.post(f"ballot-closing-{code}", f"{_A}/ballots/{ballots[code]}/closing", ending)

    async def _deeds(self) -> None:
        made = []
        for number, deed in enumerate(self._data.deeds):
            items = ITEMS[deed.political, deed.positive]
            made.append(
                {
                    "kind": "political" if deed.political else "deed",
                    "sign": "positive" if deed.positive else "negative",
                    "item": items[number // 2 % len(items)],
                    "cadre_id": self.ids.cadres[deed.cadre],
                    "happened_on": deed.on.isoformat(),
                    "text": f"{deed.code}事项。{WORDS}",
                    "source": "专项考察（演示）",
                    "classification": "internal",
                    "recorded_by": DRAFTER,
                    "verified_by": CONFIRMER,
                    "synthetic": True,
                }
            )
        await self._import("正负面五件事、政治素质事项", "deeds", made)

        await self._each("大事要事", self._data.matters, self._matter, AT_ONCE)
        rated = [self._evaluation(matter, *one) for matter in self._data.matters for one in matter.involved]
        rated += [self._rated(matter, 85, {"unit_id": self.ids.units[matter.unit]}) for matter in self._data.matters]
        await self._import("担当担责度评价", "major-matter-evaluations", rated)

    async def _matter(self, matter: Matter, _: Step) -> None:
        body = {
            "code": matter.code,
            "title": matter.title,
            "begins": f"{self._year.year}-01-06",
            "lead_unit_id": self.ids.units[matter.unit],
            "mechanism_id": self._mechanisms[EVALUATES],
            "classification": "internal",
            "synthetic": True,
        }
        await self._gateway.post(f"major-matter-{matter.code}", f"{_A}/major-matters", body)

    def _evaluation(self, matter: Matter, cadre: int, mark: int) -> Json:
        return self._rated(matter, mark, {"cadre_id": self.ids.cadres[cadre]})

    def _rated(self, matter: Matter, mark: int, subject: Json) -> Json:
        return {
            "matter_code": matter.code,
            **subject,
            "role": "charge" if "cadre_id" in subject else "lead",
            "marks": f"initiative={mark};difficulty={mark - 5};result={mark - 2}",
            "evaluated_by": DRAFTER,
            "confirmed_by": CONFIRMER,
            "note": WORDS,
        }

    async def _contact_points(self) -> None:
        points = self._data.contact_points
        made = [
            {
                "cadre_id": self.ids.cadres[point.cadre],
                "unit_id": self.ids.units[point.unit],
                "begins": point.begins.isoformat(),
                "basis": "选派通知（演示）",
                "synthetic": True,
            }
            for point in points
        ]
        ids = await self._import("干部工作联系点", "contact-points", made)
        await self._each("联系走访", list(zip(points, ids, strict=True)), self._visits, AT_ONCE)

    async def _visits(self, one: tuple[ContactPoint, str], _: Step) -> None:
        point, id_ = one
        for number, day in enumerate(point.visits):
            body = {"on": day.isoformat(), "findings": f"了解到的情况。{WORDS}", "classification": "internal"}
            await self._gateway.post(f"visit-{id_}-{number}", f"{_A}/contact-points/{id_}/visits", body)

    async def indices(self) -> None:
        """Wait until every leading cadre has an index; compute those of all teams anew; a named person confirms some.

        Indices are computed by themselves after evidence has come.
        """
        gone = set(self._year.incentive.retiring)
        leaders = [n for n, cadre in enumerate(self._year.cadres) if cadre.county and n not in gone]
        wanted = {self.ids.cadres[n] for n in leaders}

        async def missing() -> set[str]:
            return wanted - {row["subject_id"] for row in await self._rows(f"{_A}/indices", subject_kind="cadre")}

        with self._show.step("干部担当指数", len(wanted)) as step:
            await until("every leading cadre has an index", missing, lambda left: not left)
            step.advance(len(wanted))
        await self._each("领导班子指数", ["team"], self._run, 1)
        await self._each("指数确认", leaders[:CONFIRMED], self._confirm, AT_ONCE)

    async def _run(self, kind: str, _: Step) -> None:
        wish = {"kind": kind, "started_by": CONFIRMER, "basis": BASIS, "synthetic": True}
        started = await self._gateway.post(f"index-run-{kind}", f"{_A}/index-runs", wish)
        run = partial(self._gateway.get, f"{_A}/index-runs/{started['id']}")
        await until("the run over the teams is finished", run, lambda now: now["state"] == "finished")

    async def _confirm(self, cadre: int, _: Step) -> None:
        found = await self._rows(f"{_A}/indices", subject_kind="cadre", subject_id=self.ids.cadres[cadre])
        body = {"confirmed_by": CONFIRMER, "basis": BASIS}
        path = f"{_A}/indices/{found[0]['id']}/confirmation"
        await self._gateway.post(f"index-confirmation-{cadre}", path, body)
