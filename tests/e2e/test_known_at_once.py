"""What somebody did a moment ago is known wherever they go next: over two gateways alike, by the session alone."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Iterator
from typing import Any

import pytest

from local.place import free_port
from local.processes import GATEWAY, PROCESSES, own_environment, readiness_url
from tests.support.awards import done, identity_numbers, load
from tests.support.client import PASSWORD, Client
from tests.support.days import iso
from tests.support.platform import EVERYTHING, FIELD_KEY
from tests.support.polling import poll
from tests.support.processes import Child

pytestmark = pytest.mark.timeout(300)
TIMES = 50
BODY = {"name": "单虚构", "sex": "1", "birth": "1981-03", "ethnicity": "01", "began_work_on": "2003-07"}


def restriction(cadre: str) -> dict[str, Any]:
    return {"cadre_id": cadre, "kind": "admonition", "begins": iso(), "basis": "演示文件", "synthetic": True}


@pytest.fixture(scope="module")
def gateways(platform: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Client]]:
    """One session of an officer of everything at two gateways: the platform's own and another like it."""
    (process,) = (each for each in PROCESSES if each.name == GATEWAY)
    ports = {**platform.ports, GATEWAY: free_port(), "http": free_port()}
    environment = platform.gateway.environment | own_environment(process, ports, platform.keys, FIELD_KEY)
    log = tmp_path_factory.mktemp("gateway") / "second.log"
    second = Child("second gateway", process.command, environment, log, readiness_url(process, ports)).start()
    second.wait_ready()
    anonymous = Client(platform.base)
    assert platform.admin
    token = anonymous.sign_in(EVERYTHING, PASSWORD)
    anonymous.close()
    sides = Client(platform.base, token), Client(f"http://127.0.0.1:{ports['http']}", token)
    yield sides
    for side in sides:
        side.close()
    assert second.stop() == 0


def a_unit(client: Client) -> str:
    mark = f"K-{secrets.token_hex(4)}"
    return str(
        client.make("/units", {"code": mark, "name": f"虚构{mark}", "kind": "government", "synthetic": True})["id"]
    )


def test_a_cadre_who_was_registered_a_moment_ago_is_restricted_at_once_and_the_profile_shows_it(
    gateways: tuple[Client, Client],
) -> None:
    unit = a_unit(gateways[0])
    for number, (one, two) in zip(identity_numbers(TIMES), itertools.cycle((gateways, gateways[::-1])), strict=False):
        body = {**BODY, "unit_id": unit, "identity_number": number, "synthetic": True}
        cadre = one.make("/cadres", body)["id"]
        made = two.post("/supervision/restrictions", restriction(cadre))
        assert made.status_code == 201, made.text
        profile = done(one.get(f"/cadres/{cadre}/profile"))
        assert [row["id"] for row in profile["restrictions"]] == [made.json()["id"]]
        # The other way round: what supervision has entered, the registry knows.
        refused = one.post(f"/cadres/{cadre}/promotions", {"post_level": "131", "on": iso(), "document": "演示文件"})
        assert refused.status_code == 422, refused.text
        assert "registry.restriction_effect" in refused.json()["rules"]


def test_a_cadre_is_read_at_once_in_every_service(gateways: tuple[Client, Client]) -> None:
    here, there = gateways
    unit = a_unit(here)
    for number in identity_numbers(10):
        body = {**BODY, "unit_id": unit, "identity_number": number, "synthetic": True}
        cadre = here.make("/cadres", body)["id"]
        for path in (f"/supervision/standings/{cadre}", f"/cadres/{cadre}/profile", f"/cadres/{cadre}"):
            answer = there.get(path)
            assert answer.status_code == 200, f"{path}: {answer.text}"


def test_rows_that_were_imported_a_moment_ago_are_known_too(gateways: tuple[Client, Client]) -> None:
    here, there = gateways
    unit = a_unit(here)
    rows = [{**BODY, "unit_id": unit, "identity_number": number, "synthetic": True} for number in identity_numbers(40)]
    cadres = [row["id"] for row in load(here, "cadres", rows)]
    for cadre in cadres[-3:]:
        assert there.post("/supervision/restrictions", restriction(cadre)).status_code == 201


def test_another_person_carries_the_position_by_header(gateways: tuple[Client, Client], platform: Any) -> None:
    here, _ = gateways
    supervisor = platform.as_role("supervision_officer")
    unit = a_unit(here)
    for number in identity_numbers(10):
        body = {**BODY, "unit_id": unit, "identity_number": number, "synthetic": True}
        registered = here.post("/cadres", body)
        wish = restriction(done(registered)["id"])
        headers = {"Position": registered.headers["Position"]}
        made = supervisor.post("/supervision/restrictions", wish, headers=headers)
        assert made.status_code == 201, made.text


def test_while_the_read_models_stand_still_the_profile_is_not_yet_and_then_right(
    gateways: tuple[Client, Client], platform: Any
) -> None:
    here, there = gateways
    unit = a_unit(here)
    (number,) = identity_numbers(1)
    projector = platform["projector"]
    projector.freeze()
    try:
        cadre = here.make("/cadres", {**BODY, "unit_id": unit, "identity_number": number, "synthetic": True})["id"]
        began = time.monotonic()
        refused = there.get(f"/cadres/{cadre}/profile")
        assert 1.9 < time.monotonic() - began < 5
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/not-yet")
        assert refused.headers["Retry-After"] == "1"
        # Whoever has nothing to wait for is answered from what is shown.
        assert platform.admin.get(f"/cadres/{cadre}/profile").status_code == 404
    finally:
        projector.thaw()
    poll(lambda: there.get(f"/cadres/{cadre}/profile").status_code == 200, 20)
