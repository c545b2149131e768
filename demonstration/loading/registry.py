"""Loads the registry: units, posts, cadres, policies, the working calendar, and who retires at the end."""

from __future__ import annotations

from demonstration import rows
from demonstration.loading.common import Part
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
        ids = await self._import("单位", "units", [rows.unit(unit) for unit in units])
        self.ids.units = {unit.code: id_ for unit, id_ in zip(units, ids, strict=True)}

    async def cadres(self) -> None:
        """Posts, then cadres with their histories."""
        await self._import("职位", "posts", [rows.post(post) for post in self._year.city.posts])
        ids = await self._import("干部", "cadres", [rows.cadre(cadre) for cadre in self._year.cadres])
        self.ids.cadres = dict(enumerate(ids))

    async def policies(self) -> None:
        """The register of policies."""
        await self._import("制度库", "policies", [rows.policy(policy) for policy in self._year.policies])

    async def _calendar(self, year: CalendarYear, _: Step) -> None:
        await self._gateway.post(f"calendar-{year.year}", "/v1/working-calendars", rows.calendar(year))

    async def retire(self) -> None:
        """Those who retire at the end of the year; training is over by then."""
        await self._each("荣誉退休干部", self._year.incentive.retiring, self._retire, 3)

    async def _retire(self, cadre: int, _: Step) -> None:
        path = f"/v1/cadres/{self.ids.cadres[cadre]}/retirement"
        await self._gateway.post(f"retirement-{cadre}", path, rows.retirement(self._year.year))
