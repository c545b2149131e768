"""Loads a campaign around the reports of personal matters: six steps, reports, a random draw, checks. Process only."""

from __future__ import annotations

from demonstration import rows
from demonstration.client import Gateway
from demonstration.loading.common import Json, Part
from demonstration.progress import Show, Step
from demonstration.year import Demonstration

_P = "/v1/supervision/personal-matters"
BASIS = "演示数据，不涉及真实情况"
# Step, month and day, as the campaign takes them in order.
STEPS = (
    ("guidance", "01-06"),
    ("review", "01-10"),
    ("test", "01-15"),
    ("reminder", "01-21"),
    ("talk", "01-24"),
    ("warning", "02-11"),
)
# What the first checks of the draw come to: outcome, and what is done about it.
CONCLUSIONS = (
    ("consistent", "none"),
    ("consistent", "none"),
    ("omitted", "corrected"),
    ("consistent", "none"),
    ("omitted", "education"),
)
TARGETED, TALKED_WITH, EXEMPT = 3, 12, 25
"""How many are checked for a reason; one report in so many has a talk, one in so many is exempt."""


class CampaignLoading(Part):
    """One campaign of the year; `verifier` is another account than the one that has the checks made."""

    def __init__(self, gateway: Gateway, year: Demonstration, show: Show, ids: rows.Ids, *, verifier: Gateway) -> None:
        super().__init__(gateway, year, show, ids)
        self._verifier = verifier

    async def load(self) -> None:
        """The steps and reports of the year, then who is checked."""
        year = self._year.year
        body = {
            "code": f"GRSX-{year}",
            "title": f"{year}年度领导干部个人有关事项集中报告（演示）",
            "year": year,
            "synthetic": True,
        }
        made = await self._gateway.post("campaign", f"{_P}/campaigns", body)
        # One step follows the other, so there is one at a time.
        self._campaign: str = made["id"]
        await self._each("个人有关事项集中报告步骤", STEPS, self._step, 1)
        retired = set(self._year.incentive.retiring)
        reporters = [cadre for cadre in self._year.supervision.reporters if cadre not in retired]
        reports = [self._report(number, cadre) for number, cadre in enumerate(reporters)]
        await self._import("个人有关事项报告过程", "personal-matter-reports", reports)
        await self._each("个人有关事项查核", [reporters], self._checks, 1)

    async def _step(self, one: tuple[str, str], _: Step) -> None:
        step, day = one
        body = {"step": step, "held_on": f"{self._year.year}-{day}", "result": "已完成（演示）"}
        await self._gateway.post(f"campaign-{step}", f"{_P}/campaigns/{self._campaign}/steps", body)

    def _report(self, number: int, cadre: int) -> Json:
        """How far a report has come; never what it says."""
        year = self._year.year
        row: Json = {"campaign_id": self._campaign, "cadre_id": self.ids.cadres[cadre], "synthetic": True}
        if number % EXEMPT == EXEMPT - 1:
            return {**row, "state": "exempt"}
        row |= {
            "state": ("filed", "filed", "reviewed", "received")[number % 4],
            "received_on": f"{year}-01-{number % 20 + 11:02d}",
            "exam": f"exam_{number % 3 + 1}",
            "exam_score": 80 + number % 20,
        }
        if number % TALKED_WITH == 0:
            row |= {"talk": f"talk_{number % 3 + 1}", "talk_held_on": f"{year}-01-24"}
        return row

    async def _checks(self, reporters: list[int], _: Step) -> None:
        """The draw is announced before it is carried out; some are checked for a reason besides."""
        announced = await self._gateway.post("draw", f"{_P}/draws", {"campaign_id": self._campaign})
        drawing = {"entropy": "现场摇号 07 19 23（演示）"}
        await self._gateway.post("drawing", f"{_P}/draws/{announced['id']}/drawing", drawing)
        found = await self._rows(f"{_P}/checks", campaign_id=self._campaign, kind="random")
        # What is found of nominees would be for a person to weigh in their vetting: their checks go on.
        nominated = {self.ids.cadres[cadre] for cadre in self._year.nominees}
        taken = nominated | {check["cadre_id"] for check in found}
        drawn = [check for check in found if check["cadre_id"] not in nominated]
        drawn.sort(key=lambda check: str(check["cadre_id"]))
        others = [cadre for cadre in reporters if self.ids.cadres[cadre] not in taken]
        for number, cadre in enumerate(others[:TARGETED]):
            wish = {
                "campaign_id": self._campaign,
                "cadre_id": self.ids.cadres[cadre],
                "reason": "promotion",
                "basis": "拟提拔人选，凡提必查（演示）",
                "synthetic": True,
            }
            await self._gateway.post(f"targeted-{number}", f"{_P}/checks", wish)
        for number, (check, (outcome, handling)) in enumerate(zip(drawn, CONCLUSIONS, strict=False)):
            decided = {
                "outcome": outcome,
                "handling": handling,
                "decided_on": check["opened_on"],
                "basis": BASIS,
            }
            await self._verifier.post(f"check-{number}", f"{_P}/checks/{check['id']}/conclusion", decided)
