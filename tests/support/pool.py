"""A talent pool of one unit through the gateway: young cadres, an agency that vets, a plan with a tier and a batch."""

from __future__ import annotations

import secrets
from typing import Any

from tests.support.awards import done, identity_numbers, items, load, speaker
from tests.support.polling import poll

M = "/talent/members"
BASIS = {"basis": "演示文件"}


class Pool:
    """A unit with young cadres, an agency that vets for the pool, a plan with a tier and a batch."""

    def __init__(self, platform: Any, places: int = 5) -> None:
        self.admin = platform.admin
        self.officer = platform.as_role("young_cadre_officer")
        mark = secrets.token_hex(4)
        self.unit = self._make("/units", code=f"T-{mark}", name=f"虚构{mark}", kind="government")["id"]
        agency = {"code": mark, "name": "虚构单位", "unit_id": self.unit, "kind": "discipline", "vets": ["pool"]}
        self._make("/supervision/agencies", **agency)
        cycle = {"code": mark, "title": "演示计划", "from_year": 2026, "to_year": 2030, **BASIS}
        self.plan = self._make("/talent/plans", **cycle)["id"]
        tier = {"key": "township_chief", "rank": 3, "quota": places, **BASIS}
        self.tier = self._make(f"/talent/plans/{self.plan}/tiers", **tier)["id"]
        self.batch = self.open_batch(places)

    def _make(self, path: str, **body: Any) -> dict[str, Any]:
        return done(self.admin.post(path, {"synthetic": True, **body}))

    def open_batch(self, places: int, number: int = 1) -> str:
        days = {"opens_on": "2026-01-01", "closes_on": "2035-12-31"}
        body = {"tier_id": self.tier, "title": "演示批次", "number": number, "places": places, **days}
        return str(self._make(f"/talent/plans/{self.plan}/batches", **body)["id"])

    def cadres(self, count: int, **more: Any) -> list[str]:
        body: dict[str, Any] = {
            "name": "单虚构",
            "sex": "2",
            "birth": "1992-03",
            "ethnicity": "05",
            "began_work_on": "2015-07",
        }
        body["levels"] = [{"code": "150", "began": "2018-07", "began_by": "演示文件"}]
        rows = [
            {**body, "unit_id": self.unit, "identity_number": number, "synthetic": True, **more}
            for number in identity_numbers(count)
        ]
        return [row["id"] for row in load(self.admin, "cadres", rows)]

    def nominate(self, *cadres: str) -> list[str]:
        """Nominated by a file, and sent to vetting at once; their ids, in order."""
        common = {"source": "recommendation", "category": "general", "grade": "B", "request_vetting": True, **BASIS}
        rows = [{**common, "batch_id": self.batch, "cadre_id": cadre, "synthetic": True} for cadre in cadres]
        made = load(self.admin, "pool-nominations", rows)
        assert all("id" in row for row in made), made
        return [row["id"] for row in made]

    def member(self, id: str) -> dict[str, Any]:
        return done(self.officer.get(f"{M}/{id}"))

    def until(self, id: str, **wanted: Any) -> dict[str, Any]:
        def there() -> dict[str, Any] | None:
            found = self.member(id)
            return found if all(found[name] == value for name, value in wanted.items()) else None

        return poll(there, 30, because=lambda: self.member(id)["timeline"])

    def clear(self, row: dict[str, Any]) -> None:
        """Every agency that is asked about whoever has sent this request has nothing against them."""

        def opened() -> dict[str, Any] | None:
            found = items(self.admin, "/supervision/vettings", cadre_id=row["cadre_id"])
            return next((one for one in found if one["request_id"] == row["request_id"]), None)

        vetting = poll(opened, 30)
        for number, agency in enumerate(vetting["asked_ids"]):
            body = {"agency_id": agency, "opinion": "clear"}
            done(speaker(self.admin, number).post(f"/supervision/vettings/{vetting['id']}/opinions", body))

    def vetted(self, *members: str) -> None:
        """The agencies have nothing against them."""
        for id in members:
            self.clear(self.member(id))
        for id in members:
            self.until(id, state="vetted")

    def places(self) -> tuple[int, int, int]:
        tier = done(self.officer.get(f"/talent/tiers/{self.tier}"))
        return tier["filled"], tier["reserved"], tier["free"]
