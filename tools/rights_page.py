"""The matrix of rights (权限矩阵) in docs/rights.md: `python -m tools.rights_page` writes the page.

Rows, rights and fields come from the gateway's rows and the services' schemas, how far each reaches from the roles.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path

from gateway.matrix import OPEN, fields_by_right, holders, roles_on
from gateway.openapi import TAGS, tag_of
from gateway.rights import REACHES, ROLES
from gateway.route import BASE, ImportKind, Route
from gateway.table import collect, import_kinds
from servicekit.principal import Reach
from tools.pages import write

PAGE = Path(__file__).parent.parent / "docs" / "rights.md"
MARKS: Mapping[Reach, str] = {Reach.ALL: "●", Reach.UNIT: "◐", Reach.SELF: "○"}
EN: Mapping[Reach, str] = {Reach.ALL: "everything", Reach.UNIT: "own unit and below", Reach.SELF: "the own person"}
OPEN_TO: Mapping[str, str] = {"anybody": "任何人 anybody", "signed in": "任何已登录人员 anybody signed in"}
PARTS = "registry.cadres.*.read"
"""Rights to a part of a file that calls of its own show."""
HEAD = f"""\
# Who may do what, call by call 权限矩阵

Made from the declarations of rows, roles and fields by `python -m tools.rights_page`; a test compares them, and another
walks every row as every role. What the roles are for: [who may do what](how-to/roles.md).
本页由接口、角色和字段的声明生成，并有测试核对。

{"; ".join(f"{mark} {REACHES[far]} {EN[far]}" for far, mark in MARKS.items())}. Empty: refused (403). 空白：无权限。
What several roles of one account reach is united; what lies outside is answered as what is not there (404).
一个账号有多个角色的，数据范围取并集；范围之外视同不存在。
"""
FIELDS_HEAD = """\
## Fields 字段

Parts of a file that want a right besides the one to read it. A field without its right is null; of oneself one is told
what one has a right to as the cadre. The identity number is masked everywhere, and shown in full for a reason alone.
档案中另需权限的内容；无权时为空。公民身份号码一律遮蔽，说明理由后方可查看全号。
"""


def page() -> str:
    """The whole page."""
    rows = collect()
    lines = [HEAD, FIELDS_HEAD, *_table(_parts(rows))]
    for tag, of_tag in groupby(sorted(rows, key=_place), key=tag_of):
        lines += [f"\n## {tag} {TAGS[tag]}\n", *_table((_named(row), _right(row), _held(row)) for row in of_tag)]
    lines += ["\n## Imports by kind 批量导入的种类\n"]
    lines += _table((_named(kind), f"`{kind.right}`", roles_on(kind)) for kind in import_kinds().values())
    return "\n".join(lines) + "\n"


_Line = tuple[str, str, Mapping[str, Reach]]
"""What it is, the right to it, and who has that."""


def _place(row: Route) -> tuple[int, str, str]:
    return list(TAGS).index(tag_of(row)), row.path, row.method


def _named(row: Route | ImportKind) -> str:
    place = f"{row.method} {BASE}{row.path}" if isinstance(row, Route) else f"kind={row.kind}"
    return f"{row.zh} {row.en}".strip() + f"<br>`{place}`"


def _right(row: Route) -> str:
    if row.scope in OPEN:
        return OPEN_TO[OPEN[row.scope]]
    return "<br>".join([f"`{row.right}`", *(f"＋`{right}`" for right in row.asks)])


def _held(row: Route) -> Mapping[str, Reach]:
    return {} if row.scope in OPEN else roles_on(row)


def _parts(rows: Iterable[Route]) -> Iterator[_Line]:
    """Fields that want a right, then calls that show a part of a file."""
    for right, named in fields_by_right(rows).items():
        said = "<br>".join(f"{zh.partition('；')[0]} `{name}`" for name, zh in named.items())
        yield said, f"`{right}`", holders(right)
    for row in rows:
        if fnmatchcase(row.right, PARTS):
            yield _named(row), f"`{row.right}`", roles_on(row)


def _table(lines: Iterable[_Line]) -> list[str]:
    """A table with a column for each role that may something of it."""
    lines = list(lines)
    roles = [role for role in ROLES if any(role in held for _, _, held in lines)]
    head = " | ".join(["接口 call", "权限 right", *(ROLES[role].zh for role in roles)])
    marked = (
        " | ".join([said, right, *(MARKS[held[role]] if role in held else "" for role in roles)])
        for said, right, held in lines
    )
    return [f"| {head} |", "| --- | --- |" + " --- |" * len(roles), *(f"| {line} |" for line in marked)]


def main() -> int:
    """Write the page where it has changed."""
    write(PAGE, page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
