"""Parts with journals, chains and what each keeps of the others', on a database and without processes or a broker."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from pymongo import MongoClient
from pymongo.collection import Collection

from servicekit import clock
from servicekit.chain import KEPT, LINKS, Chain, audit_of, keep
from servicekit.config import Settings
from servicekit.vouching import Signer, Verifier
from tests.support import keys
from tools.cadre import audit
from tools.cadre.installation import Installation

Document = dict[str, Any]
HERE = ("registry", "training", "gateway")
PROCESS = {"gateway": "importer"}


class Chained:
    """`entries("registry", 5)` writes to a journal, `linked()` lets chains grow and be told, `codes(part)` says what is
    found in one."""

    def __init__(self, mongo: MongoClient[Document], prefix: str) -> None:
        self.settings = Settings(database_prefix=prefix)
        self.installation = Installation(self.settings, mongo)
        self.mongo = mongo
        self.chains = {part: self.chain(part) for part in HERE}

    def signer(self, part: str) -> Signer:
        made = Signer.from_environment({"CALL_KEY_FILE": keys.told(PROCESS.get(part, part))["CALL_KEY_FILE"]})
        assert made is not None
        return made

    @property
    def verifier(self) -> Verifier:
        made = Verifier.from_environment({}, keys.told())
        assert made is not None
        return made

    def chain(self, part: str, signer: Signer | None = None) -> Chain:
        """As another process goes on with it."""
        return Chain(self.installation.database(part), part, signer or self.signer(part))

    def journal(self, part: str) -> Collection[Document]:
        return self.installation.database(part)["journal"]

    def links(self, part: str) -> Collection[Document]:
        return audit_of(self.installation.database(part))[LINKS]

    def kept(self, part: str) -> Collection[Document]:
        return audit_of(self.installation.database(part))[KEPT]

    def entries(self, part: str, count: int, ago: float = 0.0) -> list[str]:
        """So many entries are written, that many seconds ago; their keys."""
        at = clock.now() - timedelta(seconds=ago)
        made = [
            {
                "_id": f"c:usr:{secrets.token_hex(6)}",
                "action": f"{part}.do",
                "principal": {"account": "usr-1", "roles": ["x"], "right": ""},
                "at": at,
                "receipt": secrets.token_bytes(20),
                "events": [{"type": "done.v1", "subject": "s-1", "data": {"number": number}}],
                "pending": True,
            }
            for number in range(count)
        ]
        self.journal(part).insert_many(made)
        return [one["_id"] for one in made]

    def grow(self, part: str) -> None:
        """Until nothing waits for a link."""
        while self.chains[part].grow():
            continue

    def linked(self, *parts: str) -> None:
        """Everything has its link, and the others know of it."""
        for part in parts or HERE:
            self.grow(part)
            self.tell(part)

    def tell(self, part: str) -> None:
        newest = self.chains[part].newest
        assert newest is not None
        for other in HERE:
            if other != part:
                assert keep(audit_of(self.installation.database(other)), newest, self.verifier)

    def seen(self, part: str, verifier: Verifier | None = None) -> audit.Seen:
        return audit.verify(self.installation, part, verifier or self.verifier)

    def codes(self, part: str) -> set[str]:
        """The codes of what is found, without notes."""
        return {found.code for found in self.seen(part).found if found.level != "note"}
