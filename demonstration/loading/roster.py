"""Loads what an office enters in the roster: earlier posts from paper, corrections, departures, selections."""

from __future__ import annotations

from functools import partial

from demonstration import days, rows
from demonstration.client import Gateway
from demonstration.loading.common import Json, Part, until
from demonstration.progress import Show, Step
from demonstration.registry_year import (
    APPOINTED,
    COMMITTEE,
    ENTITLED,
    PUBLICITY_WORKING_DAYS,
    Correction,
    Departure,
    Selection,
    days_of,
)
from demonstration.year import Demonstration

BASIS = "演示文件"
_SELECTIONS, _VETTINGS = "/v1/selections", "/v1/supervision/vettings"


class RosterLoading(Part):
    """`officer` decides on corrections and conducts selections, `verifier` concludes what the agencies said of them."""

    def __init__(
        self,
        gateway: Gateway,
        year: Demonstration,
        show: Show,
        ids: rows.Ids,
        *,
        officer: Gateway,
        verifier: Gateway,
    ) -> None:
        super().__init__(gateway, year, show, ids)
        self._officer, self._verifier = officer, verifier
        self._data = year.registry

    async def load(self) -> None:
        """Everything but the selections, which ask supervision."""
        cadres, ids = self._year.cadres, self.ids
        earlier = [rows.earlier_post(cadres[one], ids.cadres[one], ids) for one in self._data.earlier]
        await self._import("补录任职经历", "careers", earlier)
        await self._each("更正申请", self._data.corrections, self._correction, 1)
        await self._each("辞职、调出", self._data.departures, self._departure, 1)

    async def selections(self) -> None:
        """Leading posts, as far as each of them has come."""
        await self._each("选拔任用", self._data.selections, self._selection, 1)

    async def _correction(self, one: Correction, _: Step) -> None:
        body: Json = {"changes": {"birthplace": one.birthplace}, "reason": "户籍登记（演示）"}
        path = f"/v1/cadres/{self.ids.cadres[one.cadre]}/corrections"
        asked = await self._gateway.post(f"correction-{one.cadre}", path, body)
        if one.decision:
            decision = {"decision": one.decision, "basis": BASIS}
            path = f"/v1/corrections/{asked['id']}/decision"
            await self._officer.post(f"correction-{one.cadre}-decision", path, decision)

    async def _departure(self, one: Departure, _: Step) -> None:
        path = f"/v1/cadres/{self.ids.cadres[one.cadre]}/departure"
        on = one.on.isoformat()
        body = {"kind": one.kind, "on": on, "document": _document(on, one.cadre)}
        await self._officer.post(f"departure-{one.cadre}", path, body)

    async def _selection(self, one: Selection, _: Step) -> None:
        """From where it stands, step by step, each entered with its day."""
        on = {step: day.isoformat() for step, day in days_of(one.fate, days.today()).items()}
        body = {
            "post_id": self.ids.posts[one.post.code],
            "moved_by": "（虚构）市委组织部",
            "on": on["proposed"],
            "basis": BASIS,
        }
        made = await self._officer.post(f"selection-{one.post.code}", _SELECTIONS, body)
        path = f"{_SELECTIONS}/{made['id']}"
        while (now := await self._officer.get(path))["state"] not in (one.fate, APPOINTED):
            await self._step(one, path, now, on)

    async def _step(self, one: Selection, path: str, now: Json, on: dict[str, str]) -> None:
        cadre_id = self.ids.cadres[one.cadre]
        match now["state"]:
            case "proposed":
                votes = [{"cadre_id": cadre_id, "votes": one.votes}]
                met: Json = {"form": "meeting", "entitled": ENTITLED, "took_part": one.took_part, "votes": votes}
                await self._do(path, "recommendations", on=on["recommended"], **met)
            case "recommended":
                await self._do(path, "candidates", on=on["considered"], cadre_ids=[cadre_id])
            case "considered":
                lasted = {"begins": on["inspected_from"], "ends": on["inspected_to"]}
                people = ["（虚构）甲", "（虚构）乙"]
                await self._do(path, "inspection", **lasted, inspectors=people, file="演示材料")
            case "inspected":
                await self._do(path, "vetting", on=on["asked"])
            case "vetting":
                await self._vet(path, cadre_id, now["request_id"], on)
            case "vetted":
                counted: Json = {"entitled": COMMITTEE, "present": one.present, "agreed": one.agreed}
                meeting: Json = {"body": "（虚构）市委常委会", **counted}
                await self._do(path, "decision", on=on["decided"], **meeting)
            case "decided":
                term = {"begins": on["public_from"], "working_days": PUBLICITY_WORKING_DAYS}
                await self._do(path, "publicity", **term)
            case "publicity":
                await self._until(path, "publicised")
            case "publicised":
                document = _document(on["appointed"], one.cadre)
                await self._do(path, "appointment", on=on["appointed"], document=document)
            case state:
                raise ValueError(f"{path} is {state}")

    async def _do(self, path: str, step: str, **body: object) -> None:
        await self._officer.post(f"{path}-{step}", f"{path}/{step}", {"basis": BASIS, **body})

    async def _vet(self, path: str, cadre_id: str, request_id: str, on: dict[str, str]) -> None:
        """Every agency that vets for appointments had nothing to say against it: entered from their papers."""

        async def opened() -> str | None:
            found = await self._rows(_VETTINGS, cadre_id=cadre_id, purpose="appointment")
            return next((row["id"] for row in found if row["request_id"] == request_id), None)

        vetting = f"{_VETTINGS}/{await until('supervision has opened the vetting', opened, bool)}"
        for number, agency in enumerate(self._year.supervision.agencies, 1):
            if "appointment" in agency.vets:
                opinion = {
                    "agency_id": self.ids.agencies[agency.code],
                    "opinion": "clear",
                    "given_on": on["answered"],
                    "document": f"（演示）复函〔{on['answered'][:4]}〕{number}号",
                }
                await self._gateway.post(f"{path}-opinion-{agency.code}", f"{vetting}/opinions", opinion)
        concluded = {"outcome": "passed", "basis": BASIS, "concluded_on": on["vetted"]}
        await self._verifier.post(f"{path}-concluded", f"{vetting}/conclusion", concluded)
        await self._until(path, "vetted")

    async def _until(self, path: str, state: str) -> None:
        read = partial(self._officer.get, path)
        await until(f"{path} is {state}", read, lambda found: bool(found["state"] == state))


def _document(on: str, cadre: int) -> str:
    """The document of what is decided on a day; its number is made up."""
    return f"包党干字〔{on[:4]}〕{cadre % 400 + 1}号（示例）"
