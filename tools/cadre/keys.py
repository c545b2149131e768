"""`cadre keys`: what lies sealed under which key, and what in clear; it needs no key for that.

A key may leave its ring once nothing lies under it any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gateway.resealing import HERE
from servicekit import deadletters
from servicekit.crypto import PERSONAL, Unreadable, key_of
from servicekit.sealing import KEYS_OF_PERSONS, RECEIPTS, SEALING, Sealed, fields_in
from tools.cadre import declared
from tools.cadre.installation import GATEWAY, PARTS, Installation
from tools.cadre.words import say

IN_CLEAR = "in clear"
NAMELESS = "no name"


def sealed_in(part: str) -> Iterator[Sealed]:
    """Where a part keeps what is sealed."""
    if part == GATEWAY:
        yield from (what for what, _ in HERE)
    else:
        service = declared.service(part)
        sealed = [one for one in declared.collections(part) if one.sealed]
        fields = (fields_in(one, since=service.fields_sealed_since) for one in sealed)
        yield from (RECEIPTS, KEYS_OF_PERSONS, *deadletters.SEALED, *service.sealed, *fields)


def count(here: Installation, part: str, what: Sealed) -> Counter[str]:
    """How many values lie under each key."""
    found: Counter[str] = Counter()
    for document in here.database(part)[what.collection].find({}, dict.fromkeys(what.fields, 1)):
        found[IN_CLEAR] += any(name in document for name in what.in_clear)
        for sealed in what.found(document):
            try:
                found[key_of(sealed) or NAMELESS] += 1
            except Unreadable:
                found[IN_CLEAR] += 1
    return +found


def run(here: Installation) -> int:
    """Say it of every collection. 1 where something is in clear, or under another key than the rest beside it."""
    mixed = False
    for part in PARTS:
        states = {state["_id"]: state for state in here.database(part)[SEALING].find({})}
        for what in sealed_in(part):
            found = count(here, part, what)
            if not found:
                continue
            mixed |= len(found) > 1 or IN_CLEAR in found
            under = states.get(what.name)
            zh = "、".join(f"{_zh(name)} {number:,} 项" for name, number in sorted(found.items()))
            en = ", ".join(f"{number:,} {_en(name)}" for name, number in sorted(found.items()))
            way = ("", "") if under is None or under["done"] else ("，正在重新密封", "; being sealed anew")
            say(f"{part}.{what.collection}（{what.ring}）：{zh}{way[0]}", f"{part}.{what.collection}: {en}{way[1]}")
    if mixed:
        say("尚有内容不在现用密钥之下，请保留旧密钥。", "Not all of it lies under one key: keep the older ones.")
    else:
        say("全部内容都在一把密钥之下。", "All of each collection lies under one key.")
    return 1 if mixed else 0


def _zh(name: str) -> str:
    known = {IN_CLEAR: "明文", NAMELESS: "早期格式", PERSONAL: "本人专用密钥"}
    return known.get(name, f"密钥 {name}")


def _en(name: str) -> str:
    known = {IN_CLEAR: "in clear", NAMELESS: "from before keys had names", PERSONAL: "under keys of persons"}
    return known.get(name, f"under {name}")
