"""What a figure of the briefing counts is listed to whom its service's own list would show it, and as far."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

import pytest

from gateway.readmodels.asked import Period, everything
from gateway.readmodels.dashboards import BOARDS
from gateway.readmodels.figures import FIGURES
from gateway.readmodels.store import readers_of
from gateway.rights import ROLES, reach
from gateway.route import BASE, Scope
from gateway.routes import row_of
from gateway.table import Table, collect
from servicekit.principal import Reach
from tests.contract.gateway_app import PASSWORD, App

pytestmark = pytest.mark.anyio
DAY = Period(None, date(2026, 1, 5))
BRIEFED = [role for role in ROLES if reach((role,), "briefing.read") is not Reach.NONE]


async def signed_in(app: App, *roles: str, **bound: str) -> dict[str, str]:
    name = f"reader-{secrets.token_hex(4)}"
    await app.core.accounts.create({"name": name, "roles": list(roles), **bound}, PASSWORD, "test", "")
    answer = await app.client.post("/v1/session", json={"name": name, "password": PASSWORD})
    return {"authorization": f"Bearer {answer.json()['token']}"}


@pytest.mark.parametrize("role", BRIEFED)
async def test_a_figure_lists_what_it_counts_to_whom_its_services_list_does(whole: App, role: str) -> None:
    for figure in FIGURES.values():
        right = row_of(figure.listed).right
        answer = await whole.send("GET", f"/v1/briefing/{figure.id}", role)
        if reach((role,), right) is Reach.NONE:
            assert (answer.status_code, answer.json()["right"]) == (403, right), figure.id
        else:
            assert answer.status_code == 200, figure.id


async def test_it_lists_no_more_than_the_narrower_of_both_rights_reaches(whole: App) -> None:
    unit, other = f"u-{secrets.token_hex(4)}", f"u-{secrets.token_hex(4)}"
    rows = await readers_of(whole.core.db).current()
    items = [{"_id": f"itm-{one}", "state": "open", "unit_ids": [one], "aspect": 1} for one in (unit, other)]
    joint = f"mat-{secrets.token_hex(4)}"
    await rows["rectification_items"].insert_many(items)
    await rows["joint_work"].insert_one({"_id": joint, "mechanism": "action", "state": "issued", "event": "x"})
    try:

        async def listed(headers: dict[str, str], figure: str) -> set[str]:
            answer = await whole.client.get(f"/v1/briefing/{figure}", params={"limit": 200}, headers=headers)
            assert answer.status_code == 200, answer.text
            return {row["id"] for row in answer.json()["items"]}

        everywhere = await signed_in(whole, "supervision_officer")
        assert {one["_id"] for one in items} <= await listed(everywhere, "supervision.rectification_items")
        assert "action" in await listed(everywhere, "supervision.joint_mechanisms_in_use")
        here = await signed_in(whole, "training_officer", "unit_officer", unit_id=unit)
        assert await listed(here, "supervision.rectification_items") == {f"itm-{unit}"}
    finally:
        await rows["rectification_items"].delete_many({"_id": {"$in": [one["_id"] for one in items]}})
        await rows["joint_work"].delete_one({"_id": joint})


async def test_what_is_weighed_of_somebody_is_kept_from_them_in_a_figures_list(whole: App) -> None:
    own, other = (f"cad-{secrets.token_hex(4)}" for _ in range(2))
    rows = await readers_of(whole.core.db).current()
    graduate = {"state": "tracking", "promoted": True, "key_training": True, "unit_ids": [], "year": 2020}
    graduates = [{"_id": f"grd-{one}", "cadre_id": one, **graduate} for one in (own, other)]
    await rows["selected_graduates"].insert_many(graduates)
    try:
        headers = await signed_in(whole, "young_cadre_officer", cadre_id=own)
        path = "/v1/briefing/talent.selected_graduates_promoted"
        answer = await whole.client.get(path, params={"limit": 200}, headers=headers)
        found = {row["cadre_id"]: row["key_training"] for row in answer.json()["items"]}
        assert (found[own], found[other]) == (None, True)
    finally:
        await rows["selected_graduates"].delete_many({"_id": {"$in": [one["_id"] for one in graduates]}})


def test_the_list_that_shows_a_figure_is_the_one_whose_right_it_has() -> None:
    for figure in FIGURES.values():
        row = row_of(figure.listed)
        if figure.shown_by is not None:
            assert figure.shown_by(DAY).partition("?")[0] == f"{BASE}{row.path}", figure.id
        if row.scope is Scope.PERSON:
            assert (figure.list_cut or figure.selected.cut) is not everything, f"{figure.id} lists everybody to anybody"


def test_a_dashboard_counts_for_attention_only_what_its_reader_may_list() -> None:
    table = Table(collect())
    wider: list[Any] = []
    for board in BOARDS:
        for one in board.attention:
            found = table.find(one.shown_by(DAY).partition("?")[0])
            assert found is not None
            right = found[0]["GET"][0].route.right
            for role in ROLES:
                seen = reach((role,), f"dashboards.{board.name}.read")
                if seen not in (Reach.NONE, reach((role,), right)) and not (one.everybody and seen is not Reach.ALL):
                    wider.append((board.name, one.id, role))
    assert wider == []


async def test_what_is_kept_from_whom_it_is_about_is_not_counted_to_them(whole: App) -> None:
    own, other = (f"cad-{secrets.token_hex(4)}" for _ in range(2))
    rows = await readers_of(whole.core.db).current()
    alert = {"subject_kind": "cadre", "rule": "vetting_undone", "state": "open", "due_on": "2026-01-05"}
    kept: dict[str, list[dict[str, Any]]] = {
        "alerts": [{"_id": f"alr-{one}", "subject_id": one, "unit_ids": [], **alert} for one in (own, other)],
        "vettings": [{"_id": f"vet-{one}", "cadre_id": one, "state": "open", "unit_ids": []} for one in (own, other)],
        "checks": [{"_id": f"pmk-{one}", "cadre_id": one, "state": "open", "unit_ids": []} for one in (own, other)],
        "joint_work": [
            {"_id": f"mat-{one}", "cadre_id": one, "mechanism": "discussion", "state": "under_discussion"}
            for one in (own, other)
        ],
    }
    officers = ("registry_officer", "supervision_officer")
    themselves, stranger = await signed_in(whole, *officers, cadre_id=own), await signed_in(whole, *officers)

    async def counted(headers: dict[str, str]) -> dict[str, int]:
        registry, supervision = [
            (await whole.client.get(f"/v1/dashboards/{board}", headers=headers)).json()
            for board in ("registry", "supervision")
        ]
        attention = {one["id"]: one["value"] for one in supervision["attention"]}
        by_rule = {one["rule"]: one["count"] for one in registry["alerts_by_rule"]}
        return {
            "alerts": registry["numbers"]["alerts_open"],
            "by rule": by_rule.get("vetting_undone", 0),
            "vettings": supervision["numbers"]["vettings_open"],
            "checks": attention.get("checks_open", 0),
            "matters": attention.get("matters_waiting", 0),
        }

    before = [await counted(one) for one in (themselves, stranger)]
    try:
        for name, some in kept.items():
            await rows[name].insert_many(some)
        after = [await counted(one) for one in (themselves, stranger)]
        more = [{name: now[name] - was[name] for name in was} for was, now in zip(before, after, strict=True)]
        assert more == [dict.fromkeys(before[0], 1), dict.fromkeys(before[0], 2)]
    finally:
        for name, some in kept.items():
            await rows[name].delete_many({"_id": {"$in": [one["_id"] for one in some]}})
