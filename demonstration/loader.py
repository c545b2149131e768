"""Loads the synthetic city through the gateway, step by step; killed anywhere and run again, it ends the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from demonstration import accounts, rows
from demonstration.client import Gateway
from demonstration.loading.appraisal import AppraisalLoading
from demonstration.loading.campaign import CampaignLoading
from demonstration.loading.common import Json, LoadFailed, together, until
from demonstration.loading.incentive import IncentiveLoading
from demonstration.loading.registry import RegistryLoading
from demonstration.loading.roster import RosterLoading
from demonstration.loading.supervision import SupervisionLoading
from demonstration.loading.talent import TalentLoading
from demonstration.loading.training import TrainingLoading
from demonstration.progress import Show
from demonstration.year import Demonstration

__all__ = ["LoadFailed", "Loader"]


class Loader:
    """One loading of one demonstration; `officers` are the second pair of eyes where the platform asks for one."""

    def __init__(
        self, gateway: Gateway, year: Demonstration, show: Show, officers: accounts.Officers | None = None
    ) -> None:
        self._gateway = gateway
        self._year = year
        self.ids = rows.Ids()
        of_all = (gateway, year, show, self.ids)
        second = officers or accounts.Officers(*[gateway] * 6, clerks={})
        self._registry = RegistryLoading(*of_all)
        self._roster = RosterLoading(*of_all, officer=second.registry, verifier=second.supervision)
        self._training = TrainingLoading(*of_all)
        self._supervision = SupervisionLoading(*of_all, verifier=second.supervision)
        self._campaign = CampaignLoading(*of_all, verifier=second.supervision)
        self._incentive = IncentiveLoading(
            *of_all, resolver=second.incentive, verifier=second.supervision, clerks=second.clerks
        )
        self._appraisal = AppraisalLoading(*of_all, officer=second.appraisal)
        self._talent = TalentLoading(
            *of_all,
            officer=second.talent,
            reviewer=second.talent_review,
            verifier=second.supervision,
            clerks=second.clerks,
        )

    async def run(self) -> None:
        """Everything, in the order in which the one needs the other."""
        await self._registry.load()
        await together(self._registry.cadres(), self._training.resources(), self._registry.policies())
        await self._training.load()
        await self._registry.retire()
        await self._roster.load()
        await self._supervision.prepare()
        await together(
            self._supervision.load(),
            self._campaign.load(),
            self._incentive.load(),
            self._appraisal.load(),
            self._talent.load(),
        )
        await self._appraisal.indices()
        await self._roster.selections()
        await self._registry.retire_who_are_due()

    def bindings(self) -> tuple[str, str, str]:
        """Units and a cadre for accounts to be bound to: a district, an agency's, and somebody in a rotation class.

        Who was told the result of an appraisal comes first, so that there is something of everything to see.
        """
        district = next(unit for unit in self._year.city.units if unit.short_name == "昆都仑区")
        retired = set(self._year.incentive.retiring)
        rotation = (class_ for class_ in self._year.classes if class_.kind == "rotation")
        people = [person for class_ in rotation for person in class_.people if person not in retired]
        told = {one.cadre for one in self._year.appraisal.appraisals if one.code in self._year.appraisal.told}
        person = next((person for person in people if person in told), people[0])
        agency = next(agency for agency in self._year.supervision.agencies if agency.code == accounts.LIAISON_OF)
        liaison = self._year.city.unit_named(agency.unit)
        return self.ids.units[district.code], self.ids.units[liaison.code], self.ids.cadres[person]

    async def briefing(self, standing: Callable[[], Awaitable[Json]]) -> Json:
        """The briefing of the year, once the read models hold what was loaded; it waits, and checks no figure.

        `standing` asks how far they are, which an administrator may.
        """
        asked = {"from": f"{self._year.year}-01-01", "to": f"{self._year.year}-12-31"}
        await until(
            "the read models hold what was loaded",
            standing,
            lambda told: bool(told["current"]),
        )
        answer: Json = await self._gateway.get("/v1/briefing", **asked)
        return answer
