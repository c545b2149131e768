"""What the HTTP process holds: database, RPC, sessions, limits; started and stopped together."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import Any
from uuid import uuid4

from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from gateway import document_templates, metrics, receipts
from gateway.account_changes import Changes
from gateway.account_passkeys import Passkeys
from gateway.accounts import Accounts
from gateway.admission import Gate, RateLimiter, Strangers
from gateway.beginning import begin
from gateway.export_rules import ExportRules
from gateway.exporting import Exporter
from gateway.kept_rows import KeptRows
from gateway.oidc import Issuer
from gateway.oidc_rows import OidcSignIn
from gateway.passwords import Hasher
from gateway.positions import Positions
from gateway.printing import Printing
from gateway.readmodels.catalogue import PROJECTION
from gateway.readmodels.heard import Heard
from gateway.request import AS_GATEWAY
from gateway.rpc import RpcClient
from gateway.sealing import own_cipher
from gateway.service_accounts import ServiceAccounts
from gateway.sessions import Sessions
from gateway.settings import OPTIONAL, GatewaySettings, parse_limit
from gateway.sign_in_rules import SignInRules
from gateway.table import Table
from gateway.trail import Trail
from servicekit.config import ConfigurationError
from servicekit.cursors import secret_of_async
from servicekit.errors import Problem
from servicekit.mongo import require_primary_async
from servicekit.operations import Operation
from servicekit.pool import PoolWatch
from servicekit.vouching import Signer

log = logging.getLogger(__name__)
RETRY = 1.0
"""Seconds between attempts to prepare the database at the start."""
REFUSED_RETRY = 5.0
"""Seconds between looks at a password file that cannot be used."""

ASKS_WITHIN = 10.0
"""Seconds for a service to answer the gateway itself."""
EXPORTS_AT_ONCE = 2
"""Lists of one gateway that are being made sheets of."""


class Core:
    """The parts, and whether they are ready."""

    def __init__(self, settings: GatewaySettings, table: Table) -> None:
        shared = settings.shared
        self.settings = settings
        self.table = table
        self.client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            shared.mongo_uri,
            tz_aware=True,
            timeoutMS=int(shared.database_timeout * 1000),
            serverSelectionTimeoutMS=3000,
            maxPoolSize=50,
            appname="gateway",
            event_listeners=[PoolWatch("gateway")],
        )
        self.db = self.client[shared.database("gateway")]
        self.rpc = RpcClient(
            shared.amqp_uri, services=table.services, limit=settings.concurrency, signer=Signer.from_environment()
        )
        metrics.count_from_zero(table.services)
        self.hasher = Hasher()
        self.sign_in_rules = SignInRules(self.look_up, optional=settings.second_factor == OPTIONAL)
        self.sessions = Sessions(self.db, self.sign_in_rules.now)
        self.rpc.listener = self.positions = Positions(self.db, self.rpc)
        self.heard = Heard(self.db, PROJECTION)
        self.kept_rows = KeptRows(self.db)
        self.printing = Printing(settings.paper_fonts)
        self.trail = Trail(self.db, lambda: self.gate.taken)
        self.accounts = Accounts(self.db, self.sessions, self.hasher, self.trail)
        self.changes = Changes(self.accounts)
        self.machines = ServiceAccounts(self.accounts)
        self.passkeys = Passkeys(settings.passkeys(), self.accounts)
        told = settings.oidc()
        self.oidc = OidcSignIn(Issuer(told) if told else None, self.accounts)
        self.limiter = RateLimiter(parse_limit(settings.rate_limit))
        self.anonymous_limiter = RateLimiter(parse_limit(settings.anonymous_rate_limit))
        self.gate = Gate(settings.concurrency)
        self.strangers = Strangers(settings.concurrency)
        self.exports = asyncio.Semaphore(EXPORTS_AT_ONCE)
        self.export_rules = ExportRules()
        self.exporter = Exporter(self)
        self.prepared = False
        self.stopping = False
        self._cursor_secret = b""
        self._preparing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to connect; requests are answered 503 until what they need is there."""
        await self.rpc.start()
        self.kept_rows.start()
        self.trail.start()
        self._preparing = asyncio.create_task(self._prepare(), name="prepare")

    async def stop(self) -> None:
        """Close everything; open requests have been answered before."""
        self.stopping = True
        if self._preparing is not None:
            self._preparing.cancel()
        self.sign_in_rules.stop()
        await self.oidc.stop()
        await self.exporter.stop()
        await self.kept_rows.stop()
        await self.printing.stop()
        await self.trail.stop()
        await self.positions.leave()
        await self.rpc.stop()
        self.hasher.close()
        await self.client.close()

    async def look_up(self, operation: Operation, **arguments: Any) -> Any:
        """Ask a service as the gateway itself, for no request. Raises Answered, Problem."""
        headers = {"cadre.principal": AS_GATEWAY, "cadre.request_id": uuid4().hex}
        return (await self.rpc.ask(operation.name, arguments, headers, deadline=ASKS_WITHIN)).result

    async def cursor_secret(self) -> bytes:
        """What seals the cursors of the gateway's own lists; the same for every process."""
        if not self._cursor_secret:
            self._cursor_secret = await secret_of_async(self.db)
        return self._cursor_secret

    async def missing(self) -> list[str]:
        """What is needed and not there: empty when ready."""
        found = []
        if self.stopping:
            found.append("stopping")
        try:
            async with asyncio.timeout(3):
                if self.prepared:
                    await self.client.admin.command("ping")
                else:
                    found.append("preparation")
                    await require_primary_async(self.settings.shared.mongo_uri)
        except (PyMongoError, TimeoutError):
            found.append("mongodb")
        if not self.rpc.connected:
            found.append("rabbitmq")
        found.extend(f"service:{name}" for name in self.rpc.missing())
        return found

    async def _prepare(self) -> None:
        while True:
            try:
                await begin(self.settings.shared)
                await self.trail.prepare()
                await self.sessions.prepare()
                await self.accounts.prepare()
                await self.changes.prepare()
                await self.machines.prepare()
                await self.passkeys.prepare()
                await self.oidc.prepare()
                await receipts.prepare(self.db)
                await document_templates.prepare(self.db)
                await self.positions.prepare()
                await self.exporter.jobs.prepare()
                own_cipher()
                await self._serve_who_are_there()
                async for name, password in self.accounts.first_administrators(self.settings.admin_password_file):
                    _show(name, password, self.settings.admin_password_file)
            except PyMongoError as error:
                log.warning("database not ready, trying again: %s", type(error).__name__)
                await asyncio.sleep(RETRY)
            except ConfigurationError as wrong:
                log.error("not started: %s", wrong)
                await asyncio.sleep(REFUSED_RETRY)
            except (Problem, OSError) as refusal:
                log.error("an administrator is missing; mend ADMIN_PASSWORD_FILE and the files beside: %s", refusal)
                await asyncio.sleep(REFUSED_RETRY)
            else:
                await self._serve()
                return

    async def _serve_who_are_there(self) -> None:
        """After an upgrade the old accounts are served, while the files of new administrators may still be missing."""
        if await self.accounts.serves():
            await self._serve()

    async def _serve(self) -> None:
        if not self.prepared:
            await self.cursor_secret()
            self.prepared = True
            self.exporter.start()


def _show(name: str, password: str, kept: str) -> None:
    """The only time that a first administrator's password is shown; where a file keeps it, a log must not."""
    if not kept:
        sys.stdout.write(f"First administrator: name {name}, password {password} (shown only now)\n")
        sys.stdout.flush()
