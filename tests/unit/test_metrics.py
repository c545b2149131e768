"""Metrics are few: their labels take values from closed lists, so that their number is bounded by their declaration."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from tests.support import metrics

ROOT = Path(__file__).parents[2]
MOST = 3_000
"""Series of all processes together."""
MOST_OF_ONE = 600
DECLARED = metrics.declared()
KINDS = {"Counter", "Gauge", "Histogram"}


def test_there_are_not_more_series_than_prometheus_should_keep_of_one_installation() -> None:
    counted = {name: metrics.series_of(one) for name, one in DECLARED.items()}
    assert max(counted.values()) <= MOST_OF_ONE, sorted(counted.items(), key=lambda one: -one[1])[:3]
    assert sum(counted.values()) <= MOST, counted


@pytest.mark.parametrize("name", DECLARED)
def test_a_label_takes_declared_values_only(name: str) -> None:
    assert all(metrics.values_of(DECLARED[name], label) for label in DECLARED[name]._labelnames)
    assert name.startswith("cadre_")


def test_every_metric_is_declared_where_it_is_counted() -> None:
    found = set()
    for package in ("servicekit", "services", "gateway"):
        for path in (ROOT / package).rglob("*.py"):
            imported: set[str] = set()
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom) and node.module == "prometheus_client":
                    imported |= {one.name for one in node.names}
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in imported & KINDS:
                    found.add(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."))
    assert found == set(metrics.MODULES)


def test_no_series_says_when_it_began() -> None:
    assert b"_created" not in generate_latest()
