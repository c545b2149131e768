"""`make new-service` in a copy of the project: what it makes is registered everywhere and passes every check."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from local import kubectl

pytestmark = pytest.mark.timeout(300)
ROOT = Path(__file__).parents[2]
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".local", ".hypothesis", ".pytest_cache")
TESTS = (
    "tests/unit/test_register.py",
    "tests/unit/test_lifecycles.py",
    "tests/unit/library",
    "tests/deploy/test_matches.py",
    "tests/deploy/test_policies.py",
    "tests/deploy/test_monitoring.py::test_the_same_processes_are_read_everywhere_on_the_inner_port",
    "tests/service/library",
    "tests/contract/test_operations.py",
    "tests/contract/test_put_right.py",
    "tests/contract/test_event_catalogue.py",
    "tests/contract/test_every_route_as_every_role.py::test_the_agreed_table_is_the_present_one",
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with one service more."""
    made = tmp_path_factory.mktemp("new-service") / "platform"
    shutil.copytree(ROOT, made, ignore=NOT_COPIED)
    done = run(made, "-m", "tools.new_service", "library", "图书资料")
    assert done.returncode == 0, done.stderr
    return made


def run(where: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(where), "PYTHONDONTWRITEBYTECODE": "1", **more}
    return subprocess.run(
        [sys.executable, *words], cwd=where, env=environment, capture_output=True, text=True, timeout=280, check=False
    )


@pytest.mark.parametrize(
    "check",
    [
        ("-m", "ruff", "check", "services/library", "gateway/routes/library", "services/__init__.py", "tests"),
        ("-m", "ruff", "format", "--check", "services/library", "gateway/routes/library", "tests/service/library"),
        ("-c", "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"),
    ],
    ids=["ruff", "format", "import-linter"],
)
def test_it_passes_the_static_checks(copy: Path, check: tuple[str, ...]) -> None:
    done = run(copy, *check)
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_own_tests_and_those_that_hold_every_service_pass(copy: Path) -> None:
    given = {"DATABASE_PREFIX": "new_", "KUBECTL": str(kubectl.find())}
    done = run(copy, "-m", "pytest", *TESTS, "-p", "no:cacheprovider", **given)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "library" in (copy / "docs" / "events" / "README.md").read_text(encoding="utf-8")


def test_a_service_that_is_in_no_compose_file_is_named(copy: Path) -> None:
    compose = copy / "docker-compose.yml"
    kept = compose.read_text(encoding="utf-8")
    compose.write_text(kept.replace("\n  library:", "\n  librarian:"), encoding="utf-8")
    done = run(copy, "-m", "pytest", "tests/unit/test_register.py", "-p", "no:cacheprovider")
    compose.write_text(kept, encoding="utf-8")
    assert done.returncode == 1
    assert "docker-compose.yml" in done.stdout


@pytest.mark.parametrize("name", ["registry", "Library", "a", "class", "../x"])
def test_a_name_that_is_taken_or_none_is_refused_and_nothing_is_written(copy: Path, name: str) -> None:
    before = (copy / "services" / "__init__.py").read_text(encoding="utf-8")
    done = run(copy, "-m", "tools.new_service", name)
    assert (done.returncode, "Error: " in done.stderr) == (2, True)
    assert (copy / "services" / "__init__.py").read_text(encoding="utf-8") == before
