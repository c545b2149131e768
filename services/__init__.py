"""The platform's services (服务), listed once: rows, projection, catalogue, processes and tests follow from here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Listed:
    """One service. Its name is also its package's, its exchange's, and what its rules and operations begin with."""

    name: str
    zh: str

    @property
    def package(self) -> str:
        """Where it stands."""
        return f"services.{self.name}"


SERVICES = (
    Listed("registry", "干部与机构名册"),
    Listed("training", "教育培训"),
    Listed("supervision", "干部监督"),
    Listed("incentive", "激励担当"),
    Listed("appraisal", "考察与分析研判"),
    Listed("talentpool", "年轻干部选育"),
)
NAMES = tuple(one.name for one in SERVICES)
