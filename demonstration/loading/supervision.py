"""Loads a year of supervision: agencies, restrictions, the ledger of rectification, the five links."""

from __future__ import annotations

import base64
from functools import partial
from typing import Any

from demonstration import rows
from demonstration.client import Gateway, Refused
from demonstration.loading.common import Json, Part, together, until
from demonstration.progress import Show, Step
from demonstration.supervision_year import Agency, Conference, Item, Letter, Matter, Restriction
from demonstration.year import Demonstration

_S = "/v1/supervision"
VERIFIER, SECOND_VERIFIER = "市委组织部", "市委办公室"
AT_ONCE = 4
STILL_LISTED = 10
"""One verified item in so many is still to be taken off the ledger."""
WORDS = "演示数据，不涉及真实情况"
UNKNOWN = "unknown-cadre"
APPEALS = ("rejected", None)
"""What appeals (申诉) against restrictions come to; None while one waits."""


class SupervisionLoading(Part):
    """A year of supervision; `verifier` is another account than the one that hands items in."""

    def __init__(self, gateway: Gateway, year: Demonstration, show: Show, ids: rows.Ids, *, verifier: Gateway) -> None:
        super().__init__(gateway, year, show, ids)
        self._verifier = verifier
        self._data = year.supervision
        self._restrictions = [""] * len(self._data.restrictions)

    async def prepare(self) -> None:
        """What incentive needs: agencies that can be asked, and who is restricted."""
        samples = self._samples()
        with self._show.step("等待监督数据同步", len(samples)) as step:
            for index in samples:
                known = partial(self._known, self.ids.cadres[index])
                await until(f"supervision knows cadre {self.ids.cadres[index]}", known, bool)
                step.advance()
        await self._each("联席成员单位", self._data.agencies, self._agency, 3)
        await self._each("影响期", self._data.restrictions, self._restriction, 3)

    async def load(self) -> None:
        """The ledger, the five links, letters and appeals, side by side."""
        await together(
            self._rectification(),
            self._links(),
            self._each("函询、提醒", self._year.letters, self._letter, 2),
            self._each("申诉", list(enumerate(self._restrictions[: len(APPEALS)])), self._appeal, 1),
        )

    async def _known(self, cadre_id: str) -> Any:
        try:
            return await self._gateway.get(f"{_S}/standings/{cadre_id}")
        except Refused as refused:
            if refused.code != UNKNOWN:
                raise
            return None

    async def _agency(self, agency: Agency, _: Step) -> None:
        unit = self._year.city.unit_named(agency.unit)
        made = await self._gateway.post(
            f"agency-{agency.code}",
            f"{_S}/agencies",
            {
                "code": agency.code,
                "name": unit.name,
                "unit_id": self.ids.units[unit.code],
                "kind": agency.kind,
                "vets": list(agency.vets),
                "synthetic": True,
            },
        )
        self.ids.agencies[agency.code] = made["id"]

    async def _restriction(self, restriction: Restriction, _: Step) -> None:
        body = {
            "cadre_id": self.ids.cadres[restriction.cadre],
            "kind": restriction.kind,
            "begins": restriction.begins.isoformat(),
            "basis": WORDS,
            "synthetic": True,
        }
        made = await self._gateway.post(f"restriction-{restriction.cadre}", f"{_S}/restrictions", body)
        self._restrictions[self._data.restrictions.index(restriction)] = made["id"]

    async def _letter(self, letter: Letter, _: Step) -> None:
        """A letter from its draft to its result, or as far as it has come; who wrote it does not close it."""
        key, paper = f"letter-{letter.cadre}", {"classification": "internal"}
        body: Json = {
            "cadre_id": self.ids.cadres[letter.cadre],
            "kind": letter.kind,
            "subject_code": letter.subject,
            "text": f"请予说明或注意。{WORDS}",
            "synthetic": True,
        }
        made = await self._gateway.post(key, f"{_S}/letters", body | paper)
        path = f"{_S}/letters/{made['id']}"
        if letter.sent:
            await self._gateway.post(f"{key}-sending", f"{path}/sending", {})
        if letter.answered:
            await self._gateway.post(f"{key}-reply", f"{path}/reply", {"text": f"情况说明。{WORDS}"} | paper)
        if letter.result:
            closing = {"result_code": letter.result, "basis": WORDS}
            await self._verifier.post(f"{key}-closing", f"{path}/closing", closing)

    async def _appeal(self, one: tuple[int, str], _: Step) -> None:
        """An appeal against a restriction, handed in by its cadre and entered by an officer."""
        number, restriction = one
        body: Json = {
            "against": "restriction",
            "subject_id": restriction,
            "grounds": f"认为认定的情节有出入。{WORDS}",
            "classification": "internal",
            "synthetic": True,
        }
        made = await self._gateway.post(f"appeal-{number}", f"{_S}/appeals", body)
        if outcome := APPEALS[number]:
            decision = {"outcome": outcome, "basis": f"经复查，原决定事实清楚、依据充分。{WORDS}"}
            await self._verifier.post(f"appeal-{number}-decision", f"{_S}/appeals/{made['id']}/decision", decision)

    async def _rectification(self) -> None:
        """One checklist, from drawing up to verification of most items."""
        year, code = self._year.year, f"ZC-{self._year.year}"
        opening = {
            "code": code,
            "title": f"{year}年选人用人自查整改问题清单（演示）",
            "source": "self_examination",
            "focus": "one_chain",
            "synthetic": True,
        }
        opened = await self._gateway.post("checklist", f"{_S}/rectification/checklists", opening)
        items = [
            {
                "checklist_code": code,
                "number": item.number,
                "aspect": item.aspect,
                "aspect_title": item.aspect_title,
                "problem": item.problem,
                "measure": item.measure,
                "synthetic": True,
            }
            for item in self._data.items
        ]
        ids = await self._import("整改事项", "rectification-items", items)
        issue = f"{_S}/rectification/checklists/{opened['id']}/issue"
        await self._gateway.post("checklist-issue", issue, {"issued_on": f"{year}-03-03"})
        assignments = [
            {
                "item_id": id_,
                "unit_id": self.ids.units[item.unit],
                "due_on": f"{year}-06-30" if item.fate == "overdue" else self._far(),
            }
            for item, id_ in zip(self._data.items, ids, strict=True)
        ]
        await self._import("整改事项交办", "rectification-assignments", assignments)
        await self._each("整改验收", list(zip(self._data.items, ids, strict=True)), self._item, AT_ONCE)

    def _far(self) -> str:
        """A day until which nothing of the demonstration falls due."""
        return f"{self._year.year + 2}-12-31"

    async def _item(self, one: tuple[Item, str], _: Step) -> None:
        """An item, as far as its fate goes; who hands it in does not verify it."""
        item, id_ = one
        path, key = f"{_S}/rectification/items/{id_}", f"item-{item.number}"
        if item.fate == "overdue":
            return
        await self._hand_in(item, path, 1, submit=item.fate != "under_way")
        if item.fate == "under_way":
            return
        await self._verify(item, path, 1)
        if item.fate == "reopened":
            again = {"due_on": self._far(), "basis": "“回头看”发现问题反弹（演示）"}
            await self._gateway.post(f"{key}-reopening", f"{path}/reopening", again)
            await self._hand_in(item, path, 2, submit=True)
            await self._verify(item, path, 2)
        if item.fate == "verified" and item.number % STILL_LISTED:
            await self._verifier.post(f"{key}-closing", f"{path}/closing", {"note": "验收合格，予以销号（演示）"})
        if item.fate == "accounted":
            body = {
                "kind": ("talk", "criticism", "written_inspection")[item.number % 3],
                "unit_id": self.ids.units[item.unit],
                "basis": WORDS,
                "decided_on": f"{self._year.year}-07-15",
            }
            await self._gateway.post(f"{key}-accountability", f"{path}/accountability", body)

    async def _hand_in(self, item: Item, path: str, round_: int, *, submit: bool) -> None:
        key = f"item-{item.number}-{round_}"
        content = f"%PDF-1.4\n% item {item.number}, round {round_}, synthetic\n%%EOF\n"
        body = {
            "name": f"整改报告{item.number}-{round_}.pdf",
            "media_type": "application/pdf",
            "data": base64.b64encode(content.encode()).decode(),
            "classification": "internal",
        }
        await self._gateway.post(f"{key}-evidence", f"{path}/evidence", body)
        if submit:
            await self._gateway.post(
                f"{key}-submission", f"{path}/submission", {"note": "已完善制度并抓好落实（演示）"}
            )

    async def _verify(self, item: Item, path: str, round_: int) -> None:
        names = (VERIFIER, SECOND_VERIFIER)
        units = [self._year.city.unit_named(name).code for name in names]
        body = {"verifying_unit_id": self.ids.units[next(u for u in units if u != item.unit)], "result": "verified"}
        await self._verifier.post(f"item-{item.number}-{round_}-verification", f"{path}/verification", body)

    async def _links(self) -> None:
        """The five links (五联): conferences, information, matters with tasks and results."""
        await self._each("会商联席", self._data.conferences, self._conference, 2)
        await self._each("信息联通", [self._data.shared], self._information, 1)
        await self._each("问题联议", self._data.matters, self._matter, 3)

    async def _conference(self, conference: Conference, _: Step) -> None:
        agencies, key = self.ids.agencies, f"conference-{conference.code}"
        codes = [agency.code for agency in self._data.agencies]
        body: Json = {
            "title": conference.title,
            "kind": "regular",
            "held_on": conference.held.isoformat(),
            "host_agency_id": agencies[conference.present[0]],
            "member_ids": [agencies[code] for code in codes],
            "agenda": [{"title": title} for title in conference.agenda],
            "synthetic": True,
        }
        made = await self._gateway.post(key, f"{_S}/conferences", body)
        path = f"{_S}/conferences/{made['id']}"
        present = [{"agency_id": agencies[code], "presence": "present"} for code in conference.present]
        await self._gateway.post(f"{key}-attendance", f"{path}/attendance", {"attendance": present})
        minutes = {"minutes": f"{conference.title}纪要。{WORDS}", "classification": "internal"}
        await self._gateway.post(f"{key}-minutes", f"{path}/minutes", minutes)
        # The last conference's tasks are still under way.
        done = conference is not self._data.conferences[-1]
        tasks = []
        for number, (text, code) in enumerate(conference.resolutions, 1):
            wish = {"text": text, "agency_ids": [agencies[code]], "due_on": self._far()}
            kept = await self._gateway.post(f"{key}-resolution-{number}", f"{path}/resolutions", wish)
            tasks.append((kept["resolutions"][number - 1]["task_id"], code))
        for number, (task, code) in enumerate(tasks, 1):
            await self._task(f"{key}-task-{number}", task, code, done=done)
        if done:
            await self._gateway.post(f"{key}-closing", f"{path}/closing", {})

    async def _task(self, key: str, task_id: str, code: str, *, done: bool) -> None:
        path, agency = f"{_S}/tasks/{task_id}", {"agency_id": self.ids.agencies[code]}
        await self._gateway.post(f"{key}-acceptance", f"{path}/acceptance", agency)
        if done:
            report = {**agency, "text": f"已核查并反馈。{WORDS}", "classification": "internal"}
            await self._gateway.post(f"{key}-report", f"{path}/reports", report)
            await self._verifier.post(f"{key}-confirmation", f"{path}/confirmation", {})

    async def _information(self, cadres: list[int], _: Step) -> None:
        """What the audit office gives to two others, and who of them has read it."""
        agencies, year = self.ids.agencies, self._year.year
        grants = [("discipline", ["audit_finding", "petition_count"]), ("inspection", ["audit_finding"])]
        made = await self._gateway.post(
            "agreement",
            f"{_S}/information/agreements",
            {
                "code": f"XY-{year}-01",
                "giver_agency_id": agencies["audit"],
                "grants": [{"agency_id": agencies[code], "field_codes": fields} for code, fields in grants],
                "purpose": "干部监督信息研判（演示）",
                "legal_basis": "联席会议议定（演示）",
                "valid_from": f"{year}-01-01",
                "valid_to": self._far(),
                "synthetic": True,
            },
        )
        for number, cadre in enumerate(cadres):
            body = {
                "agreement_id": made["id"],
                "cadre_id": self.ids.cadres[cadre],
                "values": {"audit_finding": "无（演示）", "petition_count": "0"},
                "classification": "internal",
                "shared_on": f"{year}-0{number % 6 + 3}-16",
                "synthetic": True,
            }
            item = await self._gateway.post(f"shared-{number}", f"{_S}/information/items", body)
            reading = {"agency_id": agencies["discipline"], "purpose": "联席会议前研判（演示）"}
            path = f"{_S}/information/items/{item['id']}/readings"
            await self._gateway.post(f"shared-{number}-reading", path, reading)

    async def _matter(self, matter: Matter, _: Step) -> None:
        """A matter from its registration to its closing, or as far as it has come."""
        agencies, key = self.ids.agencies, f"matter-{matter.code}"
        body: Json = {
            "title": matter.title,
            "source": "conference",
            "classification": "internal",
            "unit_id": self.ids.units[matter.unit],
            "lead_agency_id": agencies[matter.lead],
            "member_ids": [agencies[code] for code in matter.members if code != matter.lead],
            "synthetic": True,
        }
        if matter.cadre is not None:
            body["cadre_id"] = self.ids.cadres[matter.cadre]
        made = await self._gateway.post(key, f"{_S}/matters", body)
        path = f"{_S}/matters/{made['id']}"
        asked = await self._gateway.post(f"{key}-discussion", f"{path}/discussion", {"working_days": 60})
        for number, agency in enumerate(asked["asked_ids"]):
            if not matter.concluded and number:
                return
            opinion = {"agency_id": agency, "view": "agree", "text": f"同意。{WORDS}", "classification": "internal"}
            opinion["document"] = f"演示函〔{self._year.year}〕{number + 1}号"
            await self._gateway.post(f"{key}-opinion-{number}", f"{path}/opinions", opinion)
        if not matter.concluded:
            return
        conclusion = {"measures": ["joint_check"], "text": f"开展联合核查后予以澄清。{WORDS}"}
        await self._verifier.post(f"{key}-conclusion", f"{path}/conclusion", conclusion)
        wish = {"title": "联合核查（演示）", "agency_ids": [agencies[matter.lead]], "due_on": self._far()}
        task = await self._gateway.post(f"{key}-task", f"{path}/tasks", wish)
        await self._task(f"{key}-task", task["id"], matter.lead, done=matter.published)
        if matter.published:
            result = {"uses": ["appointment", "award"], "result": "cleared", "level": 1, "valid_until": self._far()}
            await self._gateway.post(f"{key}-result", f"{path}/result", result)
            await self._gateway.post(f"{key}-closing", f"{path}/closing", {"note": "已办结（演示）"})
