"""What bounds exports (导出): rules of the registry, whose people nearly all lists are about."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.registry_rules import RegistryRules


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers that hold today, each called as its rule is."""

    rows_alone: int
    """Rows of a list past which another has to consent (审批); as many are handed out directly, at most."""
    rows_without_reason: int
    """Rows of a list that are handed out at its own address, which is told no reason (事由), at most."""
    forms_alone: int
    """Appointment forms past which another has to consent."""
    most_rows: int
    days: int
    """Until a file is removed."""


class ExportRules(RegistryRules[Bounds]):
    """The numbers of today."""

    def __init__(self) -> None:
        super().__init__("export_", lambda rules: Bounds(**{name: int(value) for name, value in rules.items()}))
