"""`python -m tools.broker_accounts`: what each process's account on the broker may do, from what the services declare.

Written to `deploy/rabbitmq/accounts.json`, without passwords, which `make env` adds, and to deploy/k8s
(`tools.cluster_accounts`); what it may call, and in whose name, to `services/callers.json`, which every service reads
(ADR 0046). What is shared nobody may declare, so it comes along. Who may write to the default exchange
reaches every queue, so nobody may. On the exchange of calls each may call what it is listed with, and listen to what is
its own (ADR 0036).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gateway import grants
from gateway.projector import topology as projector
from gateway.readmodels.catalogue import SNAPSHOTS
from gateway.table import import_kinds
from servicekit import topology
from servicekit.chain import SIGNS
from servicekit.offered import HISTORY, STANDS_ON
from servicekit.process import declared, service_of
from servicekit.specs import ReactionSpec
from services import NAMES, SERVICES
from tools import cluster_accounts

FILE = Path(__file__).resolve().parent.parent / "deploy" / "rabbitmq" / "accounts.json"
CALLERS = FILE.parents[2] / "services" / "callers.json"
VHOST = "cadre"
TEMPORARY = r"amq\.gen-[\w-]+"
"""A queue that the broker has named, its connection's alone."""
REPLY = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
"""Where a caller waits for its answers, as nameko's own callers do; not to be guessed."""
NOTHING = "^$"
SIGNED_BY = {process: part for part, process in SIGNS.items()}

Row = dict[str, Any]


def one_of(patterns: Iterable[str]) -> str:
    """A pattern for whole names, as the broker reads it."""
    return f"^({'|'.join(sorted(set(patterns)))})$"


def reactions(service: str) -> list[ReactionSpec]:
    """What a service listens to."""
    return [spec for spec, _ in declared(service_of(f"services.{service}"), "reaction_spec")]


def publishers_of(service: str) -> list[str]:
    """Whose events a service listens to."""
    return sorted({spec.publisher for spec in reactions(service)})


def histories_of(publishers: Iterable[str]) -> list[str]:
    """What is asked of publishers by who has missed something."""
    return [HISTORY.of(publisher).name for publisher in publishers]


def projector_asks() -> list[str]:
    """What the projector asks, in its own name."""
    return [*(operation.name for operation in SNAPSHOTS.values()), *histories_of(NAMES)]


def asks_for_itself() -> list[str]:
    """What the importer asks in its own name, about rows before they are sent or undone."""
    asked = [one.name for kind in import_kinds().values() for one in kind.asks]
    return [*asked, *(STANDS_ON.of(service).name for service in NAMES)]


def asks_for_others() -> list[str]:
    """What the importer asks in the name of whom the gateway has granted it to act for."""
    kinds = import_kinds().values()
    asked = [one for kind in kinds for one in grants.operations_of_import(kind)]
    asked += [one for kind in kinds if kind.operation.stays is None for one in grants.operations_of_undoing(kind)]
    return [one.name for one in asked]


def callers() -> dict[str, dict[str, list[str]]]:
    """What each process may call besides the gateway, which may call everything; see `servicekit.vouching`."""
    own = {service: histories_of(publishers_of(service)) for service in NAMES}
    own |= {"projector": projector_asks(), "importer": asks_for_itself()}
    granted = {"importer": asks_for_others()}
    return {
        who: {how: sorted(set(rows)) for how, rows in (("own", asked), ("granted", granted.get(who, ()))) if rows}
        for who, asked in own.items()
    }


def permission(user: str, configure: Iterable[str], write: Iterable[str], read: Iterable[str]) -> Row:
    """Which queues and exchanges an account may declare and delete, publish or bind to, and take from."""
    rights = {"configure": configure, "write": write, "read": read}
    return {
        "user": user,
        "vhost": VHOST,
        **{right: one_of(names) if names else NOTHING for right, names in rights.items()},
    }


def topics(user: str, exchange: str, write: Iterable[str] = (), read: Iterable[str] = ()) -> Row:
    """With which routing keys an account may publish to a topic exchange, and bind queues to it."""
    keys = {right: one_of(patterns) if patterns else NOTHING for right, patterns in (("write", write), ("read", read))}
    return {"user": user, "vhost": VHOST, "exchange": exchange, **keys}


def of_service(service: str) -> tuple[Row, list[Row]]:
    """A service's account: its own queues and exchanges, its publishers' events, its calls."""
    name, listens = re.escape(service), reactions(service)
    publishers = publishers_of(service)
    rungs = topology.retry_exchange(name, 0).replace("0", "[0-9]+").replace(".", r"\.")
    own = [
        re.escape(topology.rpc_queue(service)),
        re.escape(topology.dead_queue(service)),
        re.escape(topology.home_exchange(service)),
        re.escape(topology.events_exchange(service)),
        rungs,
        *(re.escape(topology.reaction_queue(service, spec.publisher, spec.handler)) for spec in listens),
        re.escape(topology.checkpoints_queue(service)),
        TEMPORARY,
    ]
    calls = re.escape(topology.RPC_EXCHANGE)
    heard = [re.escape(topology.events_exchange(publisher)) for publisher in publishers]
    chains = re.escape(topology.CHECKPOINTS_EXCHANGE)
    asks = map(re.escape, histories_of(publishers))
    keys = [topics(service, topology.RPC_EXCHANGE, [REPLY, TEMPORARY, *asks], [re.escape(f"{service}.*"), TEMPORARY])]
    for publisher in publishers:
        wanted = {event for spec in listens if spec.publisher == publisher for event in spec.events}
        tells = [".*"] if publisher == service else []
        keys.append(topics(service, topology.events_exchange(publisher), tells, [re.escape(one) for one in wanted]))
    keys.append(checkpoints(service, service))
    return permission(service, own, [*own, calls, chains], [*own, calls, chains, *heard]), keys


def checkpoints(process: str, part: str) -> Row:
    """Each tells of its own part's chain alone, and hears of all."""
    return topics(process, topology.CHECKPOINTS_EXCHANGE, [re.escape(part)], ["#"])


def replies_of(process: str) -> str:
    """The queues on which a process waits for answers to its calls, one for each connection."""
    return rf"rpc\.reply-{re.escape(process)}-{REPLY}"


def of_caller(process: str, asks: Iterable[str], *, hears: bool = False) -> tuple[Row, list[Row]]:
    """The account of a process that calls services; whether it hears what the gateways tell each other."""
    replies = replies_of(process)
    told = re.escape(topology.GATEWAYS_EXCHANGE)
    calls = re.escape(topology.RPC_EXCHANGE)
    own = permission(process, [replies], [replies, calls, told], [replies, calls, *([told] if hears else [])])
    return own, [topics(process, topology.RPC_EXCHANGE, asks, [REPLY])]


def of_projector() -> tuple[Row, list[Row]]:
    """The projector's account: every service's events, histories and snapshots, and nothing that changes anything."""
    _, keys = of_caller("projector", map(re.escape, projector_asks()))
    queues = [re.escape(projector.queue_name(service)) for service in NAMES]
    own = [*queues, re.escape(projector.DEAD), re.escape(projector.HOME)]
    events = [re.escape(topology.events_exchange(service)) for service in NAMES]
    own.append(replies_of("projector"))
    calls = re.escape(topology.RPC_EXCHANGE)
    keys += [topics("projector", topology.events_exchange(service), read=["#"]) for service in NAMES]
    return permission("projector", own, [*own, calls], [*own, *events, calls]), keys


def of_importer() -> tuple[Row, list[Row]]:
    """The importer's account: what it asks services, and the chain of the gateway's journal."""
    part, chains = SIGNED_BY["importer"], re.escape(topology.CHECKPOINTS_EXCHANGE)
    queue, calls = re.escape(topology.checkpoints_queue(part)), re.escape(topology.RPC_EXCHANGE)
    replies, told = replies_of("importer"), re.escape(topology.GATEWAYS_EXCHANGE)
    asks = map(re.escape, [*asks_for_itself(), *asks_for_others()])
    own = [replies, queue]
    keys = [topics("importer", topology.RPC_EXCHANGE, asks, [REPLY]), checkpoints("importer", part)]
    return permission("importer", own, [*own, calls, told, chains], [*own, calls, chains]), keys


def rights() -> dict[str, list[Row]]:
    """Exchanges that are shared, and each process's rights, as the broker's definitions have them."""
    any_operation = [rf"{re.escape(service)}\.\w+" for service in NAMES]
    accounts = [
        *(of_service(service) for service in NAMES),
        of_projector(),
        of_importer(),
        of_caller("gateway", any_operation, hears=True),
        (permission("migration", (), (), ()), []),
    ]
    shared = [(topology.RPC_EXCHANGE, "topic"), (topology.GATEWAYS_EXCHANGE, "fanout")]
    shared += [(topology.CHECKPOINTS_EXCHANGE, "topic")]
    shared += [(topology.events_exchange(one.name), "topic") for one in SERVICES]
    made = {"vhost": VHOST, "durable": True, "auto_delete": False, "internal": False, "arguments": {}}
    return {
        "exchanges": [{"name": name, "type": kind, **made} for name, kind in shared],
        "permissions": [row for row, _ in accounts],
        "topic_permissions": [key for _, keys in accounts for key in keys],
    }


def written() -> dict[Path, str]:
    """Each file, and what is in it."""
    told = {FILE: rights(), CALLERS: callers()}
    return {path: json.dumps(one, indent=1, ensure_ascii=False) + "\n" for path, one in told.items()}


def main() -> int:
    for path, text in (written() | cluster_accounts.files(rights())).items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
