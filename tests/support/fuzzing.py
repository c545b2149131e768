"""Requests that nobody would think of: schemathesis makes them from the OpenAPI document and judges the answers; here
they get the ids of what exists, so that they reach the rules, and not the lookup alone.

Seeded, so that what was found once is found again. Ids are taken from the answers, by what fields that hold them are
called. An answer may be no failure of ours, and nothing that the document does not declare: status, media type,
headers, schema, and the code of a problem.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from unittest import SkipTest

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from stdnum.cn import ric

Document = Mapping[str, Any]
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
WAITS: Final = 120.0
"""Seconds for an answer."""
_ID = re.compile(r"[a-z]{3}-[0-9a-z]{20,40}")
_SHAPED = re.compile(r"[a-z]{3}-[0-9a-z]+")
_REMEMBERED = 200
_FILES = (
    b"\xef\xbb\xbf\xe5\xa7\x93\xe5\x90\x8d,\xe6\x80\xa7\xe5\x88\xab\n\xe7\xa4\xba\xe4\xbe\x8b,\xe7\x94\xb7\n",
    b'{"name": "\xe7\xa4\xba\xe4\xbe\x8b"}\n[]\n{"a":',
    b"PK\x03\x04nothing that unpacks",
    b"<Person><XingMing>x</XingMing></Person>",
    b"",
)
"""What is uploaded where the document says no more than the kind of file."""
HEADERS: tuple[tuple[str, str], ...] = (
    ("Accept", "text/html"), ("Accept", "application/pdf"), ("Accept", "*/*;q=0"), ("Accept", ";;,"),
    ("Accept-Language", "en"), ("Accept-Language", "zh-CN,zh;q=x"), ("If-None-Match", '"1"'), ("If-None-Match", "*"),
    ("If-Match", '"999"'), ("If-Match", "*"), ("If-Match", "W/x"), ("Content-Type", "text/plain"),
    ("Content-Type", "application/json; charset=gbk"), ("Idempotency-Key", "x" * 300), ("Idempotency-Key", ""),
    ("X-Request-Id", "x" * 500), ("Position", "nowhere"), ("Traceparent", "00-x"),
)  # fmt: skip
"""What the document says nothing of."""


@schemathesis.serializer(
    "text/csv", "text/tab-separated-values", "application/x-ndjson", "application/zip", "application/octet-stream",
    "application/xml", "application/vnd.ms-excel", "application/wps-office.et",
    "application/vnd.ms-excel.sheet.macroEnabled.12", "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)  # fmt: skip
def _as_it_is(_context: Any, value: Any) -> bytes:
    """A file."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@dataclass
class Known:
    """The ids that answers have told, by what fields that hold them are called, and by their beginning."""

    by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_kind: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, value: Any, name: str = "") -> None:
        """Remember the ids of an answer."""
        if isinstance(value, dict):
            for key, inner in value.items():
                self.learn(inner, key)
        elif isinstance(value, list):
            for inner in value[:20]:
                self.learn(inner, name)
        elif isinstance(value, str) and _ID.fullmatch(value):
            _add(self.by_kind[value[:3]], value)
            if name not in ("", "id"):
                _add(self.by_name[_singular(name)], value)


def _add(to: list[str], value: str) -> None:
    if value not in to:
        to.append(value)
        del to[:-_REMEMBERED]


def _singular(name: str) -> str:
    return name.removesuffix("s") if name.endswith("_ids") else name


def _json_of(answer: requests.Response) -> Any:
    try:
        return answer.json() if "json" in answer.headers.get("content-type", "") else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Sent:
    """A request as it went out, and what came back."""

    case: Case
    said: str
    """How somebody sends it again."""
    answer: requests.Response | None
    """None where there was none."""


class Fuzz:
    """Makes requests, and judges answers."""

    def __init__(self, document: Document, seed: int, leave_out: str = "") -> None:
        self.document = document
        self.random = Random(seed)
        self.known = Known()
        made = (one.ok() for one in schemathesis.openapi.from_dict(dict(document)).get_all_operations())
        self.operations: list[APIOperation] = [
            one for one in made if not (leave_out and re.search(leave_out, one.label))
        ]
        self._parents = {path: path.rpartition("/{") for path in document["paths"] if path.endswith("}")}

    # What is sent

    def case(self, operation: APIOperation, wild: float) -> Case | None:
        """A request to an operation; `wild` is how much of it is what nobody means. None where none can be made."""
        means = self.random.random() >= wild
        case = self._drawn(operation, GenerationMode.POSITIVE if means else GenerationMode.NEGATIVE)
        if case is None:
            return None
        for name, value in (case.path_parameters or {}).items():
            if self.random.random() >= wild / 4:
                case.path_parameters[name] = self._id(name)
            elif not str(value).strip("./"):
                case.path_parameters[name] = "x"
        optional = {one["name"] for one in self._parameters(operation) if not one.get("required")}
        case.query = {
            name: self._exchanged(value, name) if means else value
            for name, value in (case.query or {}).items()
            if name not in optional or self.random.random() < wild
        }
        self._put_headers(operation, case, wild)
        self._put_body(operation, case, wild)
        return case

    def _drawn(self, operation: APIOperation, mode: GenerationMode) -> Case | None:
        """What schemathesis makes of an operation's schemas."""
        made: list[Case] = []

        @seed(self.random.getrandbits(32))
        @settings(
            max_examples=3, database=None, phases=[Phase.generate], deadline=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(operation.as_strategy(generation_mode=mode))
        def collect(case: Case) -> None:
            made.append(case)

        try:
            collect()
        except (Unsatisfiable, SkipTest):
            # There is nothing to get wrong about it.
            if mode is GenerationMode.NEGATIVE:
                return self._drawn(operation, GenerationMode.POSITIVE)
        # The first one is always the smallest.
        return made[-1] if made else None

    def _put_headers(self, operation: APIOperation, case: Case, wild: float) -> None:
        case.headers.clear()
        if operation.method == "post":
            case.headers["Idempotency-Key"] = f"{self.random.getrandbits(96):024x}"
        if any(one["name"] == "If-Match" for one in self._parameters(operation)):
            case.headers["If-Match"] = f'"{self.random.randint(1, 3)}"'
        if self.random.random() < wild / 2:
            name, value = self.random.choice(HEADERS)
            case.headers[name] = value

    def _put_body(self, operation: APIOperation, case: Case, wild: float) -> None:
        content = operation.definition.raw.get("requestBody", {}).get("content")
        if not content:
            return
        if "json" not in str(case.media_type) and "form" not in str(case.media_type):
            case.body = self.random.choice(_FILES)
            return
        example = content.get(case.media_type, {}).get("example")
        if isinstance(example, dict) and self.random.random() >= wild / 4:
            drawn = case.body if isinstance(case.body, dict) else {}
            case.body = {name: self._exchanged(value, name) for name, value in example.items()} | {
                name: value for name, value in drawn.items() if self.random.random() < wild / 2
            }
        elif isinstance(case.body, dict):
            case.body = {name: self._exchanged(value, name) for name, value in case.body.items()}

    def _parameters(self, operation: APIOperation) -> list[Document]:
        return [self._at(one) for one in operation.definition.raw.get("parameters", ())]

    def _exchanged(self, value: Any, name: str) -> Any:
        """A value with the ids of what exists."""
        if isinstance(value, dict):
            return {key: self._exchanged(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._exchanged(inner, name) for inner in value]
        if name == "identity_number":
            return self._identity_number()
        if isinstance(value, str) and (_SHAPED.fullmatch(value) or name.endswith(("_id", "_ids"))):
            return self._id(name, value[:3])
        if name == "code" and isinstance(value, str) and re.fullmatch("[A-Z-]{4,}.*", value):
            return f"{value[:10]}-{self.random.getrandbits(24):06X}"
        return value

    def _identity_number(self) -> str:
        day = date(1965, 1, 1) + timedelta(days=self.random.randrange(12_000))
        digits = f"150203{day:%Y%m%d}{self.random.randrange(1000):03}"
        return digits + str(ric.calc_check_digit(digits + "0"))

    def _id(self, name: str, kind: str = "") -> str:
        found = self.known.by_name.get(_singular(name)) or self.known.by_kind.get(kind)
        if found:
            return self.random.choice(found[-20:])
        return self.random.choice([*(one for kept in self.known.by_kind.values() for one in kept[-3:]), "x-1"])

    def _at(self, schema: Document) -> Document:
        while "$ref" in schema:
            found: Any = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            schema = found
        return schema

    def send(self, session: requests.Session, base: str, case: Case, headers: Mapping[str, str], wild: float) -> Sent:
        """Send a request, now and then with a body that ends too early."""
        whole = case.as_transport_kwargs(base_url=base)
        whole["headers"] = {**dict(whole["headers"]), "Accept-Language": "zh", **headers, **dict(case.headers)}
        prepared = session.prepare_request(requests.Request(**whole))
        if isinstance(prepared.body, bytes) and self.random.random() < wild / 8:
            prepared.prepare_body(prepared.body[: self.random.randrange(len(prepared.body) + 1)], None)
        said = f"{prepared.method} {prepared.url} {dict(case.headers)} {str(prepared.body or '')[:1500]}"
        try:
            return Sent(case, said, session.send(prepared, timeout=WAITS, allow_redirects=False))
        except (requests.ConnectionError, requests.Timeout):
            return Sent(case, said, None)

    # What is answered

    def learn(self, sent: Sent) -> None:
        """Remember what exists."""
        if sent.answer is None or not sent.answer.ok or (body := _json_of(sent.answer)) is None:
            return
        self.known.learn(body)
        if not isinstance(body, dict):
            return
        items = body["items"] if isinstance(body.get("items"), list) else [body]
        for list_, _, parameter in self._parents.values():
            if list_ == sent.case.operation.path:
                name = parameter.removesuffix("}")
                for one in items[:20]:
                    if isinstance(one, dict) and isinstance(one.get("id", one.get("code")), str):
                        _add(self.known.by_name[name], one.get("id", one.get("code")))

    def wrong_with(self, sent: Sent) -> list[str]:
        """Why an answer is none that may be given; nothing of one that may."""
        if sent.answer is None:
            return ["no answer"]
        try:
            sent.case.validate_response(sent.answer, checks=CHECKS)
        except FailureGroup as wrong:
            return [f"{one.title}: {one.message[:600]}" for one in wrong.exceptions]
        return self._undeclared_problem(sent)

    def _undeclared_problem(self, sent: Sent) -> list[str]:
        assert sent.answer is not None
        status, kind = str(sent.answer.status_code), "application/problem+json"
        if not sent.answer.headers.get("content-type", "").startswith(kind):
            return []
        told = {
            name
            for at, one in sent.case.operation.definition.raw["responses"].items()
            if at in (status, "default")
            for name in self._at(one)["content"].get(kind, {}).get("examples", {})
        }
        code = str(json.loads(sent.answer.content)["type"]).partition("/problems/")[2].replace("/", ".")
        return [] if code in told else [f"{status}: {code} is not declared"]
