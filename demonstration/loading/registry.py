"""Loads the registry: units, posts, cadres, policies, the working calendar, and who retires at the end."""

from __future__ import annotations

from demonstration import days, rows
from demonstration.loading.common import Json, Part
from demonstration.progress import Step
from demonstration.working_calendar import YEARS, CalendarYear


class RegistryLoading(Part):
    """The registry of the synthetic city."""

    async def load(self) -> None:
        """Units and calendars first: everything else refers to them."""
        await self._each("工作日历", YEARS, self._calendar, 1)
        await self._units()

    async def _units(self) -> None:
        units = self._year.city.units
        ids = await self._import(
            "单位", "units", [{**rows.unit(unit), "order": number} for number, unit in enumerate(units)]
        )
        self.ids.units = {unit.code: id_ for unit, id_ in zip(units, ids, strict=True)}

    async def cadres(self) -> None:
        """Posts, then cadres with their histories."""
        posts = self._year.city.posts
        ids = await self._import(
            "职位", "posts", [{**rows.post(post), "order": number} for number, post in enumerate(posts)]
        )
        self.ids.posts = {post.code: id_ for post, id_ in zip(posts, ids, strict=True)}
        paper = set(self._year.registry.earlier)
        made = [
            rows.cadre(cadre, without=cadre.appointments[-2:-1] if number in paper else ())
            for number, cadre in enumerate(self._year.cadres)
        ]
        ids = await self._import("干部", "cadres", made)
        self.ids.cadres = dict(enumerate(ids))

    async def policies(self) -> None:
        """The register of policies."""
        await self._import("制度库", "policies", [rows.policy(policy) for policy in self._year.policies])

    async def _calendar(self, year: CalendarYear, _: Step) -> None:
        await self._gateway.post(f"calendar-{year.year}", "/v1/working-calendars", rows.calendar(year))

    async def retire(self) -> None:
        """Those who retire at the end of the year; training is over by then."""
        await self._each("荣誉退休干部", self._year.incentive.retiring, self._retire, 3)

    async def retire_who_are_due(self) -> None:
        """Those whose day has come since the year ended, as an office does with each month's list; at the very end."""
        today = days.today().isoformat()
        kept = {self.ids.cadres[one] for one in self._year.spared}
        alerts = await self._rows("/v1/alerts", rule="retirement_due", due_before=today)
        due = [one for one in alerts if one["subject_id"] not in kept]
        await self._each("到龄退休", due, self._retire_when_due, 3)

    async def _retire_when_due(self, alert: Json, _: Step) -> None:
        path = f"/v1/cadres/{alert['subject_id']}/retirement"
        await self._gateway.post(f"due-{alert['id']}", path, rows.retirement_when_due(alert["due_on"]))

    async def _retire(self, cadre: int, _: Step) -> None:
        path = f"/v1/cadres/{self.ids.cadres[cadre]}/retirement"
        await self._gateway.post(
            f"retirement-{cadre}", path, rows.retirement(self._year.cadres[cadre], self._year.year)
        )
