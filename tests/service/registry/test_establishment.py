"""编制 (职数/实有/空缺): one read for a unit and those below it."""

from __future__ import annotations

from tests.service.registry.conftest import Registry
from tests.service.registry.test_teams import a_leader


def test_approved_filled_and_vacant_posts_of_a_unit_and_those_below_it(registry: Registry) -> None:
    above = registry.a_unit(approved={"chief": 1, "deputy": 2})
    below = registry.a_unit(parent_id=above["id"], approved={"chief": 1, "deputy": 0})
    registry.a_unit()  # Another, that is not below.
    registry.a_post(above)
    registry.a_post(above, title="局长", role="chief", post_level="131")
    for _ in range(2):
        a_leader(registry, below)
    sheet = registry.establishment(unit_id=above["id"])
    assert [one["unit_id"] for one in sheet["items"]] == [above["id"], below["id"]]
    first, second = sheet["items"]
    filled = second["filled"]
    assert (first["vacant"]["chief"], first["vacant"]["deputy"], first["filled"]["deputy"]) == (1, 2, 0)
    assert [(one["post_level"], one["posts"], one["held"], one["vacant"]) for one in first["levels"]] == [
        ("131", 1, 0, 1),
        ("132", 1, 0, 1),
    ]
    assert second["over"]["deputy"] == filled["deputy"]
    assert second["vacant"]["chief"] == 1 - filled["chief"]
    total = sheet["total"]
    assert total["approved"] == {"chief": 2, "deputy": 2, "chief_expert": 0}
    assert total["vacant"]["deputy"] == 2, "one too many elsewhere fills no vacancy"
    assert total["over"]["deputy"] == filled["deputy"]
    assert sum(one["serving"] for one in total["levels"]) == 2
    alone = registry.establishment(unit_id=above["id"], below=False)
    assert [one["unit_id"] for one in alone["items"]] == [above["id"]]
    assert registry.refusal("establishment", unit_id="unt-none").code == "registry/unknown-unit"


def test_a_unit_is_found_by_the_name_that_it_had(registry: Registry) -> None:
    unit = registry.a_unit()
    old = unit["name"]
    wish = {"unit_id": unit["id"], "name": f"{old[2:]}新局", "on": "2025-03-01", "document": "包编发〔2025〕3号"}
    registry.change_unit(**wish)
    assert [one["id"] for one in registry.list_units(q=old)["items"]] == [unit["id"]]
