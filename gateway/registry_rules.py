"""Rules (规则) that bound the gateway itself: the registry keeps them, and they are changed over the API as all are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from gateway.route import LookUp
from gateway.rpc import if_answered
from servicekit import clock
from servicekit.offered import LIST_RULES
from servicekit.rules import RULES, RuleBook, rule_book, shipped

T = TypeVar("T")
OWNER = "registry"
_FOLDER = Path(__file__).resolve().parent.parent / "services" / OWNER
_ASKS_WITHIN = 3.0


class RegistryRules(Generic[T]):
    """Asks for the rules whose codes begin alike; while the registry does not answer, what it told last holds, or what
    is shipped."""

    def __init__(self, begins: str, made: Callable[[dict[str, Any]], T]) -> None:
        self._begins = f"{OWNER}.{begins}"
        self._made = made
        book, codes = _shipped(clock.day_of(clock.now()).isoformat())
        self._codes = [code for code in codes if code.startswith(self._begins)]
        self.last: T = self._of({"code": code, "value": book[code].value} for code in self._codes)

    async def today(self, look_up: LookUp) -> T:
        """What holds today."""
        asked: dict[str, Any] = {"code": self._codes, "on": clock.day_of(clock.now()).isoformat()}
        told = await if_answered(look_up(LIST_RULES.of(OWNER), **asked), _ASKS_WITHIN)
        in_force = [rule for rule in told["items"] if rule["in_force"]] if told else []
        if {rule["code"] for rule in in_force} == set(self._codes):
            self.last = self._of(in_force)
        return self.last

    def _of(self, rules: Iterable[Mapping[str, Any]]) -> T:
        return self._made({str(rule["code"]).removeprefix(self._begins): rule["value"] for rule in rules})


def shipped_today() -> RuleBook:
    """The rules of the registry as they are shipped, of today: what holds where it does not answer."""
    return _shipped(clock.day_of(clock.now()).isoformat())[0]


@lru_cache(maxsize=1)
def _shipped(day: str) -> tuple[RuleBook, list[str]]:
    # Read once for all that ask as they start.
    codes = [record["code"] for record in shipped(_FOLDER, RULES)]
    return rule_book(_FOLDER, clock.day_of(clock.now())), codes
