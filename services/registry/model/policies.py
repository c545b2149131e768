"""The register of policies (制度库): documents, and how they are found by their words, Chinese or not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from servicekit.errors import field_error
from services.registry.errors.policies import Classified


class PolicyKind(StrEnum):
    """What a document is. Every kind but `policy` is counted apart in the work briefing."""

    POLICY = "policy"
    MEASURE = "measure"
    QUALITY_MEASURE = "quality_measure"
    POWER_HANDED_DOWN = "power_handed_down"
    SIMPLIFIED_PROCEDURE = "simplified_procedure"


class PolicyState(StrEnum):
    IN_FORCE = "in_force"
    REPEALED = "repealed"


CLASSIFICATIONS = {"public": "公开", "internal": "内部"}
REFUSED = ("秘密", "机密", "绝密", "secret", "confidential", "top_secret", "classified", "国家秘密")
# A marking as it stands on a classified document: the degree, often with ★ and a period.
_MARKING = re.compile(r"(?:绝密|机密|秘密)\s*★")
MOST_GRAMS = 6000


@dataclass
class Policy:
    """A document of the register. `grams` are its words for the search."""

    id: str
    title: str
    kind: PolicyKind
    classification: str
    number: str | None = None
    issuer: str = ""
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    text: str = ""
    keywords: list[str] = field(default_factory=list)
    part_of: str | None = None
    state: PolicyState = PolicyState.IN_FORCE
    grams: list[str] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    def index_words(self) -> None:
        """Keep the words of the search in step with the text."""
        self.grams = grams(" ".join([self.title, self.number or "", self.issuer, *self.keywords]), self.text)


def must_be_open(classification: str, title: str, text: str) -> str:
    """The classification, where it is one the platform takes. Raises Classified for 秘密 and above."""
    pointer = "/classification"
    if classification not in CLASSIFICATIONS:
        zh = f"密级“{classification}”不得录入" if classification in REFUSED else "密级只能为公开或内部"
        raise Classified(
            zh,
            "Only public and internal documents are taken",
            errors=[field_error(pointer, "classified", zh, "Not taken")],
        )
    if _MARKING.search(title) or _MARKING.search(text[:2000]):
        zh = "文中带有密级标志，不得录入"
        raise Classified(
            zh, "The text bears a classification marking", errors=[field_error("/text", "classified", zh, "Not taken")]
        )
    return classification


_RUN = re.compile(r"[㐀-䶿一-鿿]+|[a-z0-9]+")


def _pieces(text: str) -> list[str]:
    return _RUN.findall(text.lower())


def _is_han(run: str) -> bool:
    return run[0] >= "㐀"


def grams(head: str, body: str) -> list[str]:
    """The words of a text: pairs of neighbouring characters for Chinese, whole words for other scripts.

    Single characters are kept for the head only, so that the index stays small.
    """
    found: dict[str, None] = {}
    for text, singles in ((head, True), (body, False)):
        for run in _pieces(text):
            if _is_han(run):
                if singles:
                    found.update(dict.fromkeys(run))
                found.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
            else:
                found[run] = None
    return list(found)[:MOST_GRAMS]


def query_grams(query: str) -> list[str]:
    """What a document must hold to match a query: the pairs of its Chinese runs, and its other words."""
    wanted: dict[str, None] = {}
    for run in _pieces(query):
        if _is_han(run) and len(run) > 1:
            wanted.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
        else:
            wanted[run] = None
    return list(wanted)
