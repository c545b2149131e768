"""Traces (链路追踪): one trace through request, call, transaction, publishing, reactions and read models (ADR 0035).

What carries a trace along is the W3C `traceparent`, which requests, calls, journal entries and events have whether or
not anything is recorded. Recording is off unless TRACES_TO says where to send it (OTLP over HTTP); only then is the SDK
loaded. A span names a route, an operation or an event and how it ended: never an id, a value or the text of an error.
"""

from __future__ import annotations

import os
import re
import time
from typing import Any, Literal, Self

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")
_SEND_SECONDS = 3.0
"""How long sending may take, at the end of a process too."""
Kind = Literal["server", "client", "internal", "producer", "consumer"]


class Span:
    """One step of a trace. This one records nothing and hands on what came in."""

    __slots__ = ("traceparent",)
    recorded = False

    def __init__(self, traceparent: str) -> None:
        self.traceparent = traceparent
        """What the next step is told."""

    @property
    def trace_id(self) -> str:
        """The trace's id, for log lines; empty outside of any trace."""
        return self.traceparent[3:35]

    def name(self, name: str) -> None:
        """What it is called, where that is known later only."""

    def note(self, **facts: str | int) -> None:
        """Facts about it, nothing about a person."""

    def end(self, outcome: str = "", *, fault: bool = False) -> None:
        """It is over; `outcome` is the code of a refusal or of a fault. A second end is none."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, _trace: Any) -> None:
        if error is None:
            self.end()
        else:
            self.end(outcome_of(error), fault=getattr(error, "status", 500) >= 500)


class _Recorded(Span):
    """A step that is recorded."""

    __slots__ = ("_span",)
    recorded = True

    def __init__(self, span: Any) -> None:
        self._span = span
        told = span.get_span_context()
        super().__init__(f"00-{told.trace_id:032x}-{told.span_id:016x}-{told.trace_flags:02x}")

    def name(self, name: str) -> None:
        self._span.update_name(name)

    def note(self, **facts: str | int) -> None:
        self._span.set_attributes({f"cadre.{name}": value for name, value in facts.items()})

    def end(self, outcome: str = "", *, fault: bool = False) -> None:
        if not self._span.is_recording():
            return
        if outcome:
            self._span.set_attribute("cadre.outcome", outcome)
        if fault:
            from opentelemetry.trace import StatusCode

            self._span.set_status(StatusCode.ERROR)
        self._span.end()


_provider: Any = None
_tracer: Any = None


def start(to: str, share: float, process: str) -> None:
    """Record a `share` of what begins here, and send it to the collector at `to`; nothing where that is empty."""
    global _provider, _tracer
    if not to:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    # Not by Resource.create, which would add what it finds out about the machine.
    about = Resource({"service.namespace": "cadre", "service.name": process})
    _provider = TracerProvider(sampler=ParentBased(TraceIdRatioBased(share)), resource=about, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{to.rstrip('/')}/v1/traces", timeout=_SEND_SECONDS)
    _provider.add_span_processor(BatchSpanProcessor(exporter))
    _tracer = _provider.get_tracer("cadre")


def stop() -> None:
    """Send what is left."""
    global _provider, _tracer
    if _provider is not None:
        _provider.shutdown()
        _provider = _tracer = None


def read(sent: object) -> str:
    """A `traceparent` as it came; empty where it is none."""
    return sent if isinstance(sent, str) and _TRACEPARENT.fullmatch(sent) else ""


def enter(sent: str | None) -> Span:
    """A request comes in from outside: the caller's trace goes on with a step of our own, or a new one begins."""
    parent = read(sent)
    if _tracer is not None:
        return begin("request", "server", parent, root=True)
    trace, flags = (parent[3:35], parent[53:]) if parent else (os.urandom(16).hex(), "00")
    return Span(f"00-{trace}-{os.urandom(8).hex()}-{flags}")


def begin(name: str, kind: Kind, parent: str, *, root: bool = False) -> Span:
    """A step begins; `root` says that a trace may begin with it, where there is no parent."""
    if _tracer is None or not (parent or root) or (parent and not _is_sampled(parent)):
        return Span(parent)
    return _Recorded(_started(name, kind, parent, None))


def record(name: str, kind: Kind, parent: str, began: int, outcome: str = "") -> None:
    """A step that is over, which began at a time (nanoseconds of `time.time_ns`)."""
    if _tracer is not None and parent and _is_sampled(parent):
        _Recorded(_started(name, kind, parent, began)).end(outcome, fault=bool(outcome))


def outcome_of(error: BaseException) -> str:
    """How a step ended that raised: a refusal's code, else what kind of error, never its text."""
    return str(getattr(error, "code", None) or type(error).__name__)


def _is_sampled(parent: str) -> bool:
    return bool(int(parent[53:], 16) & 1)


def _started(name: str, kind: Kind, parent: str, began: int | None) -> Any:
    from opentelemetry.context import Context
    from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags, set_span_in_context

    context = Context()
    if parent:
        known = SpanContext(int(parent[3:35], 16), int(parent[36:52], 16), True, TraceFlags(int(parent[53:], 16)))
        context = set_span_in_context(NonRecordingSpan(known), context)
    return _tracer.start_span(name, context, SpanKind[kind.upper()], start_time=began or time.time_ns())
