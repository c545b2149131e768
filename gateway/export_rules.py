"""What bounds exports (导出): rules of the registry, whose people nearly all lists are about, changed over the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from gateway.route import LookUp
from gateway.rpc import if_answered
from servicekit import clock
from servicekit.offered import LIST_RULES
from servicekit.rules import RULES, rule_book, shipped

_OWNER = "registry"
_BEGINS = f"{_OWNER}.export_"
_FOLDER = Path(__file__).resolve().parent.parent / "services" / _OWNER
_ASKS_WITHIN = 3.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers that hold today, each called as its rule is."""

    rows_alone: int
    """Rows of a list past which another has to consent (审批); as many are handed out directly, at most."""
    forms_alone: int
    """Appointment forms past which another has to consent."""
    most_rows: int
    days: int
    """Until a file is removed."""


class ExportRules:
    """Asks for the numbers; while the registry does not answer those hold that it told last, or that are shipped."""

    def __init__(self) -> None:
        book = rule_book(_FOLDER, clock.day_of(clock.now()))
        codes = (record["code"] for record in shipped(_FOLDER, RULES))
        self._last = _bounds({"code": code, "value": book[code].value} for code in codes if code.startswith(_BEGINS))

    async def today(self, look_up: LookUp) -> Bounds:
        """The numbers of today."""
        codes = [_BEGINS + one.name for one in fields(Bounds)]
        asked: dict[str, Any] = {"code": codes, "on": clock.day_of(clock.now()).isoformat()}
        told = await if_answered(look_up(LIST_RULES.of(_OWNER), **asked), _ASKS_WITHIN)
        in_force = [rule for rule in told["items"] if rule["in_force"]] if told else []
        if {rule["code"] for rule in in_force} == set(codes):
            self._last = _bounds(in_force)
        return self._last


def _bounds(rules: Iterable[Mapping[str, Any]]) -> Bounds:
    return Bounds(**{str(rule["code"]).removeprefix(_BEGINS): int(rule["value"]) for rule in rules})
