"""The work briefing (工作简报) as a table: the gateway's figures beside the words of the article that ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from gateway.article import ARTICLE

SHARE = "比例"
"""The unit of a figure that is a share."""


def show(briefing: Mapping[str, Any], console: Console) -> None:
    """Print every figure of the briefing's answer."""
    table = Table(title="工作简报（演示数据，均由记录统计得出）", title_style="bold", show_lines=False)
    table.add_column("编号 id", no_wrap=True)
    table.add_column("数值", justify="right", no_wrap=True)
    table.add_column("单位", no_wrap=True)
    table.add_column("指标")
    table.add_column("文章表述")
    for figure in briefing["figures"]:
        table.add_row(
            figure["id"],
            value_text(figure["value"], figure["unit"]),
            "" if figure["unit"] == SHARE else figure["unit"],
            figure["title"],
            ARTICLE.get(figure["id"], ""),
        )
    console.print(table)


def value_text(value: Any, unit: str) -> str:
    """A number as people read it, a share in percent; a figure nothing was counted for is a dash."""
    if value is None:
        return "—"
    if unit == SHARE:
        return f"{Decimal(str(value)) * 100:.2f}".rstrip("0").rstrip(".") + "%"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)
