"""Signed calls without a broker: everybody's keys in a folder, and a call as it is sent and as it arrives."""

from __future__ import annotations

import base64
import json
import os
import secrets
import time
from pathlib import Path
from typing import Any

from deploy import call_keys
from servicekit.principal import Principal, Reach, Scope
from servicekit.vouching import TOKEN, Signer, Verifier

WHOM = Principal("acc-1", ("registry_officer",), "registry.units.register", Scope(Reach.ALL))
CALLERS = {
    "importer": {"own": ["registry.stands_on"], "granted": ["registry.import_units", "registry.recognise"]},
    "projector": {"own": ["registry.history"]},
    "training": {"own": ["registry.history"]},
}
TARGET = "registry.import_units"
BODY = b'{"args": [], "kwargs": {"code": "A"}}'


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


class Keys:
    """Everybody's keys, in files as a process finds them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.own = {who: key() for who in ("gateway", "importer", "projector", "training", "registry")}
        self.write()

    def write(self) -> None:
        for who, text in self.own.items():
            (self.folder / who).write_text(text)
        (self.folder / "ring").write_text(json.dumps(call_keys.ring(self.own)))

    def signer(self, who: str) -> Signer:
        made = Signer.from_environment({"CALL_KEY_FILE": str(self.folder / who)})
        assert made is not None
        return made

    def verifier(self) -> Verifier:
        made = Verifier.from_environment(CALLERS, {"CALL_KEYS_FILE": str(self.folder / "ring")})
        assert made is not None
        return made


class Asked:
    """A call, as it is sent and as it arrives."""

    def __init__(self, whom: Principal = WHOM, target: str = TARGET, **headers: Any) -> None:
        self.whom = whom
        self.target = target
        self.request, self.reply_to, self.body = secrets.token_hex(8), "answers", BODY
        self.headers: dict[str, Any] = {
            "cadre.principal": json.dumps(whom.to_wire()),
            "cadre.deadline": f"{time.time() + 30:.3f}",
            "cadre.key": "import:job:1",
            "cadre.if_match": 3,
            "cadre.after": "[]",
            "cadre.request_id": "req-1",
            **headers,
        }

    def signed(self, signer: Signer) -> Asked:
        self.headers[TOKEN] = signer.token(self.target, self.request, self.reply_to, self.headers, self.body)
        return self

    def judged(self, verifier: Verifier) -> str:
        return verifier.verify(self.target, self.request, self.reply_to, self.headers, self.body, self.whom)
