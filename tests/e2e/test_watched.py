"""One command is one trace, from the caller to the read models; numbers are told on the inner port alone, and few."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import setting
from tests.support import metrics
from tests.support.collector import Collector, Seen, collecting
from tests.support.platform import Platform
from tests.support.polling import poll
from tests.support.rabbit import Vhost

pytestmark = pytest.mark.timeout(300)
MOST_BYTES = 120_000
"""Of one process's page of metrics."""


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as made:
        yield made


@pytest.fixture(scope="module")
def traced(
    collector: Collector, amqp_uri: str, mongo_uri: str, database_prefix: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """Two services with gateway and projector, which send their traces."""
    own = Vhost.make(amqp_uri, setting("MANAGEMENT_URI"))
    settings = {"TRACES_TO": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
    only = ["registry", "training", "projector", "gateway"]
    folder = tmp_path_factory.mktemp("traced")
    running = Platform(folder, own.amqp_uri, mongo_uri, f"{database_prefix}watched_", settings=settings, only=only)
    try:
        yield running.start()
    finally:
        ended = running.stop()
        own.remove()
    assert set(ended.values()) == {0}


def new_trace() -> tuple[str, dict[str, str]]:
    """A trace that a caller begins, and the header by which it goes along."""
    trace = secrets.token_hex(16)
    return trace, {"traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"}


def lines(log: Path, **wanted: Any) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [line for line in found if wanted.items() <= line.items()]


def test_a_command_is_one_trace_from_the_caller_to_the_read_models(traced: Platform, collector: Collector) -> None:
    trace, header = new_trace()
    code, name = f"W-{secrets.token_hex(3)}", f"虚构{secrets.token_hex(3)}"
    wish = {"code": code, "name": name, "kind": "government", "synthetic": True}
    answer = traced.admin.post("/units", wish, headers=header)
    assert answer.status_code == 201, answer.text
    unit = answer.json()["id"]
    steps = {
        ("gateway", "POST /v1/units"),
        ("gateway", "registry.register_unit"),
        ("registry", "registry.register_unit"),
        ("registry", "transaction"),
        ("registry", "publish registry unit.registered.v1"),
        ("training", "training on registry unit.registered.v1"),
        ("training", "transaction"),
        ("projector", "project registry unit.registered.v1"),
    }
    poll(lambda: steps <= {(span.process, span.name) for span in collector.of(trace)}, 30,
         because=lambda: sorted((span.process, span.name) for span in collector.of(trace)))  # fmt: skip
    spans = {(span.process, span.name): span for span in collector.of(trace)}
    by_id = {span.id: span for span in spans.values()}

    def way(span: Seen) -> list[str]:
        return [*way(by_id[span.parent]), span.name] if span.parent in by_id else [span.name]

    command = ["POST /v1/units", "registry.register_unit", "registry.register_unit", "transaction"]
    told = [*command, "publish registry unit.registered.v1"]
    assert way(spans["projector", "project registry unit.registered.v1"]) == [
        *told,
        "project registry unit.registered.v1",
    ]
    reaction = spans["training", "transaction"]
    assert way(reaction) == [*told, "training on registry unit.registered.v1", "transaction"]
    assert not any(span.fault or span.outcome for span in spans.values())
    everything = b"".join(collector.bodies)
    for value in (code, name, unit):
        assert value.encode() not in everything
    poll(lambda: lines(traced.gateway.log, trace_id=trace, route="/v1/units", status=201), 10)


def test_a_refused_command_has_its_spans_too_and_they_say_how_it_was_refused(
    traced: Platform, collector: Collector
) -> None:
    trace, header = new_trace()
    answer = traced.admin.get("/units/unit-that-is-not", headers=header)
    assert answer.status_code == 404, answer.text
    code = answer.json()["type"].rpartition("/")[2]
    poll(lambda: len(collector.of(trace)) == 3, 30, because=lambda: collector.of(trace))
    found = {(span.process, span.name): span for span in collector.of(trace)}
    assert found["registry", "registry.get_unit"].outcome.endswith(code)
    assert not any(span.fault for span in found.values())
    line = poll(lambda: lines(traced.gateway.log, event="request", trace_id=trace), 10)[0]
    assert line["problem"].endswith(code)
    assert b"unit-that-is-not" not in b"".join(collector.bodies)


def test_a_caller_whose_trace_is_not_recorded_has_none_here(traced: Platform, collector: Collector) -> None:
    trace = secrets.token_hex(16)
    assert traced.admin.get("/units", headers={"traceparent": f"00-{trace}-{'1' * 16}-00"}).status_code == 200
    marker, header = new_trace()
    assert traced.admin.get("/units", headers=header).status_code == 200
    poll(lambda: len(collector.of(marker)) == 3, 30)
    assert collector.of(trace) == []
    poll(lambda: lines(traced.gateway.log, trace_id=trace), 10)


def test_numbers_are_told_on_the_inner_port_alone_and_are_few(traced: Platform) -> None:
    assert httpx.get(f"{traced.base}/metrics", trust_env=False).status_code == 404
    known = metrics.names() | {"python_info"}
    for name in traced.children:
        page = httpx.get(f"http://127.0.0.1:{traced.ports[name]}/metrics", trust_env=False)
        assert page.status_code == 200
        assert len(page.content) < MOST_BYTES, name
        told = {line.split("{")[0].split(" ")[0] for line in page.text.splitlines() if not line.startswith("#")}
        assert {one for one in told if one.startswith("cadre_")} <= known
    inner = f"http://127.0.0.1:{traced.ports['gateway']}"
    text = httpx.get(f"{inner}/metrics").text
    assert 'cadre_http_requests_total{service="registry",status="200"}' in text
    # What an alert looks for an increase of is there before it happens.
    for never in (
        'cadre_rpc_calls_total{outcome="timeout",service="registry"}',
        'cadre_http_requests_total{service="registry",status="500"}',
        'cadre_gateway_news_wait_seconds_count{outcome="not-yet"}',
    ):
        assert f"{never} 0.0" in text
    assert httpx.get(f"{inner}/healthz", trust_env=False).json() == {"status": "ok"}
