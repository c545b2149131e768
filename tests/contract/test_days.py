"""Each day that a person enters says when it may be; one of what has happened is refused while it is ahead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import marshmallow
import pytest
from marshmallow import fields

from servicekit.errors import DayNotCome, Problem
from servicekit.forms import AHEAD, PAST
from servicekit.operations import BulkCommand, Command
from servicekit.schemas import BulkOut
from services import SERVICES
from services.appraisal.errors.common import BadPeriod
from services.appraisal.errors.indices import FutureDay
from services.incentive.errors.publicity import NamingDay, PublicityInFuture
from services.supervision.errors.personal_matters import DayNotPossible
from services.talentpool.errors.graduates import OutsideYears

WALKED = ("supervision", "incentive", "talentpool", "training", "appraisal")
NOT_COME: tuple[type[Problem], ...] = (
    DayNotCome,
    DayNotPossible,
    BadPeriod,
    FutureDay,
    NamingDay,
    OutsideYears,
    PublicityInFuture,
)
"""What a day that has not come yet is refused with; each stands where its service says so."""


def days_of(schema: marshmallow.Schema, path: str = "") -> Iterator[tuple[str, fields.Date]]:
    for name, one in schema.fields.items():
        yield from _days(one, f"{path}/{name}")


def _days(one: Any, path: str) -> Iterator[tuple[str, fields.Date]]:
    if isinstance(one, fields.Nested):
        yield from days_of(one.schema, path)
    elif isinstance(one, fields.List):
        yield from _days(one.inner, f"{path}/*")
    elif isinstance(one, fields.Date):
        yield path, one


def entered() -> Iterator[tuple[Command, str, fields.Date]]:
    """Every day that a command takes."""
    for service in SERVICES:
        if service.name not in WALKED:
            continue
        for module in service.modules("operations"):
            for command in vars(module).values():
                if isinstance(command, Command):
                    wish = command.row if isinstance(command, BulkCommand) else command.wish
                    for path, one in days_of(wish()):
                        yield command, path, one


ENTERED = [pytest.param(command, path, one, id=f"{command.name}{path}") for command, path, one in entered()]


def test_there_are_days_to_walk() -> None:
    assert len(ENTERED) > 100


@pytest.mark.parametrize(("command", "path", "one"), ENTERED)
def test_each_day_says_when_it_may_be_and_one_that_is_past_can_be_refused(
    command: Command, path: str, one: fields.Date
) -> None:
    when = one.metadata.get("when")
    assert when in (PAST, AHEAD), f"{path} of {command.name}: declare it with `day(…, PAST)` or `day(…, AHEAD)`"
    by_row = command.answer is BulkOut and not isinstance(command, BulkCommand)  # There each row says it for itself.
    if when == PAST and not by_row:
        assert set(NOT_COME) & set(command.refuses), f"{command.name} does not refuse a day ahead at {path}"
