"""Loads what an office enters in the roster: earlier posts from paper, corrections, departures, selections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from demonstration import days, rows
from demonstration.client import Gateway
from demonstration.loading.common import Json, Part, until
from demonstration.progress import Show, Step
from demonstration.registry_year import APPOINTED, Correction, Departure, Selection
from demonstration.year import Demonstration

BASIS = "演示文件"
_SELECTIONS, _VETTINGS = "/v1/selections", "/v1/supervision/vettings"
_PUBLICITY = "/v1/operations/deadlines/registry/selection_publicity_ends"


class RosterLoading(Part):
    """`officer` decides on corrections and conducts selections, `clerks` say what agencies answer, `verifier` concludes
    what is left to a person."""

    def __init__(
        self,
        gateway: Gateway,
        year: Demonstration,
        show: Show,
        ids: rows.Ids,
        *,
        officer: Gateway,
        verifier: Gateway,
        clerks: Mapping[str, Gateway],
    ) -> None:
        super().__init__(gateway, year, show, ids)
        self._officer, self._verifier, self._clerks = officer, verifier, clerks
        self._data = year.registry

    async def load(self) -> None:
        """Everything but the selections, which ask supervision."""
        earlier = [rows.earlier_post(self._year.cadres[one], self.ids.cadres[one]) for one in self._data.earlier]
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

    @staticmethod
    def _ago(count: int) -> str:
        """A working day so many days ago: the way to a post is a matter of weeks, and the last steps are of today."""
        return days.before(days.today(), count).isoformat()

    async def _selection(self, one: Selection, _: Step) -> None:
        """From where it stands, step by step: what is done on the day of the loading may have been done on another."""
        body = {
            "post_id": self.ids.posts[one.post.code],
            "moved_by": "（虚构）市委组织部",
            "on": self._ago(48),
            "basis": BASIS,
        }
        made = await self._officer.post(f"selection-{one.post.code}", _SELECTIONS, body)
        path = f"{_SELECTIONS}/{made['id']}"
        while (now := await self._officer.get(path))["state"] not in (one.fate, APPOINTED):
            await self._step(one, path, now)

    async def _step(self, one: Selection, path: str, now: Json) -> None:
        cadre_id, today = self.ids.cadres[one.cadre], days.today().isoformat()
        match now["state"]:
            case "proposed":
                votes = [{"cadre_id": cadre_id, "votes": 31}]
                met: Json = {"form": "meeting", "entitled": 40, "took_part": 38, "votes": votes}
                await self._do(path, "recommendations", on=self._ago(41), **met)
            case "recommended":
                await self._do(path, "candidates", on=self._ago(34), cadre_ids=[cadre_id])
            case "considered":
                lasted = {"begins": self._ago(30), "ends": self._ago(20)}
                people = ["（虚构）甲", "（虚构）乙"]
                await self._do(path, "inspection", **lasted, inspectors=people, file="演示材料")
            case "inspected":
                await self._do(path, "vetting")
            case "vetting":
                await self._vet(path, cadre_id, now["request_id"])
            case "vetted":
                meeting: Json = {"body": "（虚构）市委常委会", "entitled": 11, "present": 10, "agreed": 10}
                await self._do(path, "decision", on=today, **meeting)
            case "decided":
                await self._do(path, "publicity")
            case "publicity":
                await self._end_publicity(path)
            case "publicised":
                await self._do(path, "appointment", on=today, document=_document(today, one.cadre))
            case state:
                raise ValueError(f"{path} is {state}")

    async def _do(self, path: str, step: str, **body: object) -> None:
        await self._officer.post(f"{path}-{step}", f"{path}/{step}", {"basis": BASIS, **body})

    async def _vet(self, path: str, cadre_id: str, request_id: str) -> None:
        """Every agency that vets for appointments has nothing to say against it."""

        async def opened() -> str | None:
            found = await self._rows(_VETTINGS, cadre_id=cadre_id, purpose="appointment")
            return next((row["id"] for row in found if row["request_id"] == request_id), None)

        vetting = f"{_VETTINGS}/{await until('supervision has opened the vetting', opened, bool)}"
        for agency in self._year.supervision.agencies:
            if "appointment" in agency.vets:
                opinion = {"agency_id": self.ids.agencies[agency.code], "opinion": "clear"}
                await self._clerks[agency.code].post(f"{path}-opinion-{agency.code}", f"{vetting}/opinions", opinion)
        if (await self._gateway.get(vetting))["state"] == "open":
            await self._verifier.post(
                f"{path}-concluded", f"{vetting}/conclusion", {"outcome": "passed", "basis": BASIS}
            )
        await self._until(path, "vetted")

    async def _end_publicity(self, path: str) -> None:
        """A demonstration cannot wait for the working days: their last is moved, as an operator can, with a basis."""
        over = (days.today() - timedelta(days=1)).isoformat()
        body = {"due_on": over, "basis": "演示数据：公示期视为已满"}
        await self._gateway.post(f"{path}-public", f"{_PUBLICITY}.{path.rpartition('/')[2]}/move", body)
        await self._until(path, "publicised")

    async def _until(self, path: str, state: str) -> None:
        read = partial(self._officer.get, path)
        await until(f"{path} is {state}", read, lambda found: bool(found["state"] == state))


def _document(on: str, cadre: int) -> str:
    """The document of what is decided on a day; its number is made up."""
    return f"包党干字〔{on[:4]}〕{cadre % 400 + 1}号（示例）"
