"""Whether who is offered a step (待办) may take it: tried as they would, of one thing or a few of each kind."""

from __future__ import annotations

from typing import Any

from gateway.examples import example_of
from gateway.readmodels.worklists import ASKING, WAITING
from gateway.routes import row_of
from tests.support.awards import done
from tests.support.client import Client

STEPS = {one.what: one.step for one in (*WAITING, *ASKING)}
NOT_FOR_THEM = ("not-independent", "about-oneself", "not-a-member-agency", "not-on-roll", "unknown-cadre")
"""Refusals of whoever asks, by the end of their type, besides those of right (403) and scope (404)."""


def tried(client: Client, most: int = 3) -> tuple[set[str], dict[str, str]]:
    """The kinds of which something was offered, and the answers by which it was not this reader's to do.

    What is sent is the example of the step's route, without the agency that it speaks for: that it does not fit the
    thing is no matter here.
    """
    counts = [one["what"] for one in done(client.get("/work", params={"count": True}))["counts"]]
    barred: dict[str, str] = {}
    for what in counts:
        for item in done(client.get("/work", params={"what": what, "limit": most}))["items"]:
            answer = _take(client, item)
            told = answer.json() if answer.status_code >= 400 else {}
            # What else the example names is made up.
            unseen = answer.status_code == 404 and told.get("id", item["id"]) == item["id"]
            if answer.status_code in (401, 403, 405) or unseen or told.get("type", "").endswith(NOT_FOR_THEM):
                barred[f"{what} {item['name']}"] = answer.text
    return set(counts), barred


def _take(client: Client, item: dict[str, Any]) -> Any:
    row = row_of(STEPS[item["what"]])
    if row.method == "GET":
        return client.get(item["path"])
    body = row.example if row.example is not None else example_of(row.body, loading=True) if row.body else {}
    sent = {name: value for name, value in body.items() if name != "agency_id"}
    return client.request(row.method, item["path"], json=sent)
