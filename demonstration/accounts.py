"""Accounts for trying the platform: officers of each field, and three that are bound to a unit or a cadre."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from demonstration.client import Gateway, Refused
from demonstration.supervision_year import AGENCIES

Json = dict[str, Any]
NAME_TAKEN = "account-name-taken"
LOADER, REGISTRY_OFFICER, UNIT_OFFICER, CADRE = "demo-loader", "demo-registry", "demo-unit", "demo-cadre"
LIAISON, LIAISON_OF = "demo-liaison", "discipline"
"""The liaison (联络员) of a member agency of the joint platform, and which: shared items wait there to be read."""
TRAINING_OFFICER = "demo-training"
SUPERVISION_OFFICER, INCENTIVE_OFFICER = "demo-supervision", "demo-incentive"
APPRAISAL_OFFICER, YOUNG_CADRE_OFFICER = "demo-appraisal", "demo-talent"
SECOND_YOUNG_CADRE_OFFICER = "demo-talent-review"


@dataclass(frozen=True)
class Officers:
    """Sessions beside the one that loads: who had a part in something does not judge it."""

    supervision: Gateway
    incentive: Gateway
    appraisal: Gateway
    talent: Gateway
    talent_review: Gateway
    registry: Gateway
    clerks: Mapping[str, Gateway]
    """Who enters what an agency says of cadres who are vetted, by the agency's code: one speaks for one agency."""


class Passwords:
    """The generated passwords, in a file that its owner alone can read; kept before the first account is made."""

    def __init__(self, path: Path, digest: str) -> None:
        self.path = path
        self._digest = digest
        self._loaded = False
        self.by_name: dict[str, str] = {}
        if path.exists():
            kept = orjson.loads(path.read_bytes())
            if kept["digest"] == digest:
                self._loaded, self.by_name = kept["loaded"], kept["passwords"]

    def of(self, name: str) -> str:
        """The password of an account, made at the first asking."""
        if name not in self.by_name:
            self.by_name[name] = f"Demo-{secrets.token_urlsafe(12)}-{secrets.randbelow(90) + 10}"
            self._keep()
        return self.by_name[name]

    @property
    def loaded(self) -> bool:
        """Whether a loading of this same demonstration came to its end and left this file."""
        return self._loaded

    def mark_loaded(self) -> None:
        """Remember that everything is in."""
        self._loaded = True
        self._keep()

    def _keep(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        kept = {"digest": self._digest, "loaded": self._loaded, "passwords": self.by_name}
        fresh = self.path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(orjson.dumps(kept, option=orjson.OPT_INDENT_2))
        fresh.replace(self.path)


_OFFICERS = {
    REGISTRY_OFFICER: ("registry_officer", "白虚构"),
    TRAINING_OFFICER: ("training_officer", "蓝虚构"),
    SUPERVISION_OFFICER: ("supervision_officer", "黄虚构"),
    INCENTIVE_OFFICER: ("incentive_officer", "洪虚构"),
    APPRAISAL_OFFICER: ("appraisal_officer", "青虚构"),
    YOUNG_CADRE_OFFICER: ("young_cadre_officer", "朱虚构"),
    SECOND_YOUNG_CADRE_OFFICER: ("young_cadre_officer", "墨虚构"),
}
"""Role and made-up person of each account."""
_CLERKS = {
    code: (f"demo-clerk-{code.replace('_', '-')}", f"{name}意见录入员（虚构）")
    for code, _, name, vets in AGENCIES
    if vets
}
"""Name and made-up person of the account of each agency that vets, by the agency's code."""


class Keepers:
    """Two administrators, of whom one proposes accounts and the other approves them; neither sees content."""

    def __init__(self, url: str, system: Gateway, security: Gateway, passwords: Passwords) -> None:
        self._url = url
        self._system = system
        self._security = security
        self._passwords = passwords

    async def create_loader(self) -> str:
        """Make the account that loads, with what every officer may. Its password."""
        roles = dict.fromkeys(role for role, _ in _OFFICERS.values())
        await self._create(LOADER, {"roles": [*roles], "person": "装载程序"})
        return self._passwords.of(LOADER)

    async def create_officers(self) -> None:
        """Make the officers' accounts; the loading itself acts with some of them."""
        for name, (role, person) in _OFFICERS.items():
            await self._create(name, {"roles": [role], "person": person})
        for name, person in _CLERKS.values():
            await self._create(name, {"roles": ["supervision_officer"], "person": person})

    async def create_bound(self, unit_id: str, liaison_of: str, cadre_id: str) -> None:
        """Make the accounts that are bound to a unit or a person, once these are loaded."""
        await self._create(LIAISON, {"roles": ["agency_liaison"], "unit_id": liaison_of, "person": "郑虚构"})
        await self._create(UNIT_OFFICER, {"roles": ["unit_officer"], "unit_id": unit_id, "person": "田虚构"})
        await self._create(CADRE, {"roles": ["cadre"], "cadre_id": cadre_id})

    async def standing(self) -> Json:
        """How far the read models are."""
        found: Json = await self._system.get("/v1/operations/standing")
        return found

    async def _create(self, name: str, binding: Json) -> None:
        """Make an account with its password; one that an earlier loading left gets the present password."""
        # Each loading asks anew: under an earlier one's key the password would be taken for the one set then.
        half, mark = secrets.token_urlsafe(12), secrets.token_hex(4)
        try:
            wish = {"name": name, "password": half, "basis": "演示数据", **binding}
            made = await self._system.post(f"account-{name}-{mark}", "/v1/accounts", wish)
            other = await self._approve(made["change_id"])
        except Refused as refused:
            if refused.code != NAME_TAKEN:
                raise
            if await self._has_it(name):
                return
            other = None
        # Of an answer that was lost on the way the half is never told again.
        while other is None:
            other = await self._reset(name, half)
        async with Gateway(self._url, "") as owner:
            await owner.sign_in(name, half + other)
            wish = {"current_password": half + other, "new_password": self._passwords.of(name)}
            await owner.post(f"own-password-{name}-{mark}", "/v1/session/password", wish)

    async def _has_it(self, name: str) -> bool:
        """Whether an account that an earlier loading left has the password that it is to have."""
        async with Gateway(self._url, "") as owner:
            try:
                await owner.sign_in(name, self._passwords.of(name))
            except Refused:
                return False
        return True

    async def _reset(self, name: str, half: str) -> str | None:
        """The other half of a new password for an account that is there."""
        (account,) = [one async for one in self._system.items("/v1/accounts") if one["name"] == name]
        if account["change_id"] is not None:
            await self._approve(account["change_id"])
        step, wish = f"password-{name}-{secrets.token_hex(4)}", {"password": half, "basis": "演示数据"}
        reset = await self._system.post(step, f"/v1/accounts/{account['id']}/password", wish)
        return await self._approve(reset["change_id"])

    async def _approve(self, change_id: str) -> str | None:
        """Approve what is proposed; the other half of a password."""
        path = f"/v1/account-changes/{change_id}/decision"
        decided = await self._security.post(f"decision-{change_id}", path, {"approved": True})
        second: str | None = decided["password"]
        return second


@contextlib.asynccontextmanager
async def keepers(
    url: str, system_password: str, security_password: str, passwords: Passwords
) -> AsyncIterator[Keepers]:
    """Their sessions, as long as the loading lasts."""
    async with Gateway(url, "") as system, Gateway(url, "") as security:
        await system.sign_in("admin", system_password)
        await security.sign_in("security", security_password)
        yield Keepers(url, system, security, passwords)


@contextlib.asynccontextmanager
async def officers(url: str, key: str, passwords: Passwords) -> AsyncIterator[Officers]:
    """The officers' sessions, as long as the loading lasts."""
    names = [
        SUPERVISION_OFFICER,
        INCENTIVE_OFFICER,
        APPRAISAL_OFFICER,
        YOUNG_CADRE_OFFICER,
        SECOND_YOUNG_CADRE_OFFICER,
        REGISTRY_OFFICER,
    ]
    clerks = [name for name, _ in _CLERKS.values()]
    async with contextlib.AsyncExitStack() as stack:
        sessions = [await stack.enter_async_context(Gateway(url, key)) for _ in [*names, *clerks]]
        for name, session in zip([*names, *clerks], sessions, strict=True):
            await session.sign_in(name, passwords.of(name))
        yield Officers(*sessions[: len(names)], clerks=dict(zip(_CLERKS, sessions[len(names) :], strict=True)))


async def still_there(url: str, passwords: Passwords) -> bool:
    """Whether the platform knows the account that an earlier loading of the same demonstration made last."""
    if not passwords.loaded:
        return False
    async with Gateway(url, "") as visitor:
        try:
            await visitor.sign_in(CADRE, passwords.of(CADRE))
        except Refused:
            return False
    return True
