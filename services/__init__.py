"""The platform's services (服务), listed once: rows, projection, catalogue, processes and tests follow from here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from servicekit.events import Catalogue


@dataclass(frozen=True)
class Listed:
    """One service. Its name is also its package's, its exchange's, and what its rules and operations begin with."""

    name: str
    zh: str
    area: str = ""
    """The word in paths and tags of the API, where it is another than the name."""

    @property
    def package(self) -> str:
        """Where it stands."""
        return f"services.{self.name}"

    @property
    def folder(self) -> Path:
        """The folder of its package, where its rules and dictionaries lie."""
        return Path(str(importlib.import_module(self.package).__file__)).parent

    def modules(self, folder: str) -> Iterator[ModuleType]:
        """The modules of one of its folders (`errors`, `model`, `operations` …), imported, in the order of names."""
        package = importlib.import_module(f"{self.package}.{folder}")
        for found in pkgutil.iter_modules(package.__path__):
            yield importlib.import_module(f"{package.__name__}.{found.name}")

    @property
    def events(self) -> Catalogue:
        """What it tells. Raises ImportError where its catalogue is broken."""
        told: Catalogue = importlib.import_module(f"{self.package}.events").EVENTS
        list(self.modules("events"))  # Each module declares its own there.
        return told

    @property
    def tag(self) -> str:
        """Under which the API's description shows what it offers."""
        return self.area or self.name


SERVICES = (
    Listed("registry", "干部与机构名册"),
    Listed("training", "教育培训"),
    Listed("supervision", "干部监督"),
    Listed("incentive", "激励担当"),
    Listed("appraisal", "考察与分析研判"),
    Listed("talentpool", "年轻干部选育", area="talent"),
)
NAMES = tuple(one.name for one in SERVICES)
