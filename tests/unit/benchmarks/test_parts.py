"""What is measured can at least be started: every module of the benchmarks is imported, the sample service too."""

from __future__ import annotations

import importlib
import pkgutil
import warnings

import pytest

import benchmarks

MODULES = [found.name for found in pkgutil.walk_packages(benchmarks.__path__, "benchmarks.")]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_each_module_is_made_of_what_is_there(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert importlib.import_module(name)
