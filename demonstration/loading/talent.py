"""Loads a year of the talent pool: a plan with its tiers, secondments, selected graduates, successors, a match."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from demonstration import days, imports, rows, talent_year
from demonstration.client import Gateway, Refused
from demonstration.loading.common import Json, LoadFailed, Part, together, until
from demonstration.progress import Show, Step
from demonstration.talent_year import Batch, Graduate, Member, Succession, Tier
from demonstration.year import Demonstration

_T, _S = "/v1/talent", "/v1/supervision"
WORDS = "演示数据，不涉及真实情况"
BASIS = "（演示）会议纪要"
PERSON = "演示经办人"
YEARS = 5
"""How long the cycle of the plan is; the batches stay open for as long."""
PREFERENCES = (("years_at_level", "0.3"), ("excellent_grades", "0.3"), ("index", "0.2"), ("pool", "0.2"))
UNVETTED = frozenset({"vetting"})
AT_ONCE = 4
NOT_FOUND = 404


class TalentLoading(Part):
    """A year of the talent pool; `officer` is the young-cadre officer, who looks after it; `verifier` concludes what
    the agencies were asked and `clerks` enter."""

    def __init__(
        self,
        gateway: Gateway,
        year: Demonstration,
        show: Show,
        ids: rows.Ids,
        *,
        officer: Gateway,
        reviewer: Gateway,
        verifier: Gateway,
        clerks: Mapping[str, Gateway],
    ) -> None:
        super().__init__(gateway, year, show, ids)
        self._officer, self._reviewer, self._verifier = officer, reviewer, verifier
        self._clerks = clerks
        self._data = year.talent
        self._tiers: dict[str, str] = {}
        self._batches: dict[tuple[str, int], str] = {}
        self._members: dict[int, str] = {}

    async def load(self) -> None:
        """The pool first: successors and matches show its members."""
        await together(self._pool(), self._secondments(), self._graduates())
        await self._each("后继人选", self._data.successions, self._succession, AT_ONCE)
        if self._data.vacant_post is not None:
            await self._each("人岗相适", [self._data.vacant_post], self._match, 1)
        await self._each("影响期内暂停使用", [self._data.restricted], self._restriction, 1)

    def _of_tiers(self) -> list[tuple[Tier, Batch, Member]]:
        return [(t, batch, member) for t in self._data.tiers for batch in t.batches for member in batch.members]

    async def _pool(self) -> None:
        await self._each("“5122”计划层次和批次", [self._data.tiers], self._plan, 1)
        nominations = [self._nomination(*one) for one in self._of_tiers()]
        await self._until_known(nominations)
        made = await self._import("入库推荐", "pool-nominations", nominations)
        self._members = {member.cadre: id_ for (_, _, member), id_ in zip(self._of_tiers(), made, strict=True)}
        await self._vet()
        await self._each("入库", [batch for t in self._data.tiers for batch in t.batches], self._admit, 2)
        await together(
            self._each("重点培养和年度评议", self._of_tiers(), self._afterwards, AT_ONCE), self._programmes()
        )

    async def _plan(self, tiers: list[Tier], _: Step) -> None:
        year = self._year.year
        body = {
            "code": f"5122-{year}",
            "title": "“5122”年轻干部选育计划（演示，层次和名额为虚构）",
            "from_year": year,
            "to_year": year + YEARS,
            "basis": BASIS,
            "synthetic": True,
        }
        plan = await self._officer.post("talent-plan", f"{_T}/plans", body)
        for tier in tiers:
            body = {
                "key": tier.key,
                "rank": tier.rank,
                "quota": tier.quota,
                "age_limit": tier.age_limit,
                "basis": BASIS,
                "synthetic": True,
            }
            made = await self._officer.post(f"talent-tier-{tier.key}", f"{_T}/plans/{plan['id']}/tiers", body)
            self._tiers[tier.key] = made["id"]
            for batch in tier.batches:
                body = {
                    "tier_id": made["id"],
                    "title": batch.title,
                    "number": batch.number,
                    "places": batch.places,
                    "opens_on": f"{year}-03-03",
                    "closes_on": f"{days.today().year + 1}-03-31",
                    "synthetic": True,
                }
                key = f"talent-batch-{tier.key}-{batch.number}"
                opened = await self._officer.post(key, f"{_T}/plans/{plan['id']}/batches", body)
                self._batches[tier.key, batch.number] = opened["id"]

    def _nomination(self, tier: Tier, batch: Batch, member: Member) -> Json:
        return {
            "batch_id": self._batches[tier.key, batch.number],
            "cadre_id": self.ids.cadres[member.cadre],
            "source": member.source,
            "category": member.category,
            "grade": member.grade,
            "basis": f"推荐理由。{WORDS}",
            "request_vetting": member.fate != "candidate",
            "synthetic": True,
        }

    async def _until_known(self, made: list[Json]) -> None:
        """The pool keeps its own replica of the cadres: check the rows, which changes nothing, until all are known."""

        async def unknown() -> list[Json]:
            # Each check is a wish of its own, so its key is too.
            name = f"pool-nominations-check-{secrets.token_hex(6)}"
            return await imports.check(self._gateway, "pool-nominations", made, name=name)

        with self._show.step("等待年轻干部数据同步", len(made)):
            await until(
                "the talent pool knows the nominees",
                unknown,
                lambda wrong: not any("unknown" in str(row["errors"]) for row in wrong),
            )

    async def _vet(self) -> None:
        """The agencies that are asked about the pool answer; one objects, one leaves an opinion out, in each tier."""
        asked = [agency.code for agency in self._year.supervision.agencies if "pool" in agency.vets]
        vetted = [(member, self._members[member.cadre]) for _, _, member in self._of_tiers()]
        vetted = [(member, id_) for member, id_ in vetted if member.fate != "candidate"]
        requests = {f"{id_}.1" for _, id_ in vetted}
        vettings: dict[str, str] = {}

        async def opened() -> bool:
            found = await self._rows(f"{_S}/vettings", purpose="pool")
            vettings.update({row["request_id"]: row["id"] for row in found})
            return requests <= vettings.keys()

        await until("supervision has opened the vettings of the pool", opened, bool)
        for code in asked:
            opinions = []
            for member, id_ in vetted:
                if member.fate == "deferred" and code == asked[-1]:
                    continue
                objects = member.fate == "vetting_refused" and code == asked[0]
                opinions.append(
                    {
                        "requested_by": "talentpool",
                        "request_id": f"{id_}.1",
                        "agency_id": self.ids.agencies[code],
                        "opinion": "objection" if objects else "clear",
                        **({"codes": ["discipline"], "text": WORDS} if objects else {}),
                    }
                )
            name = f"vetting-opinions-pool-{code}"
            await self._import("入库联审意见", "vetting-opinions", opinions, name=name, by=self._clerks[code])
        for member, id_ in vetted:
            outcome = {"vetting_refused": "refused", "deferred": "deferred"}.get(member.fate)
            if outcome:
                path = f"{_S}/vettings/{vettings[f'{id_}.1']}/conclusion"
                body = {"outcome": outcome, "reasons": ["discipline"], "basis": BASIS}
                await self._verifier.post(f"talent-conclusion-{member.cadre}", path, body)

        async def waiting() -> int:
            found = await self._rows(f"{_T}/members")
            return sum(row["state"] in UNVETTED for row in found)

        await until("the candidates are vetted", waiting, lambda number: not number)

    async def _admit(self, batch: Batch, _: Step) -> None:
        tier = next(t for t in self._data.tiers if batch in t.batches)
        key, id_ = f"{tier.key}-{batch.number}", self._batches[tier.key, batch.number]
        admitted = [self._members[member.cadre] for member in batch.members if member.fate == "admitted"]
        if admitted:
            body = {"member_ids": admitted, "basis": BASIS}
            answer = await self._officer.post(f"talent-admission-{key}", f"{_T}/batches/{id_}/admissions", body)
            if answer["done"] != len(admitted):
                wrong = [result for result in answer["results"] if result.get("errors")]
                raise LoadFailed(f"batch {key}: {len(wrong)} were not admitted: {wrong[:2]}")
        if len(admitted) == len(batch.members):
            # Nobody waits in it any more; in the others somebody still does.
            await self._officer.post(f"talent-end-{key}", f"{_T}/batches/{id_}/closing", {"basis": BASIS})
        for member in batch.members:
            if member.fate == "withdrawn":
                path = f"{_T}/members/{self._members[member.cadre]}/withdrawal"
                await self._officer.post(f"talent-withdrawal-{member.cadre}", path, {"reason": "本人申请（演示）"})

    async def _afterwards(self, one: tuple[Tier, Batch, Member], _: Step) -> None:
        """Key training for some, a review for some: in the year in which they were admitted."""
        member = one[2]
        path = f"{_T}/members/{self._members[member.cadre]}"
        if member.key_training:
            await self._officer.post(f"talent-key-{member.cadre}", f"{path}/key-training", {"basis": BASIS})
        if member.reviewed:
            admitted = await self._officer.get(path)
            year = int(admitted["admitted_on"][:4])
            body = {"year": year, "grade": member.grade, "decision": "keep", "basis": f"年度评议。{WORDS}"}
            await self._reviewer.post(f"talent-review-{member.cadre}", f"{path}/reviews", body)

    async def _programmes(self) -> None:
        year = self._year.year
        for programme in self._data.programmes:
            body = {
                "code": programme.code,
                "title": programme.title,
                "kind": programme.kind,
                "seats": talent_year.SEATS,
                "begins": f"{year}-03-03",
                "ends": f"{year + YEARS}-12-31",
                "basis": BASIS,
                "synthetic": True,
            }
            await self._officer.post(f"talent-programme-{programme.code}", f"{_T}/programmes", body)
        places = [(programme, cadre) for programme in self._data.programmes for cadre in programme.participants]
        made = [
            {"programme_code": programme.code, "cadre_id": self.ids.cadres[cadre], "synthetic": True}
            for programme, cadre in places
        ]
        ids = await self._import("“七个一批”培养", "programme-participants", made)
        done = [id_ for (one, cadre), id_ in zip(places, ids, strict=True) if cadre in one.completed]
        await self._each("结业", done, self._complete, AT_ONCE)

    async def _complete(self, participant: str, _: Step) -> None:
        path = f"{_T}/participants/{participant}/completion"
        await self._officer.post(f"talent-completion-{participant}", path, {"note": f"按期结业。{WORDS}"})

    async def _secondments(self) -> None:
        made = []
        for one in self._data.secondments:
            row: Json = {
                "kind": one.kind,
                "direction": one.direction,
                "host": one.host,
                "host_unit_id": self.ids.units[one.host_unit] if one.host_unit else None,
                "begins": one.begins.isoformat(),
                "ends": one.ends.isoformat(),
                "duty": one.duty,
                "basis": f"选派通知（演示）{one.code}",
                "synthetic": True,
            }
            who: Json = {"guest_code": one.code} if one.cadre is None else {"cadre_id": self.ids.cadres[one.cadre]}
            made.append({key: value for key, value in (row | who).items() if value is not None})
        await self._until_seconded(made)
        await self._import("挂职、跟岗", "secondments", made)

        async def waiting() -> list[Json]:
            return await self._rows(f"{_T}/secondments", state="planned")

        # Each begins by itself, and each of them has begun in the year.
        await until("the secondments have begun", waiting, lambda planned: not planned)

    async def _until_seconded(self, made: list[Json]) -> None:
        async def unknown() -> list[Json]:
            name = f"secondments-check-{secrets.token_hex(6)}"
            return await imports.check(self._gateway, "secondments", made, name=name)

        await until(
            "the talent pool knows who is seconded",
            unknown,
            lambda wrong: not any("unknown" in str(row["errors"]) for row in wrong),
        )

    async def _graduates(self) -> None:
        """They are tracked by themselves, from the roster's events; some get a mentor and are on the list."""
        wanted = sum(cadre.selected_graduate is not None for cadre in self._year.cadres)

        async def found() -> dict[str, str]:
            return {row["cadre_id"]: row["id"] for row in await self._rows(f"{_T}/selected-graduates")}

        with self._show.step("选调生跟踪管理", wanted) as step:
            ids = await until("the selected graduates are tracked", found, lambda known: len(known) >= wanted)
            step.advance(wanted)
        await self._each("选调生导师和重点培养", self._data.graduates, partial(self._graduate, ids), AT_ONCE)

    async def _graduate(self, ids: dict[str, str], graduate: Graduate, _: Step) -> None:
        path = f"{_T}/selected-graduates/{ids[self.ids.cadres[graduate.cadre]]}"
        mentor = {"mentor_id": self.ids.cadres[graduate.mentor]}
        await self._officer.post(f"talent-mentor-{graduate.cadre}", f"{path}/mentor", mentor)
        year, paper = self._year.year, {"classification": "internal", "text": WORDS}
        interview = {"on": f"{year}-11-20", "interviewed_by": PERSON, **paper}
        await self._officer.post(f"talent-interview-{graduate.cadre}", f"{path}/interviews", interview)
        grade = "excellent" if graduate.key_training else "competent"
        assessment = {"year": year, "assessed_by": PERSON, "grade": grade, **paper}
        await self._officer.post(f"talent-assessment-{graduate.cadre}", f"{path}/assessments", assessment)
        if graduate.key_training:
            body = {"listed": True, "reason": f"考核优秀。{WORDS}"}
            await self._officer.post(f"talent-key-graduate-{graduate.cadre}", f"{path}/key-training", body)

    async def _post_id(self, code: str) -> str:
        """The id of a post, once the talent pool knows it."""
        found = await self._rows("/v1/posts", code=code)
        id_ = str(found[0]["id"])

        async def known() -> bool:
            try:
                await self._officer.get(f"{_T}/posts/{id_}/successors")
            except Refused as refused:
                if refused.status != NOT_FOUND:
                    raise
                return False
            return True

        await until(f"the talent pool knows post {id_}", known, bool)
        return id_

    async def _succession(self, succession: Succession, _: Step) -> None:
        post = await self._post_id(succession.post)
        for cadre, readiness in succession.successors:
            body = {
                "cadre_id": self.ids.cadres[cadre],
                "readiness": readiness,
                "named_by": PERSON,
                "basis": f"梯队建设研判。{WORDS}",
                "synthetic": True,
            }
            key = f"talent-successor-{succession.post}-{cadre}"
            await self._officer.post(key, f"{_T}/posts/{post}/successors", body)

    async def _match(self, code: str, _: Step) -> None:
        """A shortlist for a post that nobody holds; a named person confirms its first."""
        preferences = [{"key": key, "weight": weight} for key, weight in PREFERENCES]
        body: Json = {"post_id": await self._post_id(code), "preferences": preferences, "synthetic": True}
        made: Any = await self._officer.post("talent-match", f"{_T}/matches", body)
        able = [line["cadre_id"] for line in made["lines"] if not line["suspended"]]
        if able:
            chosen = {"cadre_id": able[0], "confirmed_by": PERSON, "reason": BASIS}
            await self._officer.post("talent-confirmation", f"{_T}/matches/{made['id']}/confirmation", chosen)

    async def _restriction(self, cadre: int, _: Step) -> None:
        """A restriction on somebody in the pool, who is suspended by it."""
        body = {
            "cadre_id": self.ids.cadres[cadre],
            "kind": "demotion",
            "begins": f"{self._year.year}-12-15",
            "basis": WORDS,
            "synthetic": True,
        }
        await self._gateway.post(f"restriction-{cadre}", f"{_S}/restrictions", body)

        async def suspended() -> bool:
            return bool((await self._officer.get(f"{_T}/members/{self._members[cadre]}"))["suspended"])

        await until("the restricted member is suspended", suspended, bool)
