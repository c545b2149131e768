"""The lifecycles (状态图) in docs/lifecycles: `python -m tools.lifecycles` writes a page each from the tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from servicekit.lifecycle import Lifecycle, page
from services import SERVICES
from tools.pages import write

FOLDER = Path(__file__).parent.parent / "docs" / "lifecycles"


def tables() -> Iterator[tuple[str, str, Lifecycle[Any, Any]]]:
    """Every table with its service's name and the module that declares it."""
    for service in SERVICES:
        for module in service.modules("vocabulary"):
            for value in vars(module).values():
                if isinstance(value, Lifecycle) and value.steps.__module__ == module.__name__:
                    yield service.name, module.__name__, value


def files() -> dict[Path, str]:
    """Every page, relative to docs/lifecycles, with its contents."""
    found = {}
    index = [
        "# Lifecycles 状态图",
        "",
        "Made from the tables in `services/*/vocabulary` by `python -m tools.lifecycles`.",
        "",
    ]
    index += ["| service | of what | 对象 | states |", "| --- | --- | --- | --- |"]
    for service, module, life in tables():
        name = Path(service) / f"{life.en.lower().replace(' ', '-')}.md"
        found[name] = page(life, module)
        index.append(f"| {service} | [{life.en}]({name}) | {life.zh} | {len(life.states)} |")
    return {Path("README.md"): "\n".join(index) + "\n", **found}


def main() -> int:
    """Write the pages that have changed, and remove those whose table is gone."""
    wanted = files()
    for path in FOLDER.rglob("*.md"):
        if path.relative_to(FOLDER) not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
