"""What no import contract can see of the tree: the models' language, and where a module's tests are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support.every import of_every

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "services"
MODELS = sorted(
    path for path in SERVICES.rglob("*.py") if {"model", "vocabulary"} & {*path.relative_to(SERVICES).parts}
)
OPERATOR = re.compile(r"\$\$?[a-z]\w*", re.IGNORECASE)
"""`$gte`, and `$field` or `$$variable` of an expression."""


@of_every("path", MODELS, ids=lambda path: str(path.relative_to(SERVICES)))
def test_a_model_holds_none_of_the_databases_operators(path: Path) -> None:
    texts = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
    found = [(node.lineno, node.value) for node in texts if isinstance(node.value, str) and OPERATOR.match(node.value)]
    assert not found, f"{path}: what a condition means in the database is the store's to say"


@pytest.mark.parametrize("path", sorted((ROOT / "tests/unit/servicekit").glob("test_*.py")), ids=lambda path: path.name)
def test_a_file_of_servicekits_tests_is_named_after_the_module_that_it_tests(path: Path) -> None:
    module = path.stem.removeprefix("test_")
    assert (ROOT / "servicekit" / f"{module}.py").exists()
    assert re.search(
        rf"^from servicekit\.{module} import|^from servicekit import .*\b{module}\b", path.read_text(), re.M
    )


TELLS_DAYS = {
    "servicekit/clock.py": "the one way from an instant to the city's day",
}
SOURCES = [path for package in ("servicekit", "services", "gateway") for path in sorted((ROOT / package).rglob("*.py"))]


def test_there_is_one_way_from_an_instant_to_the_citys_day() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        if str(path.relative_to(ROOT)) not in TELLS_DAYS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and not node.args
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("date", "today")
    ]
    assert not found, f"{found}: `clock.day_of` tells the day in Asia/Shanghai; `.date()` of an instant is the UTC day"
