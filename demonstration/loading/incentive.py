"""Loads a year of incentive: nominations to naming at two levels, measures, tolerance, a ceremony."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from demonstration import imports, rows
from demonstration.client import Gateway
from demonstration.incentive_year import Batch, Tolerance
from demonstration.loading.common import Json, Part, together, until
from demonstration.progress import Show, Step
from demonstration.year import Demonstration

_I, _S = "/v1/incentive", "/v1/supervision"
WORDS = "演示数据，不涉及真实情况"
BASIS = "（演示）会议纪要"
LEVELS = {
    "region": ("DDZW-REGION", "自治区“担当作为好干部”（演示）", "（演示）自治区表彰机关"),
    "city": ("DDZW-CITY", "包头市“担当作为好干部”（演示）", "（演示）市级表彰机关"),
}
DISTINCTIONS = {1: "inexperience", 2: "exploration", 3: "unintended"}
LEADS = "organisation"
PERSON = "演示经办人"
UNVETTED = frozenset({"draft", "vetting"})
PAST_PUBLICITY = frozenset({"publicised", "naming", "named"})


class IncentiveLoading(Part):
    """A year of incentive; `resolver` is another account than the one that objects, `clerks` enter what the agencies
    say, and `verifier` is none of them."""

    def __init__(
        self,
        gateway: Gateway,
        year: Demonstration,
        show: Show,
        ids: rows.Ids,
        *,
        resolver: Gateway,
        verifier: Gateway,
        clerks: Mapping[str, Gateway],
    ) -> None:
        super().__init__(gateway, year, show, ids)
        self._resolver, self._verifier, self._clerks = resolver, verifier, clerks
        self._data = year.incentive
        self._nominations: dict[tuple[str, int], str] = {}
        self._honours: list[Json] = []

    async def load(self) -> None:
        """Honours first: grants refer to them."""
        await together(self._honour(), self._tolerance(), self._ceremony())
        await self._measures()

    async def _honour(self) -> None:
        batches = await self._open()
        made = [
            self._nomination(batch, batches[batch.code], index)
            for batch in self._data.batches
            for index in range(len(batch.nominations))
        ]
        await self._until_known(made)
        ids = await self._import("推荐", "nominations", made)
        places = [(batch.code, n) for batch in self._data.batches for n in range(len(batch.nominations))]
        self._nominations = dict(zip(places, ids, strict=True))
        await self._vet()
        await self._conclude(batches)
        await self._each("票决", self._data.batches, partial(self._ballot, batches), 2)
        await self._each("公示", self._data.batches, partial(self._publicity, batches), 2)
        await self._name(batches)

    async def _open(self) -> dict[str, str]:
        """The programmes with their batches; the batches' ids."""
        batches: dict[str, str] = {}
        programmes: dict[str, str] = {}
        year = self._year.year
        with self._show.step("表彰项目和批次", len(self._data.batches)) as step:
            for batch in self._data.batches:
                if batch.level not in programmes:
                    code, title, authority = LEVELS[batch.level]
                    body = {
                        "code": code,
                        "title": title,
                        "level": batch.level,
                        "authority": authority,
                        "synthetic": True,
                    }
                    answer = await self._gateway.post(f"programme-{batch.level}", f"{_I}/programmes", body)
                    programmes[batch.level] = answer["id"]
                body = {
                    "programme_id": programmes[batch.level],
                    "title": batch.title,
                    "number": batch.number,
                    "quota": batch.quota,
                    "opens_on": f"{year}-03-03",
                    "closes_on": f"{year + 2}-12-31",
                    "synthetic": True,
                }
                answer = await self._gateway.post(f"batch-{batch.code}", f"{_I}/batches", body)
                batches[batch.code] = answer["id"]
                step.advance()
        return batches

    def _nomination(self, batch: Batch, batch_id: str, index: int) -> Json:
        nomination = batch.nominations[index]
        return {
            "batch_id": batch_id,
            "cadre_id": self.ids.cadres[nomination.cadre],
            "unit_id": self.ids.units[self._year.cadres[nomination.cadre].unit],
            "field": nomination.field,
            "merits": f"主要事迹。{WORDS}",
            "submit": True,
            "synthetic": True,
        }

    async def _until_known(self, made: list[Json]) -> None:
        """Incentive keeps its own replica of the cadres: check the rows, which changes nothing, until all are known."""

        async def unknown() -> list[Json]:
            # Each check is a wish of its own, so its key is too.
            name = f"nominations-check-{secrets.token_hex(6)}"
            return await imports.check(self._gateway, "nominations", made, name=name)

        with self._show.step("等待激励数据同步", len(made)):
            await until(
                "incentive knows the nominees",
                unknown,
                lambda wrong: not any("unknown" in str(row["errors"]) for row in wrong),
            )

    async def _vet(self) -> None:
        """The agencies answer; one vetting stays without an opinion, one has an objection."""
        requests = {f"{id_}.1" for id_ in self._nominations.values()}

        async def opened() -> bool:
            return requests <= {row["request_id"] for row in await self._rows(f"{_S}/vettings", purpose="award")}

        await until("supervision has opened the vettings", opened, bool)
        asked = [agency.code for agency in self._year.supervision.agencies if "award" in agency.vets]
        for code in asked:
            opinions = []
            for (batch, index), id_ in self._nominations.items():
                fate = self._fate(batch, index)
                if fate == "deferred" and code == asked[-1]:
                    continue
                objects = fate == "vetting_refused" and code == asked[0]
                opinions.append(
                    {
                        "request_id": f"{id_}.1",
                        "agency_id": self.ids.agencies[code],
                        "opinion": "objection" if objects else "clear",
                        **({"codes": ["discipline"], "text": WORDS} if objects else {}),
                    }
                )
            by = self._clerks[code]
            await self._import("联审意见", "vetting-opinions", opinions, name=f"vetting-opinions-{code}", by=by)
        vettings = {row["request_id"]: row["id"] for row in await self._rows(f"{_S}/vettings", purpose="award")}
        for (batch, index), id_ in self._nominations.items():
            outcome = {"vetting_refused": "refused", "deferred": "deferred"}.get(self._fate(batch, index))
            if outcome:
                path = f"{_S}/vettings/{vettings[f'{id_}.1']}/conclusion"
                body = {"outcome": outcome, "reasons": ["discipline"], "basis": BASIS}
                await self._verifier.post(f"conclusion-{batch}-{index}", path, body)

    async def _conclude(self, batches: dict[str, str]) -> None:
        """Wait until every nomination has heard what came of its vetting."""
        for batch in self._data.batches:
            states = partial(self._states, batches[batch.code])
            await until("the nominations are vetted", states, lambda found: not UNVETTED & set(found.values()))

    async def _states(self, batch_id: str) -> dict[str, str]:
        return {row["id"]: row["state"] for row in await self._rows(f"{_I}/nominations", batch_id=batch_id)}

    def _fate(self, batch_code: str, index: int) -> str:
        batch = next(batch for batch in self._data.batches if batch.code == batch_code)
        return batch.nominations[index].fate

    def _of(self, batch: Batch, *fates: str) -> list[str]:
        """The nominations of a batch that are to come to these ends."""
        return [
            self._nominations[batch.code, index]
            for index, nomination in enumerate(batch.nominations)
            if nomination.fate in fates
        ]

    async def _ballot(self, batches: dict[str, str], batch: Batch, _: Step) -> None:
        """Everybody is there."""
        key, members = f"ballot-{batch.code}", [self.ids.cadres[elector] for elector in self._data.electors]
        candidates = self._of(batch, "named", "objected", "withdrawn", "not_elected")
        body = {
            "batch_id": batches[batch.code],
            "held_on": batch.voted.isoformat(),
            "members": members,
            "nominations": candidates,
            "synthetic": True,
        }
        made = await self._gateway.post(key, f"{_I}/ballots", body)
        path = f"{_I}/ballots/{made['id']}"
        await self._gateway.post(f"{key}-attendance", f"{path}/attendance", {"present": members})
        against = {
            self._nominations[batch.code, index]: nomination.against
            for index, nomination in enumerate(batch.nominations)
        }
        votes = [
            {
                "nomination_id": id_,
                "votes": [
                    # Who votes against is not always the same.
                    {
                        "member_id": member,
                        "vote": "reject" if (seat + turn) % len(members) < against[id_] else "approve",
                    }
                    for seat, member in enumerate(members)
                ],
            }
            for turn, id_ in enumerate(candidates)
        ]
        await self._gateway.post(f"{key}-votes", f"{path}/votes", {"nominations": votes})
        await self._gateway.post(f"{key}-closing", f"{path}/closing", {})

    async def _publicity(self, batches: dict[str, str], batch: Batch, _: Step) -> None:
        """Publicity that ended in the demonstration's year; one objection is upheld, one nomination withdrawn."""
        key, objected = f"publicity-{batch.code}", self._of(batch, "objected")
        body: Json = {
            "begins": batch.public_from.isoformat(),
            "working_days": 5,
            "basis": "事后补录（演示）",
            "nominations": self._of(batch, "named", "objected", "withdrawn"),
        }
        await self._gateway.post(key, f"{_I}/batches/{batches[batch.code]}/publicity", body)
        for id_ in objected:
            wish = {"grounds": "facts", "text": f"事迹与实际不符。{WORDS}"}
            made = await self._gateway.post(f"{key}-objection", f"{_I}/nominations/{id_}/objections", wish)
            resolution = {"outcome": "upheld", "basis": "核查报告（演示）"}
            path = f"{_I}/objections/{made['id']}/resolution"
            await self._resolver.post(f"{key}-resolution", path, resolution)
        for id_ in self._of(batch, "withdrawn"):
            path = f"{_I}/nominations/{id_}/withdrawal"
            await self._gateway.post(f"{key}-withdrawal", path, {"reason": "本人申请（演示）"})

    async def _name(self, batches: dict[str, str]) -> None:
        """Naming follows by events: wait until publicity is over, propose, and wait for the honours."""
        total = sum(batch.quota for batch in self._data.batches)
        with self._show.step("命名", total) as step:
            for batch in self._data.batches:
                wanted = set(self._of(batch, "named"))

                def over(states: dict[str, str], wanted: set[str] = wanted) -> bool:
                    return all(states.get(id_) in PAST_PUBLICITY for id_ in wanted)

                await until("publicity is over", partial(self._states, batches[batch.code]), over)
                path = f"{_I}/batches/{batches[batch.code]}/naming"
                body = {"nominations": sorted(wanted), "named_on": batch.named.isoformat(), "basis": "事后补录（演示）"}
                await self._gateway.post(f"naming-{batch.code}", path, body)
            for batch in self._data.batches:
                asked = partial(self._rows, f"{_I}/honours", batch_id=batches[batch.code])
                quota = batch.quota
                self._honours += await until(
                    f"the {quota} of {batch.code} are named", asked, lambda found, quota=quota: len(found) >= quota
                )
                step.advance(quota)
        await self._each("结束批次", list(batches.items()), self._end, 1)
        self._honours.sort(key=lambda honour: str(honour["certificate_number"]))

    async def _end(self, batch: tuple[str, str], _: Step) -> None:
        """A batch that has named whom it could is over."""
        code, id_ = batch
        await self._gateway.post(f"batch-{code}-closing", f"{_I}/batches/{id_}/closing", {"basis": BASIS})

    async def _measures(self) -> None:
        made = [
            {
                "code": measure.code,
                "title": f"{measure.title}（演示）",
                "kind": measure.kind,
                "basis": "（演示）激励措施清单",
                "synthetic": True,
            }
            for measure in self._data.measures
        ]
        ids = await self._import("激励措施", "measures", made)
        # The order in which events named people is not fixed; which of them gets what follows from the nomination.
        honoured = {honour["nomination_id"]: honour for honour in self._honours}
        named = [honoured[id_] for batch in self._data.batches for id_ in self._of(batch, "named")]
        await self._each("给予激励", list(enumerate(named[::2])), partial(self._grant, ids), 3)

    async def _grant(self, measures: list[str], one: tuple[int, Json], _: Step) -> None:
        number, honour = one
        body = {
            "measure_id": measures[number % len(measures)],
            "cadre_id": honour["cadre_id"],
            "honour_id": honour["id"],
            "granted_by": PERSON,
            "basis": BASIS,
            "ends": f"{self._year.year + 2}-12-31",
            "synthetic": True,
        }
        await self._gateway.post(f"grant-{number}", f"{_I}/grants", body)

    async def _tolerance(self) -> None:
        await self._each("容错申请", list(enumerate(self._data.tolerance, 1)), self._application, 2)

    async def _application(self, one: tuple[int, Tolerance], _: Step) -> None:
        """An application; where its outcome is open, it is accepted and has one opinion."""
        number, wish = one
        key = f"tolerance-{number}"
        body: Json = {
            "cadre_id": self.ids.cadres[wish.cadre],
            "matter_reference": f"RC-{self._year.year}-{number:02d}",
            "distinction": DISTINCTIONS[wish.distinction],
            "facts": f"事实与理由。{WORDS}",
            "factors": ["motive", "procedure"],
            "synthetic": True,
        }
        made = await self._gateway.post(key, f"{_I}/tolerance-applications", body)
        path = f"{_I}/tolerance-applications/{made['id']}"
        await self._gateway.post(f"{key}-acceptance", f"{path}/acceptance", {})
        outcome = wish.outcome or "tolerated"
        for agency in (LEADS, "discipline", "procuratorate") if wish.outcome else (LEADS,):
            opinion = {"agency": agency, "outcome": outcome, "text": WORDS}
            await self._gateway.post(f"{key}-opinion-{agency}", f"{path}/opinions", opinion)
        if wish.outcome:
            decision: dict[str, Any] = {"outcome": outcome, "decided_by": PERSON, "reasons": BASIS}
            decision["effects"] = [] if outcome == "not_tolerated" else ["assessment", "award"]
            await self._resolver.post(f"{key}-decision", f"{path}/decision", decision)

    async def _ceremony(self) -> None:
        """One ceremony, for those who retired at the end of the year."""
        cadres = [self.ids.cadres[cadre] for cadre in self._data.retiring]
        with self._show.step("荣誉退休仪式", 1):
            await until(
                "incentive knows who has retired",
                partial(self._rows, f"{_I}/retirement-honourees"),
                lambda found: set(cadres) <= {row["id"] for row in found},
            )
            day = f"{self._year.year}-12-30"
            body = {
                "title": "荣誉退休仪式（演示）",
                "planned_on": day,
                "place": "（演示）会议中心",
                "honouree_ids": cadres,
                "synthetic": True,
            }
            made = await self._gateway.post("ceremony", f"{_I}/retirement-ceremonies", body)
            path = f"{_I}/retirement-ceremonies/{made['id']}/holding"
            await self._gateway.post("ceremony-holding", path, {"held_on": day})
