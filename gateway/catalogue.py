"""The event catalogue (事件目录) in docs/events: `python -m gateway.catalogue` writes it from the declarations.

A page per service for people, a JSON Schema per event for machines. A schema that is there already may only grow: a
field that is gone, has another type, or is newly required needs a new major version of the event, and is refused.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from gateway import asyncapi
from servicekit import topology
from servicekit.events import Catalogue, Event

FOLDER = Path(__file__).parent.parent / "docs" / "events"


class NotCompatible(Exception):
    """An event's schema lost or changed something that subscribers may rely on."""


def files(found: list[Catalogue]) -> Iterator[tuple[Path, bytes]]:
    """Every file of the catalogue, relative to docs/events, with its contents."""
    described = asyncapi.document(found)
    schemas = described["components"]["schemas"]
    for catalogue in found:
        yield Path(f"{catalogue.service}.md"), _page(catalogue).encode()
        for event in catalogue.events.values():
            payload = described["components"]["messages"][f"{catalogue.service}.{event.name}"]["payload"]
            yield Path("schemas") / f"{catalogue.service}.{event.name}.json", _schema(event, payload, schemas)
    yield Path("README.md"), _index(found).encode()


def _schema(event: Event, payload: dict[str, Any], schemas: dict[str, Any]) -> bytes:
    body = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": event.type, "title": event.zh}
    return orjson.dumps(body | _inlined(payload, schemas), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def _inlined(node: Any, schemas: dict[str, Any]) -> Any:
    """The schema with its references written out, so that each file stands alone."""
    if isinstance(node, dict):
        if "$ref" in node:
            return _inlined(schemas[node["$ref"].rpartition("/")[2]], schemas)
        return {key: _inlined(value, schemas) for key, value in node.items()}
    if isinstance(node, list):
        return [_inlined(value, schemas) for value in node]
    return node


def _page(catalogue: Catalogue) -> str:
    lines = [
        f"# Events of `{catalogue.service}`",
        "",
        f"Topic exchange `{topology.events_exchange(catalogue.service)}`; the routing key is the name.",
        "",
        "| name | meaning | 含义 |",
        "| --- | --- | --- |",
        *(f"| [`{e.name}`](#{_anchor(e.name)}) | {e.meaning} | {e.zh} |" for e in catalogue.events.values()),
        "",
    ]
    for event in catalogue.events.values():
        lines += [f"## {event.name}", "", f"{event.zh}。{event.meaning}", "", f"CloudEvents type: `{event.type}`. "]
        file = f"schemas/{catalogue.service}.{event.name}.json"
        lines += [f"Schema: [{file}]({file})."]
        example = orjson.dumps(event.example, option=orjson.OPT_INDENT_2).decode()
        lines += ["", "```json", example, "```", ""]
    return "\n".join(lines)


def _anchor(name: str) -> str:
    return name.replace(".", "")


def _index(found: list[Catalogue]) -> str:
    rows = [
        f"| [{one.service}]({one.service}.md) | `{topology.events_exchange(one.service)}` | {len(one.events)} |"
        for one in found
    ]
    return "\n".join(
        [
            "# Event catalogue 事件目录",
            "",
            "Made from the declarations in `services/*/events` by `python -m gateway.catalogue`; a test compares them.",
            "How to subscribe: [../how-to/subscribe.md](../how-to/subscribe.md).",
            "",
            "| service | exchange | events |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def check_growth(name: str, before: Any, after: Any, where: str = "") -> None:
    """Raises NotCompatible when `after` lost something that `before` promised to subscribers."""
    if before.get("type") != after.get("type"):
        raise NotCompatible(f"{name}{where}: the type was {before.get('type')} and is {after.get('type')}")
    gone = set(before.get("properties", {})) - set(after.get("properties", {}))
    if gone:
        raise NotCompatible(f"{name}{where}: {', '.join(sorted(gone))} is gone; declare a new major version")
    optional = set(before.get("required", [])) - set(after.get("required", []))
    if optional:
        raise NotCompatible(f"{name}{where}: {', '.join(sorted(optional))} was always there and no longer is")
    for key, inner in before.get("properties", {}).items():
        check_growth(name, inner, after["properties"][key], f"{where}/{key}")
    if "items" in before:
        check_growth(name, before["items"], after.get("items", {}), f"{where}[]")


def write(folder: Path = FOLDER) -> list[Path]:
    """Write what has changed; answers the files. Raises NotCompatible before anything is written."""
    wanted = dict(files(asyncapi.catalogues()))
    for path, contents in wanted.items():
        present = folder / path
        if path.suffix == ".json" and present.exists():
            check_growth(path.stem, orjson.loads(present.read_bytes()), orjson.loads(contents))
    lost = [path for path in folder.glob("schemas/*.json") if path.relative_to(folder) not in wanted]
    if lost:
        raise NotCompatible(f"{lost[0].stem} is no longer declared; subscribers may still bind to it")
    changed = [path for path, contents in wanted.items() if not _same(folder / path, contents)]
    for path in changed:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(wanted[path])
    return changed


def _same(path: Path, contents: bytes) -> bool:
    return path.exists() and path.read_bytes() == contents


def main() -> int:
    """Write the catalogue. Answers 1 when a schema is not compatible with the one that is there."""
    try:
        changed = write()
    except NotCompatible as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    sys.stdout.write("".join(f"docs/events/{path}\n" for path in changed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
