"""The rows about services: a folder per service, a module per subject, each with its ROWS (and IMPORTS)."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from gateway.route import Route
from servicekit.operations import Operation
from services import NAMES

FOLDERS = tuple(f"gateway.routes.{name}" for name in NAMES)
"""One for each service."""


def modules_of(source: str) -> Iterator[ModuleType]:
    """A module, and those below it where it is a folder."""
    module = importlib.import_module(source)
    yield module
    for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
        yield importlib.import_module(f"{source}.{found.name}")


@cache
def _rows() -> dict[str, Route]:
    declared = (row for folder in FOLDERS for module in modules_of(folder) for row in getattr(module, "ROWS", ()))
    return {row.target: row for row in declared if row.target}


def row_of(operation: Operation) -> Route:
    """The row by which a service's operation is reached. Raises KeyError where there is none."""
    return row_named(operation.name)


def row_named(operation: str) -> Route:
    """The row by which the operation of this name is reached. Raises KeyError where there is none."""
    return _rows()[operation]
