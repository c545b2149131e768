"""The roster's service on a real database: commands and queries as the platform runs them, with no broker between."""

from __future__ import annotations

import copy
import secrets
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from stdnum.cn import ric

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from servicekit.config import from_environment
    from servicekit.runtime import Runtime
    from servicekit.specs import Call
    from services.registry.service import RegistryService

from servicekit import clock
from servicekit.crypto import FieldCipher
from servicekit.errors import Problem
from servicekit.principal import Principal, Reach, Scope
from services.registry.schemas.cadres import FAMILY_READ, HEALTH_READ, PUNISHMENTS_READ
from tests.support.declared import must_be_declared
from tests.support.people import PROMOTABLE

FOLDER = Path(__file__).parents[3] / "services" / "registry"
OF_FIELDS = (PUNISHMENTS_READ, FAMILY_READ, HEALTH_READ)
"""The rights of fields of a file."""
ADMINISTRATOR = Principal("admin", ("administrator",), "*", Scope(Reach.ALL), OF_FIELDS)
NEXT = iter(range(1, 10**9))


def number(birth: date = date(1981, 3, 2), sex: str = "1") -> str:
    """A valid identity number that no other test has."""
    serial = next(NEXT)
    birth = date(birth.year, birth.month, 1 + serial // 500 % 28)
    tail = serial % 500 * 2 + (1 if sex == "1" else 0)
    body = f"1502{2 + serial // 14000 % 6:02}{birth:%Y%m%d}{tail:03}"
    return body + ric.calc_check_digit(body + "0")


def alike(many: int) -> list[str]:
    """Valid numbers of one region and birth that no other test has, all of one sex."""
    region, birth = f"1504{30 + next(NEXT) % 60:02}", date(1960, 1, 1) + timedelta(days=next(NEXT) % 9000)
    bodies = [f"{region}{birth:%Y%m%d}{2 * serial + 1:03}" for serial in range(many)]
    return [body + ric.calc_check_digit(body + "0") for body in bodies]


@dataclass
class Registry:
    """`registry.register_unit(code=…)` calls the service as an administrator; `as_(principal)` as somebody else."""

    service: Any
    runtime: Any
    principal: Principal = ADMINISTRATOR
    made: dict[str, Any] = field(default_factory=dict)

    def as_(self, account: str, scope: Scope, also: tuple[str, ...] = OF_FIELDS) -> Registry:
        return Registry(self.service, self.runtime, Principal(account, ("x",), "*", scope, also), self.made)

    def call(self, method: str, kwargs: dict[str, Any], *, key: str | None = None, version: int | None = None) -> Any:
        call = Call(
            kwargs, id=secrets.token_hex(8), principal=self.principal, request_id="t", key=key, expected_version=version
        )
        answered, problem = getattr(self.service, method)(call)
        if problem is not None:
            must_be_declared(getattr(self.service, method).operation, problem)
            raise problem
        return answered.result

    def __getattr__(self, method: str) -> Any:
        return lambda **kwargs: self.call(method, kwargs)

    def refusal(self, method: str, **kwargs: Any) -> Problem:
        with pytest.raises(Problem) as refusal:
            self.call(method, kwargs)
        return refusal.value

    def events(self, subject: str | None = None) -> list[dict[str, Any]]:
        """What was told, in order; of one subject."""
        told = [e for entry in self.runtime.db["journal"].find({}).sort("at", 1) for e in entry.get("events", [])]
        return [event for event in told if subject is None or event["subject"] == subject]

    def a_unit(self, **fields: Any) -> dict[str, Any]:
        code = f"T-{secrets.token_hex(4)}"
        wish = {"code": code, "name": f"虚构单位{code}", "kind": "government", "level": "131", "synthetic": True}
        return self.register_unit(**{**wish, **fields})

    def a_post(self, unit: dict[str, Any], **fields: Any) -> dict[str, Any]:
        wish = {"unit_id": unit["id"], "title": "副局长", "post_level": "132", "role": "deputy", "synthetic": True}
        return self.establish_post(**{**wish, **fields})

    def person(self, unit: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """What registers somebody who may be promoted to county deputy."""
        return {**copy.deepcopy(PROMOTABLE), "identity_number": number(), "unit_id": unit["id"], **fields}

    def a_cadre(self, unit: dict[str, Any], **fields: Any) -> dict[str, Any]:
        return self.register_cadre(**self.person(unit, **fields))


@pytest.fixture(scope="module")
def registry(mongo_uri: str, database_prefix: str) -> Iterator[Registry]:
    settings = from_environment(
        {
            "AMQP_URI": "amqp://nobody@127.0.0.1:1/",
            "MONGO_URI": mongo_uri,
            "DATABASE_PREFIX": f"{database_prefix}{secrets.token_hex(3)}_",
        }
    )
    runtime = Runtime("registry", settings, FOLDER)
    runtime.prepare(RegistryService.collections)
    service = RegistryService()
    service.platform, service.cipher = runtime, FieldCipher(bytes(range(32)))  # type: ignore[assignment]
    yield Registry(service, runtime)
    runtime.client.drop_database(runtime.db.name)
    runtime.client.close()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`at("2027-10-01")`: the platform's day is another."""

    def be(day: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC))

    return be
