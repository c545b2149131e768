"""What this release declares of each service: its collections with their indexes, and the events it listens to."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from servicekit.service import Service
from servicekit.specs import ReactionSpec
from servicekit.store import Collection


@cache
def service(name: str) -> type[Service]:
    """A service's class."""
    with warnings.catch_warnings():
        # What a service's process silences first (`servicekit.__main__`); nothing here runs in greenlets.
        warnings.simplefilter("ignore")
        from servicekit.process import service_of

        return service_of(f"services.{name}")


def reactions(name: str) -> list[ReactionSpec]:
    """What a service listens to."""
    from servicekit.process import declared

    return [spec for spec, _ in declared(service(name), "reaction_spec")]


def collections(name: str) -> Sequence[Collection[Any]]:
    """What a service keeps."""
    return service(name).collections


def folder(name: str) -> Path:
    """Where a service's rules are shipped."""
    return Path(__file__).parents[2] / "services" / name
