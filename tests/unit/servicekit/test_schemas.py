"""What a timeline's notes say: words for people, with ids apart from them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from servicekit.lifecycle import Entry
from servicekit.schema import Schema, fields, present
from servicekit.schemas import EntryOut

MATTER, AGENCY = "mtr-1m8f830t1zq4w0c9d8e7f6a", "agy-2m8f830t1zq4w0c9d8e7f6a"


class Shown(Schema):
    timeline = fields.List(fields.Nested(EntryOut))


@pytest.mark.parametrize(
    ("kept", "said", "ids"),
    [
        (MATTER, None, [MATTER]),
        (f"{MATTER}.2", None, [f"{MATTER}.2"]),
        (f"{MATTER}、{AGENCY}", None, [MATTER, AGENCY]),
        (f"{AGENCY}: restricted", "restricted", [AGENCY]),
        ("2026-03-20", "2026年3月20日", []),
        ("部务会2026-03-20、04号", "部务会2026-03-20、04号", []),
        (None, None, []),
    ],
)
def test_ids_stand_apart_from_the_words(kept: str | None, said: str | None, ids: list[str]) -> None:
    entry = Entry(datetime(2026, 1, 5, tzinfo=UTC), "acc-1", "close", "closed", kept)
    for one in (entry, vars(entry)):
        (line,) = present(Shown, {"timeline": [one]})["timeline"]
        assert (line["note"], line["about_ids"]) == (said, ids)
        shown: dict[str, Any] = {"what": line["what"], "by": line["by"]}
        assert shown == {"what": "close", "by": "acc-1"}
