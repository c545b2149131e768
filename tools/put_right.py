"""How every entry is put right (更正), in docs/how-to/put-right.md: `python -m tools.put_right` writes the page.

Entries and ways come from the services' commands, their paths and rights from the gateway's rows, and what follows from
the docstring of the method that does it.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import ModuleType

from gateway.matrix import roles_on
from gateway.rights import ROLES
from gateway.route import BASE, ImportKind, Route, Scope
from gateway.table import collect, import_kinds
from servicekit import offered
from servicekit.operations import EVERY, Command, NoWayYet, PutRight, Stands
from servicekit.principal import Reach
from servicekit.process import declared, service_of
from servicekit.service import Service
from services import SERVICES, Listed
from tools.pages import write

PAGE = Path(__file__).parent.parent / "docs" / "how-to" / "put-right.md"
GATEWAY = "gateway"
HEAD = """\
# Put an entry right 更正一览

Made from the commands of every service by `python -m tools.put_right`; a test compares them. What is corrected,
annulled or withdrawn stays to be seen, with who did it, when and on which basis, and what was derived from it follows.
更正、作废、撤回的内容仍可查看，并记载由谁、何时、依据什么办理；由此得出的内容随之更正。

A whole import is [undone in one step](undo-import.md). 整批导入可以[一次撤销](undo-import.md)。
"""
COLUMNS = "| entered 录入 | put right by 更正方式 | by whom 由谁 | what follows 随之 |\n| --- | --- | --- | --- |"
AGAIN = "再次办理 the same, given once more"
FAR = {Reach.ALL: "", Reach.UNIT: "（本单位及下级 own unit and below）", Reach.SELF: "（本人 self）"}
OPEN = {Scope.SIGNED_IN: "任何已登录人员 anybody signed in", Scope.PUBLIC: "任何人 anybody"}
RAISES = re.compile(r"\s*Raises\b[^.]*(?:\.\w[^.]*)*\.")


@dataclass(frozen=True)
class Entry:
    """A command that a person gives, or a row that the gateway answers itself."""

    name: str
    """`service.method`."""
    subject: str
    put_right: PutRight
    follows: str
    rows: tuple[Route, ...] = ()
    kinds: tuple[ImportKind, ...] = ()

    @property
    def words(self) -> str:
        """What it is called, in both languages, with its place in the API."""
        named: list[Route | ImportKind] = [*self.rows, *self.kinds]
        said = dict.fromkeys(f"{one.zh} {one.en}".strip() for one in named)
        places = [f"`{row.method} {BASE}{row.path}`" for row in self.rows]
        places += [f"`POST {BASE}/imports` `kind={kind.kind}`" for kind in self.kinds]
        return "<br>".join([*said, *places])

    @property
    def who(self) -> str:
        """Its right, and the roles that hold it with their reach."""
        return "<br>".join(
            dict.fromkeys(OPEN.get(one.scope) or f"`{one.right}`: {_roles(one)}" for one in (*self.rows, *self.kinds))
        )

    def ways(self, known: dict[str, Entry]) -> list[Entry]:
        """The commands that put it right. Raises KeyError for one that there is not, or that nobody can reach."""
        names = self.put_right if isinstance(self.put_right, tuple) else ()
        service = self.name.partition(".")[0]
        return [known[name if "." in name else f"{service}.{name}"] for name in names]


def entries() -> dict[str, Entry]:
    """Every command that a person can give, by name, in the order of services and subjects."""
    routes = collect()
    found = [_entry(one, subject, method, routes) for listed in SERVICES for one, subject, method in _commands(listed)]
    found += _of_the_gateway(routes)
    return {entry.name: entry for entry in found if entry.rows or entry.kinds}


def _commands(listed: Listed) -> Iterator[tuple[Command, str, object]]:
    methods = {one.name: method for one, method in declared(service_of(listed.package), "operation")}
    for module in listed.modules("operations"):
        for one in vars(module).values():
            if isinstance(one, Command):
                yield one, _subject(module), methods[one.name]


def _subject(module: ModuleType) -> str:
    head = inspect.getdoc(module) or ""
    return head.partition("\n\n")[0].replace("\n", " ").removeprefix("Offered: ").rstrip(".")


def _entry(command: Command, subject: str, method: object, routes: list[Route]) -> Entry:
    rows = tuple(row for row in routes if row.target == command.name)
    kinds = tuple(kind for kind in import_kinds().values() if kind.operation.name == command.name)
    return Entry(command.name, subject, command.put_right, _follows(method), rows, kinds)


def _follows(method: object) -> str:
    return RAISES.sub("", " ".join((inspect.getdoc(method) or "").split()))


def _of_the_gateway(routes: list[Route]) -> list[Entry]:
    """Accounts, and what concerns every service alike: rules, dictionaries, deadlines."""
    every = {one.method: one for one in vars(offered).values() if isinstance(one, Command) and one.service == EVERY}
    made = []
    for row in routes:
        if row.handler is None or row.method == "GET":
            continue
        method = row.handler.__name__
        shared = every.get(method)
        put_right = shared.put_right if shared else row.put_right
        follows = _follows(getattr(Service, method) if shared else row.handler)
        made.append(Entry(f"{GATEWAY}.{method}", row.tag, put_right, follows, (row,)))
    return sorted(made, key=lambda one: one.subject)


def _roles(one: Route | ImportKind) -> str:
    return ", ".join(f"{ROLES[name].zh} `{name}`{FAR[far]}" for name, far in roles_on(one).items())


def page() -> str:
    """The whole page."""
    known = entries()
    lines = [HEAD]
    for service, of_service in groupby(known.values(), key=lambda one: one.name.partition(".")[0]):
        zh = next((listed.zh for listed in SERVICES if listed.name == service), "账号、规则、字典、时限、导入")
        lines.append(f"## {service} {zh}\n")
        for subject, of_subject in groupby(of_service, key=lambda one: one.subject):
            lines.append(f"### {subject[:1].upper()}{subject[1:]}\n\n{COLUMNS}")
            for _, alike in groupby(of_subject, key=lambda one: one.put_right):
                lines += _lines(list(alike), known)
            lines.append("")
    waiting = [
        f"| {one.words} | {one.put_right.zh}<br>{one.put_right.en} |"
        for one in known.values()
        if isinstance(one.put_right, NoWayYet)
    ]
    if waiting:
        lines += ["## Not yet 尚不能更正\n\n| entered 录入 | why 原因 |\n| --- | --- |", *waiting]
    return "\n".join(lines).rstrip("\n") + "\n"


def _lines(alike: list[Entry], known: dict[str, Entry]) -> list[str]:
    """Lines of the table for entries that are put right alike: one for each way."""
    entered = "<br>".join(one.words for one in alike)
    said = alike[0].put_right
    if isinstance(said, Stands):
        words = f"{said.zh}<br>{said.en}"
        return [f"| {entered} | {'尚无 not yet' if isinstance(said, NoWayYet) else '无须更正 nothing'} | — | {words} |"]
    ways = alike[0].ways(known)
    first = [entered, *[""] * (len(ways) - 1)]
    named = [AGAIN if alike == [way] else way.words for way in ways]
    return [f"| {c} | {n} | {w.who} | {w.follows} |" for c, n, w in zip(first, named, ways, strict=True)]


def main() -> int:
    """Write the page where it has changed."""
    write(PAGE, page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
