"""What a dashboard's numbers should be, counted by hand: by reading the lists that it names."""

from __future__ import annotations

from datetime import date
from typing import Any

from gateway.readmodels.asked import Period
from gateway.readmodels.dashboards import BOARDS
from gateway.readmodels.figures import FIGURES
from gateway.readmodels.figures.base import Count
from servicekit.principal import Reach
from tests.support.polling import poll


def must_agree(client: Any, year: int, told: str) -> None:
    """What needs attention is told, and each number is soon as many as its list has, for who reaches everybody."""

    def agree() -> bool:
        shown = [one["id"] for board in BOARDS for one in _board(client, board.name, year).json()["attention"]]
        return told in shown and not differences(client, Reach.ALL, year)

    poll(agree, 30, because=lambda: differences(client, Reach.ALL, year))


def differences(client: Any, reach: Reach, year: int) -> dict[str, tuple[Any, int]]:
    """What a reader's dashboards of a year tell otherwise than the lists beside it have: told, and listed."""
    period, found = Period(date(year, 1, 1), date(year, 12, 31)), {}
    counted = {id for id, figure in FIGURES.items() if figure.shown_by and isinstance(figure.way, Count)}
    for board in BOARDS:
        answer = _board(client, board.name, year)
        if answer.status_code == 403:
            continue
        shown = answer.json()
        told = {one["id"]: one for one in shown["attention"]}
        # What is told of nothing is not shown, so that its list is to be empty.
        queries = {one.id: one.shown_by(period) for one in board.attention if reach is Reach.ALL or not one.everybody}
        assert {id: one["query"] for id, one in told.items()}.items() <= queries.items(), board.name
        compared = [(id, told[id]["value"] if id in told else 0, query) for id, query in queries.items()]
        compared += [(one["id"], one["value"], one["query"]) for one in shown["figures"] if one["id"] in counted]
        for id, value, query in compared:
            listed = _listed(client, query)
            if value != listed:
                found[f"{board.name} {id}"] = (value, listed)
    return found


def _board(client: Any, name: str, year: int) -> Any:
    return client.get(f"/dashboards/{name}", params={"year": year})


def _listed(client: Any, query: str) -> int:
    answer = client.get(query.removeprefix("/v1") + "&page=1&page_size=1")
    assert answer.status_code == 200, (query, answer.text)
    return int(answer.json()["total"])
