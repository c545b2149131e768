"""Traces: what comes in is carried on, nothing is recorded nor loaded where they are off, no value stands in them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from servicekit import traces
from servicekit.errors import NotFound, Unavailable

ROOT = Path(__file__).parents[3]
TRACE, STEP = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SENT = f"00-{TRACE}-{STEP}-01"
FORM = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")


def test_a_callers_trace_goes_on_with_a_step_of_our_own() -> None:
    span = traces.enter(SENT)
    assert span.trace_id == TRACE
    assert span.traceparent.endswith("-01")
    assert STEP not in span.traceparent


@pytest.mark.parametrize(
    "sent", [None, "", "nonsense", f"00-{'0' * 32}-{STEP}-01", f"00-{TRACE}-{'0' * 16}-01", SENT[:-1]]
)
def test_what_is_no_trace_begins_a_new_one_that_is_not_recorded(sent: str | None) -> None:
    span = traces.enter(sent)
    assert FORM.fullmatch(span.traceparent)
    assert span.traceparent.endswith("-00")
    assert span.trace_id != TRACE
    assert traces.read(sent) == ""


def test_a_step_that_is_not_recorded_hands_on_what_came_in() -> None:
    with traces.begin("a step", "internal", SENT) as span:
        assert span.traceparent == SENT
        assert not span.recorded
    assert traces.begin("a step", "internal", "", root=True).traceparent == ""
    traces.record("a step", "internal", SENT, 0)


@pytest.mark.parametrize("sent", [7, None, [SENT], b"00"])
def test_whatever_stands_in_a_header_is_read(sent: object) -> None:
    assert traces.read(sent) == ""


def test_how_it_ended_is_a_code_or_a_kind_of_error_never_a_text() -> None:
    assert traces.outcome_of(NotFound()) == "not-found"
    assert traces.outcome_of(Unavailable("名字", "a name")) == "unavailable"
    assert traces.outcome_of(ValueError("a name")) == "ValueError"


@pytest.mark.parametrize(
    "modules",
    [
        "gateway.app, gateway.projector.__main__, gateway.importer",
        "eventlet; eventlet.monkey_patch(); import servicekit.process",
    ],
    ids=["gateway", "service"],
)
def test_where_traces_are_off_nothing_of_theirs_is_loaded(modules: str) -> None:
    code = f"""
import {modules}
import sys
from servicekit import traces
traces.start('', 1.0, 'test')
sys.exit(any(name.startswith(('opentelemetry', 'google.protobuf')) for name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
