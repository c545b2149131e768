"""Who was drawn (随机抽查) is called by name to an officer; a cadre who was drawn reads ids, to verify the draw."""

from __future__ import annotations

import secrets

import pytest

from tests.contract.gateway_app import App
from tests.contract.stub import Stub

pytestmark = pytest.mark.anyio
DRAW = "/v1/supervision/personal-matters/draws/drw-01"


async def test_an_officer_reads_names_and_who_was_drawn_reads_ids(whole: App, stub: Stub) -> None:
    drawn, other = (f"cad-{secrets.token_hex(8)}" for _ in range(2))
    listed = {"draw_id": "drw-01", "list": [{"id": drawn, "stratum": "a"}, {"id": other, "stratum": "a"}]}
    known = [
        {"id": one, "name": f"虚构{n}", "title": "副局长", "unit_id": None} for n, one in enumerate((drawn, other))
    ]
    stub.answers |= {
        "supervision.get_draw_record": {**listed, "drawn": [drawn]},
        "supervision.get_draw_list": listed,
        "registry.who_are": {"items": known},
    }
    try:
        for part in ("record", "list"):
            seen = (await whole.send("GET", f"{DRAW}/{part}", "supervision_officer")).json()
            assert {id: name["name"] for id, name in seen["names"].items()} == {drawn: "虚构0", other: "虚构1"}
            own = (await whole.send("GET", f"{DRAW}/{part}", "cadre")).json()
            assert "names" not in own
            assert own["list"] == listed["list"]
    finally:
        for target in ("supervision.get_draw_record", "supervision.get_draw_list", "registry.who_are"):
            del stub.answers[target]
