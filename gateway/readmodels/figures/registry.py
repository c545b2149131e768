"""Figures of the registry: the policies register (制度库)."""

from __future__ import annotations

from gateway.readmodels.asked import Selection, everything, link
from gateway.readmodels.figures.base import Figure
from services.registry.operations.policies import LIST_POLICIES

_ITEMS = ("项", "items")


def _policies(name: str, zh: str, en: str, kind: str, unit: tuple[str, str]) -> Figure:
    matching = {"kind": kind, "state": "in_force"}
    selected = Selection("policies", matching, cut=everything)
    shown_by = link("/policies", matching)
    return Figure(f"registry.{name}", zh, en, unit, selected, shown_by=shown_by, listed=LIST_POLICIES)


FIGURES = [
    _policies("policies", "汇编干部政策", "Cadre policies in the register", "policy", ("份", "documents")),
    _policies("measures", "措施办法", "Measures in the register", "measure", _ITEMS),
    _policies(
        "quality_measures", "提质增效措施", "Measures for quality and efficiency", "quality_measure", ("条", "measures")
    ),
    _policies("powers_handed_down", "取消下放职权", "Powers cancelled or handed down", "power_handed_down", _ITEMS),
    _policies(
        "procedures_simplified", "简流程、减材料、压时限事项", "Procedures simplified", "simplified_procedure", _ITEMS
    ),
]  # fmt: skip
