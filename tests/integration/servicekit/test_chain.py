"""A service that serves links its journal and tells how far it is; others keep that, and only what is another's."""

from __future__ import annotations

import json
from pathlib import Path

from deploy import call_keys
from servicekit import clock
from servicekit.chain import KEPT, LINKS, Checkpoint, audit_of
from servicekit.topology import CHECKPOINTS_EXCHANGE
from tests.support.polling import poll
from tests.support.toy.run import Run
from tests.support.vouched import key


def test_what_a_service_did_is_linked_and_kept_by_another(run: Run, tmp_path: Path) -> None:
    own = {run.maker: key(), run.taker: key()}
    ring = tmp_path / "ring"
    ring.write_text(json.dumps(call_keys.ring(own)))
    told = {"CALL_KEYS_FILE": str(ring), "UNSIGNED_CALLS": "taken"}
    maker = run.start("maker", {"CALL_KEY": own[run.maker], **told})
    run.start("taker", {"CALL_KEY": own[run.taker], **told})
    caller = run.caller()
    jar = run.open_jar(caller)
    run.fill(caller, jar)
    run.drained()
    entries = run.makers["journal"].count_documents({})
    links = audit_of(run.makers)[LINKS]

    def newest() -> dict[str, object] | None:
        return links.find_one({"entries": {"$gte": entries}}, sort=[("_id", -1)])

    poll(newest, 40)
    link = newest()
    assert link is not None
    assert link["key"] in json.loads(ring.read_text())
    kept = poll(lambda: audit_of(run.takers)[KEPT].find_one({"part": run.maker, "n": link["_id"]}), 40)
    assert kept["hash"] == link["hash"]
    poll(lambda: audit_of(run.makers)[KEPT].find_one({"part": run.taker}), 40)
    assert run.metric(maker, "cadre_audit_unlinked_seconds") == 0
    # One that nobody has signed, and one that another tells.
    forged = Checkpoint(run.maker, 99, 100, clock.now().isoformat(), b"x" * 32, link["key"], "AAAA")
    caller.publish(CHECKPOINTS_EXCHANGE, run.maker, forged.told())
    caller.publish(CHECKPOINTS_EXCHANGE, "somebody", forged.told())
    taker = run.children[-1]
    poll(lambda: run.said(taker, "what was told is no checkpoint"), 20)
