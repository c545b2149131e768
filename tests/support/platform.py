"""The platform's processes as subprocesses, all that `local.processes` lists or some; each can be killed."""

from __future__ import annotations

import base64
import itertools
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gateway.rights import ROLES, reach, roles_with
from local.place import HOST, free_port
from local.processes import GATEWAY, PROCESSES, common_environment, make_keys, own_environment, readiness_url
from servicekit.principal import Reach
from tests.support.client import PASSWORD, Client, open_account
from tests.support.processes import Child

EVERYTHING = "every-officer"
"""The name of the account of `Platform.admin`; its password is PASSWORD."""
UNBOUND = [name for name, role in ROLES.items() if not role.needs and not role.alone]
"""Officers of every branch, and no administrator."""


def holder_of(right: str) -> str:
    """Which role a test takes that wants everything of a right: the officers' together, or an administrator's."""
    if not right or reach(tuple(UNBOUND), right) is Reach.ALL:
        return EVERYTHING
    return next(iter(roles_with(right)), EVERYTHING)


FIELD_KEY = base64.b64encode(b"synthetic people only, 32 bytes!").decode()
HONOUR_SIGNING_KEY = base64.b64encode(b"synthetic honours only, 32 bytes").decode()
DATA_KEY = base64.b64encode(b"what is kept of answers, 32 byte").decode()


class Platform:
    """Started with `start`, ended with `stop`; `as_role` answers a signed-in client."""

    def __init__(
        self,
        folder: Path,
        amqp_uri: str,
        mongo_uri: str,
        database_prefix: str,
        *,
        settings: Mapping[str, str] | None = None,
        only: Iterable[str] = (),
        keys: Path | None = None,
    ) -> None:
        self.amqp_uri = amqp_uri
        self.mongo_uri = mongo_uri
        self.database_prefix = database_prefix
        self.ports = {name: free_port() for name in (*(each.name for each in PROCESSES), "http")}
        self.base = f"http://{HOST}:{self.ports['http']}"
        self.admin_password_file = folder / "admin-password"
        for name in ("admin", "security", "audit"):
            (folder / f"{name}-password").write_text(PASSWORD)
        common = common_environment(amqp_uri, mongo_uri, database_prefix)
        common |= {"ADMIN_PASSWORD_FILE": str(self.admin_password_file), **(settings or {})}
        self.keys = make_keys(keys or folder / "keys")
        wanted = set(only) or {each.name for each in PROCESSES}
        self.children = {
            each.name: Child(
                each.name,
                each.command,
                common | own_environment(each, self.ports, self.keys, FIELD_KEY),
                folder / f"{each.name}.log",
                readiness_url(each, self.ports),
            )
            for each in PROCESSES
            if each.name in wanted
        }
        self._clients: dict[tuple[str, str, str, int], Client] = {}

    def __getitem__(self, name: str) -> Child:
        return self.children[name]

    def start(self, deadline: float = 150.0) -> Platform:
        for child in self.children.values():
            child.start()
        self.wait_ready(deadline)
        return self

    @property
    def runs(self) -> bool:
        """Whether it was started, and has not been stopped since."""
        return any(child.process is not None and child.process.poll() is None for child in self.children.values())

    def wait_ready(self, deadline: float = 150.0) -> None:
        for child in self.children.values():
            child.wait_ready(deadline, self.absent)

    @property
    def absent(self) -> set[str]:
        """The processes that are not of this platform."""
        return {each.name for each in PROCESSES} - self.children.keys()

    def kill(self, name: str) -> None:
        self.children[name].kill()

    def restart(self, name: str, deadline: float = 150.0) -> None:
        """Kill it (SIGKILL) where it still runs, start it, wait until it is ready."""
        child = self.children[name]
        if child.process is not None and child.process.poll() is None:
            child.kill()
        child.start()
        child.wait_ready(deadline, self.absent)

    def stop(self) -> dict[str, int]:
        """SIGTERM to all, the gateway first, those of a stage at once; each one's exit status."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()
        ended: dict[str, int] = {}
        order = sorted(PROCESSES, key=lambda each: -each.stage)
        for _, stage in itertools.groupby(order, key=lambda each: each.stage):
            ending = [self.children[each.name] for each in stage if each.name in self.children]
            for child in ending:
                child.end()
            ended |= {child.name: child.ended() for child in ending}
        return ended

    # Clients

    @property
    def anonymous(self) -> Client:
        return self._clients.setdefault(("", "", "", 0), Client(self.base))

    @property
    def administrator(self) -> Client:
        """The first system administrator, who proposes accounts and sees no content."""
        return self._signed_in("admin")

    @property
    def security(self) -> Client:
        """The first security administrator, who approves accounts and changes rules."""
        return self._signed_in("security")

    @property
    def auditor(self) -> Client:
        """The first audit administrator."""
        return self._signed_in("audit")

    @property
    def admin(self) -> Client:
        """Somebody who is officer of every branch: for what a test prepares, not for who may."""
        who = (EVERYTHING, "", "", 0)
        if who not in self._clients:
            self._clients[who] = self.opened(EVERYTHING, roles=UNBOUND)
        return self._clients[who]

    def holding(self, right: str) -> Client:
        """Somebody who may do everything of a right; without one, who is signed in."""
        role = holder_of(right)
        return self.admin if role == EVERYTHING else self.as_role(role)

    def as_role(self, role: str, *, unit_id: str = "", cadre_id: str = "", colleague: int = 0) -> Client:
        """A client signed in with an account of this role (and binding), made at the first use.

        `colleague` is the number of another account of the same: who had a part in something does not judge it.
        """
        who = (role, unit_id, cadre_id, colleague)
        if who in self._clients:
            return self._clients[who]
        bound = ({"unit_id": unit_id} if unit_id else {}) | ({"cadre_id": cadre_id} if cadre_id else {})
        self._clients[who] = self.opened(f"{role}-{secrets.token_hex(4)}", roles=[role], **bound)
        return self._clients[who]

    def opened(self, name: str, **wish: Any) -> Client:
        """A client of a new account, which nobody else has: proposed, approved, with a password of its own."""
        token = open_account(self.anonymous, self.administrator, self.security, name, **wish)
        return self._client(name, token)

    def approved(self, change_id: str) -> dict[str, Any]:
        """What is proposed for an account holds."""
        return self.security.make(f"/account-changes/{change_id}/decision", {"approved": True})

    def _signed_in(self, name: str) -> Client:
        who = (name, "", "", 0)
        if who not in self._clients:
            self._clients[who] = self._client_of(name)
        return self._clients[who]

    def _client_of(self, name: str) -> Client:
        return self._client(name, self.anonymous.sign_in(name, PASSWORD))

    def _client(self, name: str, token: str) -> Client:
        return Client(self.base, token, opened=self.opened, again=lambda: self.anonymous.sign_in(name, PASSWORD))

    @property
    def gateway(self) -> Child:
        return self.children[GATEWAY]
