"""Awards from the roster to the ledger of honours through the gateway, by many rows at once, in spite of faults."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import httpx
import orjson

from tests.support.client import Client
from tests.support.polling import poll

Json = dict[str, Any]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FIELD = "two_major_tasks"
MEMBERS = ["member-1", "member-2", "member-3"]
BEGINS = "2026-03-02"
"""Publicity that began long ago is over at once."""
FINAL = frozenset({"named", "refused", "not_elected", "withdrawn", "expired"})
AGAIN = frozenset({429, 502, 503, 504})
WAITS = ("still-running", "/problems/busy")


def identity_numbers(count: int) -> list[str]:
    """Made-up identity numbers with right check digits, from a range so wide that they hardly meet."""
    found: set[str] = set()
    while len(found) < count:
        day = f"{1960 + secrets.randbelow(40)}{secrets.randbelow(12) + 1:02d}{secrets.randbelow(28) + 1:02d}"
        digits = f"15020{secrets.randbelow(6) + 2}{day}{secrets.randbelow(1000):03d}"
        found.add(digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11])
    return sorted(found)


def insist(client: Client, method: str, path: str, json: Any = None, *, patience: float = 60.0, **more: Any) -> Any:
    """The answer of a request, sent again under the same Idempotency-Key while the platform is away or busy."""
    key = more.pop("key", None) or secrets.token_hex(12)
    ends = time.monotonic() + patience
    while True:
        try:
            answer = client.request(method, path, key=key, json=json, **more)
            again = answer.status_code in AGAIN or any(code in answer.text for code in WAITS)
        except httpx.TransportError as error:
            answer, again = None, True
            if time.monotonic() > ends:
                raise AssertionError(f"{method} {path}: {error!r}") from error
        if answer is not None and not again:
            return answer
        assert time.monotonic() < ends, f"{method} {path}: {answer and answer.text}"
        time.sleep(0.1)


def done(answer: Any) -> Json:
    """The body of an answer that must be a success."""
    assert answer.is_success, f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}"
    body: Json = answer.json()
    return body


def problem(answer: Any, status: int, code: str) -> Json:
    """The problem document of a refusal."""
    assert (answer.status_code, answer.json()["type"].removeprefix("/problems/")) == (status, code), answer.text
    body: Json = answer.json()
    return body


def load(client: Client, kind: str, rows: Sequence[Json], *, patience: float = 60.0) -> list[Json]:
    """Import rows and wait; what became of each, in their order."""
    if not rows:
        return []
    content = b"\n".join(orjson.dumps(row) for row in rows)
    return load_file(client, kind, content, "application/x-ndjson", patience=patience)


def load_file(client: Client, kind: str, content: bytes, media_type: str, *, patience: float = 60.0) -> list[Json]:
    """Import a file and wait; what became of each row, in their order."""
    more = {"params": {"kind": kind, "mode": "commit"}, "headers": {"Content-Type": media_type}}
    job = done(insist(client, "POST", "/imports", content=content, patience=patience, **more))["id"]

    def ended() -> bool:
        return bool(done(insist(client, "GET", f"/imports/{job}"))["state"] == "done")

    poll(ended, patience, because=lambda: client.get(f"/imports/{job}").text)
    return sorted(items(client, f"/imports/{job}/rows"), key=lambda row: int(row["row"]))


def items(client: Client, path: str, **query: Any) -> list[Json]:
    """Everything on all pages of a list."""
    found: list[Json] = []
    cursor = None
    while True:
        params = {"limit": 500, **query, **({"cursor": cursor} if cursor else {})}
        page = done(insist(client, "GET", path, params=params))
        found += page["items"]
        cursor = page.get("next")
        if not cursor:
            return found


_SPEAKERS: WeakKeyDictionary[Client, dict[int, Client]] = WeakKeyDictionary()


def speaker(client: Client, number: int) -> Client:
    """An account that enters what one of the agencies says; another `number` is another account, as one account speaks
    for one agency. Made at the first use."""
    known = _SPEAKERS.setdefault(client, {})
    if number not in known:
        assert client.opened is not None
        known[number] = client.opened(f"speaker-{number}-{secrets.token_hex(4)}", roles=["supervision_officer"])
    return known[number]


class Awards:
    """A unit with cadres, member agencies, a programme and a batch; `turn` takes whatever step is next."""

    def __init__(self, client: Client, *, quota: int, agencies: int = 2) -> None:
        self.client = client
        self.mark = secrets.token_hex(4)
        self.unit = self.make_unit()
        self.agencies = [
            self.make("/supervision/agencies", code=f"{self.mark}-{n}", name=f"虚构单位{n}", unit_id=self.unit,
                      kind="discipline", vets=["award"])["id"]
            for n in range(agencies)
        ]  # fmt: skip
        self.programme = self.make(
            "/incentive/programmes", code=self.mark, title="演示表彰", level="city", authority="演示机关",
            field_keys=[FIELD],
        )["id"]  # fmt: skip
        self.batch = self.make_batch(quota)
        self._answered: set[tuple[str, str]] = set()
        """What was asked, and the agency that has answered it."""
        self.rejected: set[str] = set()
        """Cadres whom the ballot rejects."""

    def make(self, path: str, **body: Any) -> Json:
        """Make something; what this session has made a moment ago is known to every service."""
        return done(insist(self.client, "POST", path, {"synthetic": True, **body}))

    def make_unit(self) -> str:
        code = f"T-{secrets.token_hex(4)}"
        return str(self.make("/units", code=code, name=f"虚构{code}", kind="government")["id"])

    def make_batch(self, quota: int, number: int = 1) -> str:
        body = {"number": number, "quota": quota, "opens_on": "2026-01-01", "closes_on": "2035-12-31"}
        return str(self.make("/incentive/batches", programme_id=self.programme, title="演示批次", **body)["id"])

    def cadres(self, count: int) -> list[str]:
        """New cadres of the unit."""
        body = {"name": "单虚构", "sex": "1", "birth": "1981-03", "ethnicity": "01", "began_work_on": "2003-07"}
        rows = [
            {**body, "unit_id": self.unit, "identity_number": number, "synthetic": True}
            for number in identity_numbers(count)
        ]
        made = load(self.client, "cadres", rows)
        assert all("id" in row for row in made), made[:2]
        return [row["id"] for row in made]

    def nominate(self, cadres: Iterable[str]) -> list[str]:
        """Nominate them all and submit; cadres that incentive has not heard of yet are sent again."""
        waiting, made = list(cadres), {}
        common = {"batch_id": self.batch, "unit_id": self.unit, "field": FIELD, "merits": "主要事迹"}
        ends = time.monotonic() + 60
        while waiting:
            rows = [{**common, "cadre_id": cadre, "submit": True, "synthetic": True} for cadre in waiting]
            for cadre, row in zip(waiting, load(self.client, "nominations", rows), strict=True):
                if "id" in row:
                    made[cadre] = row["id"]
                else:
                    assert "unknown" in row["errors"][0]["code"], row
            waiting = [cadre for cadre in waiting if cadre not in made]
            assert not waiting or time.monotonic() < ends, f"{len(waiting)} are not known to incentive"
        return [made[cadre] for cadre in cadres]

    def nominations(self, **where: Any) -> list[Json]:
        return items(self.client, "/incentive/nominations", batch_id=self.batch, **where)

    def states(self) -> Counter[str]:
        return Counter(row["state"] for row in self.nominations())

    def turn(self) -> Counter[str]:
        """Take the next step with all nominations that wait for somebody; the states before it."""
        found: dict[str, list[Json]] = {}
        for row in self.nominations():
            found.setdefault(row["state"], []).append(row)
        self.answer(found.get("vetting", []))
        if found.get("vetted"):
            self.vote()
        if found.get("elected"):
            body = {"begins": BEGINS, "working_days": 5, "basis": "补录（演示）"}
            done(insist(self.client, "POST", f"/incentive/batches/{self.batch}/publicity", body))
        if found.get("publicised"):
            done(insist(self.client, "POST", f"/incentive/batches/{self.batch}/naming", {}))
        for row in found.get("released", []):
            # Restricted again in the meantime is an answer too.
            insist(self.client, "POST", f"/incentive/nominations/{row['id']}/resumption", {})
        return Counter({state: len(rows) for state, rows in found.items()})

    def answer(self, waiting: Sequence[Json]) -> None:
        """Every agency answers what it is asked; what it was not yet asked, or has answered, is refused row by row.

        Those of other stories on the same platform are asked too, so that they answer as well.
        """
        asked = [one["id"] for one in items(self.client, "/supervision/agencies") if "award" in one["vets"]]
        for number, agency in enumerate(asked):
            open_ = [row["request_id"] for row in waiting if (row["request_id"], agency) not in self._answered]
            rows = [{"request_id": id, "agency_id": agency, "opinion": "clear"} for id in open_]
            taken = load(speaker(self.client, number), "vetting-opinions", rows)
            self._answered |= {(id, agency) for id, one in zip(open_, taken, strict=True) if "id" in one}

    def vote(self, held_on: str = "2026-02-27") -> Json | None:
        """A ballot on whatever is vetted; None where that has changed in the meantime."""
        body = {"batch_id": self.batch, "held_on": held_on, "members": MEMBERS}
        convened = insist(self.client, "POST", "/incentive/ballots", body)
        if convened.status_code == 409:
            return None
        ballot = done(convened)
        path = f"/incentive/ballots/{ballot['id']}"
        done(insist(self.client, "POST", f"{path}/attendance", {"present": MEMBERS}))
        who = {row["id"]: row["cadre_id"] for row in self.nominations()}
        sheets = [
            {
                "nomination_id": id,
                "votes": [
                    {"member_id": member, "vote": "reject" if who[id] in self.rejected else "approve"}
                    for member in MEMBERS
                ],
            }
            for id in ballot["nominations"]
        ]
        done(insist(self.client, "POST", f"{path}/votes", {"nominations": sheets}))
        return done(insist(self.client, "POST", f"{path}/closing", {}))
