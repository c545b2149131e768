"""The register of policies (制度库)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from servicekit.errors import field_error
from servicekit.lifecycle import Named
from services.registry.errors.policies import Classified
from services.registry.vocabulary.policies import CLASSIFICATIONS, LEADS_TO, LIFE, PolicyState


class PolicyKind(Named):
    """What a document is. Every kind but `policy` is counted apart in the work briefing."""

    POLICY = "policy", "干部政策"
    MEASURE = "measure", "措施办法"
    QUALITY_MEASURE = "quality_measure", "提质增效措施"
    POWER_HANDED_DOWN = "power_handed_down", "取消下放职权"
    SIMPLIFIED_PROCEDURE = "simplified_procedure", "简流程、减材料、压时限"


REFUSED = ("秘密", "机密", "绝密", "secret", "confidential", "top_secret", "classified", "国家秘密")


@dataclass
class Policy:
    """A document of the register."""

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
    synthetic: bool = False
    version: int = 0


def put(policy: Policy, state: str) -> bool:
    """Repeal a document, or put it in force again. Says whether anything changed."""
    return LIFE.happen(policy, LEADS_TO[PolicyState(state)])


def must_be_open(classification: str) -> str:
    """The classification, where it is one the platform takes. Raises Classified for 秘密 and above.

    That no text bears the mark of one, the boundary sees to (servicekit.secrecy).
    """
    pointer = "/classification"
    if classification not in CLASSIFICATIONS:
        zh = "秘密及以上的文件不得录入" if classification in REFUSED else "密级只能为公开或内部"
        raise Classified(
            zh,
            "Only public and internal documents are taken",
            errors=[field_error(pointer, "classified", zh, "Not taken")],
        )
    return classification
