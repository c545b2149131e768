"""A field that no event carries stops the start, wherever it is named, and the word says where."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from gateway import __main__ as gateway
from gateway.projector import __main__ as projector
from gateway.readmodels import catalogue
from gateway.readmodels.asked import Asked, Period, Selection, everything, link
from gateway.readmodels.catalogue import CATALOGUES, KINDS
from gateway.readmodels.checking import Misdeclared
from gateway.readmodels.dashboards import BOARDS
from gateway.readmodels.dashboards.common import Attention, Dashboard, Series, by
from gateway.readmodels.figures import FIGURES, Figure
from gateway.readmodels.figures.base import Distinct, LowestOfClasses, Sum, Way
from gateway.readmodels.kinds import Kind, Projection, Section
from gateway.readmodels.profile import PERSON, SECTIONS, TRAINING
from gateway.readmodels.rehearsal import rehearse
from gateway.table import Table, collect
from servicekit.schema import load
from tests.support import keys

HONOUR = ("incentive", "honour")
HONOURS = KINDS[HONOUR]
TABLE = Table(collect())
CLASSES = Selection("classes", day="begins", cut=everything)


def wrong(kinds: Any = KINDS, figures: Iterable[Figure] = (), boards: Iterable[Dashboard] = ()) -> str:
    """What a start with these declarations is refused with."""
    with pytest.raises(Misdeclared) as refused:
        asyncio.run(rehearse(Projection(kinds, CATALOGUES), figures, boards))
    return str(refused.value)


def a_board(**parts: Any) -> Dashboard:
    return Dashboard("training", "看板", **{"numbers": {}, "series": {}, "attention": [], **parts})


def a_section(**fields: Any) -> dict[tuple[str, str], Kind]:
    assert HONOURS.section is not None
    return {**KINDS, HONOUR: replace(HONOURS, section=replace(HONOURS.section, **fields))}


def test_what_is_declared_is_carried_by_events() -> None:
    asyncio.run(rehearse())


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (replace(HONOURS, indexes=(("level", "stat"),)), "stat"),
        (replace(HONOURS, key="honor_id"), "honor_id"),
        (replace(HONOURS, reads=("holder",)), "holder"),
    ],
)
def test_a_kind(kind: Kind, field: str) -> None:
    assert wrong({**KINDS, HONOUR: kind}).startswith(
        f"kind honours of incentive's honour: no event has a field {field};"
    )


def test_a_kind_of_which_no_event_tells() -> None:
    told = wrong({**KINDS, ("incentive", "honor"): Kind("honors")})
    assert told == "kind honors of incentive's honor: incentive tells no event of that name"


@pytest.mark.parametrize(
    "fields", [{"newest_by": "confered_on"}, {"person": "confered_on"}, {"only": ("confered_on", 1)}]
)
def test_a_section(fields: dict[str, Any]) -> None:
    told = wrong(a_section(**fields))
    assert told.startswith("section honours of incentive's honour: no event has a field confered_on; there are ")
    assert " conferred_on," in told


def test_a_section_that_shows_some_states_of_what_has_none() -> None:
    section = Section("cuts", "on", states=("open",))
    kind = replace(KINDS["appraisal", "contact_visit"], section=section)
    assert "no event has a field state;" in wrong({**KINDS, ("appraisal", "contact_visit"): kind})


@pytest.mark.parametrize(
    ("selected", "way"),
    [
        (CLASSES.also({"kindd": "main"}), None),
        (CLASSES.also({"$or": [{"kind": "main"}, {"kindd": "main"}]}), None),
        (Selection("classes", lambda asked: asked.period.on("kindd"), cut=everything), None),
        (Selection("classes", day="kindd", cut=everything), None),
        (CLASSES, Sum("kindd")),
        (CLASSES, Distinct("kindd")),
        (CLASSES, Distinct("kind", members="kindd")),
        (CLASSES, Distinct("kind", key={"$concat": ["$kind", {"$toString": "$kindd"}]})),
        (CLASSES, LowestOfClasses("kindd")),
    ],
)
def test_a_figure(selected: Selection, way: Way | None) -> None:
    figure = Figure("x", "错", "Wrong", ("个", "things"), selected, listed="", **({"way": way} if way else {}))
    told = wrong(figures=[figure])
    assert told.startswith("figure x: rows of classes: no event has a field kindd;")


@pytest.mark.parametrize("name", ["classess", "supervision_campaign", "training_online_record"])
def test_a_figure_of_rows_that_are_not_kept(name: str) -> None:
    figure = Figure("x", "", "", ("", ""), Selection(name), listed="")
    assert wrong(figures=[figure]) == f"figure x: rows of {name}: none are kept"


def test_a_figure_of_rows_that_cannot_be_cut_down_to_persons() -> None:
    about_nobody = Figure("x", "", "", ("", ""), Selection("classes"), listed="")
    assert "no event has a field unit_ids;" in wrong(figures=[about_nobody])


async def _by_hand(asked: Asked) -> Any:
    return await asked.run(CLASSES, {"$group": {"_id": "$kind", "n": {"$sum": 1}}}, {"$sort": {"number": 1}})


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ({"numbers": {"all": CLASSES.also({"hours.theorie": 1})}}, "number all"),
        ({"series": {"kinds": Series("类", by(CLASSES, "kind", "hours.theorie"))}}, "series kinds"),
        ({"series": {"kinds": Series("类", _by_hand)}}, "series kinds"),
        (
            {"attention": [Attention("late", "晚", "Late", CLASSES.also({"hours.theorie": 1}), link("/x"))]},
            "attention late",
        ),
        (
            {"attention": [Attention("late", "", "", CLASSES.also({"late": 1}), link("/x"), everybody=True)]},
            "attention late",
        ),
    ],
)
def test_a_part_of_a_dashboard(parts: dict[str, Any], where: str) -> None:
    told = wrong(boards=[a_board(**parts)])
    assert re.match(
        rf"dashboard training, {where}: rows of classes: no event has a field (hours\.theorie|number|late);", told
    )


def test_a_stage_that_the_check_cannot_read_is_not_let_pass() -> None:
    async def mixed(asked: Asked) -> Any:
        return await asked.run(CLASSES, {"$facet": {}})

    told = wrong(boards=[a_board(series={"all": Series("全", mixed)})])
    assert told == "dashboard training, series all: rows of classes: the check does not know the stage $facet"


@pytest.mark.parametrize("process", [gateway, projector])
def test_a_process_does_not_start_and_says_why(
    process: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = replace(HONOURS, indexes=(("levle",),))
    monkeypatch.setitem(catalogue.PROJECTION._kinds, HONOUR, planted)
    nobody = {"AMQP_URI": "amqp://nobody@127.0.0.1:1/", "MONGO_URI": "mongodb://127.0.0.1:1/"}
    for name, value in {**keys.told(), **nobody}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["process"])
    assert process.main() == 2
    assert capsys.readouterr().err.startswith("kind honours of incentive's honour: no event has a field levle;")


PERIOD = Period(date(2025, 1, 1), date(2025, 12, 31))
LINKS = {
    **{figure.id: figure.shown(1, PERIOD, "zh")["query"] for figure in FIGURES.values()},
    **{f"{board.name} {one.id}": one.shown_by(PERIOD) for board in BOARDS for one in board.attention},
}


@pytest.mark.parametrize("query", LINKS.values(), ids=LINKS)
def test_the_list_that_shows_what_was_counted_is_a_call_that_can_be_made(query: str) -> None:
    told = urlsplit(query)
    found = TABLE.find(told.path)
    assert found is not None
    rows, values = found
    row, names = rows["GET"]
    wish = {name: row.converters[name]([value]) for name, value in parse_qsl(told.query)}
    assert row.route.query is not None
    load(row.route.query, {**wish, **dict(zip(names, values, strict=True))})


def test_a_dashboard_shows_the_figures_of_its_own_area() -> None:
    for board in BOARDS:
        assert [id for id in FIGURES if id.startswith(f"{board.name}.")], board.name


def test_a_section_needs_a_right_that_a_list_of_the_same_needs() -> None:
    # Whoever obeys an effect period sees it in the profile, and none of supervision's own lists.
    known = {route.right for route in TABLE.routes} | {"profile.restrictions"}
    assert {name: section.right for name, section in SECTIONS.items() if section.right not in known} == {}
    assert {PERSON, TRAINING} <= known
