"""Requests that nobody would think of, made from the OpenAPI document with the ids of what exists, and what an answer
may be: no failure of ours, and nothing that the document does not declare.

Seeded, so that what was found once is found again. Ids are taken from the answers, by what fields that hold them are
called; so requests reach the rules, and not the lookup alone.
"""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import quote

import httpx
from stdnum.cn import ric

Document = Mapping[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
_ID = re.compile(r"[a-z]{3}-[0-9a-z]{20,40}")
_SHAPED = re.compile(r"[a-z]{3}-[0-9a-z]+")
_PARAMETER = re.compile(r"{(\w+)}")
_REMEMBERED = 200
_TODAY = date(2026, 3, 1)
TEXTS = (
    "", " ", "\u3000", "甲", "示例", "甲" * 5000, "a\x00b", "甲\u202e乙", "\u200b", "\ud800", "机密★", "密级：绝密",
    "\U0001f600", "=1+1", "<b>&amp;</b>", "{{7*7}}", "${jndi}", "$where", "../../etc/passwd", "%00", "'; --", "null",
    "1985.07", "2026-02-30", "0000-00-00", "9999-12-31", "１２３", "٣", "-0", "1e400", "NaN", "cad-01",
    "cad-" + "0" * 26,
)  # fmt: skip
NUMBERS = (0, -1, 1, 2, 100, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**40, 0.5, -0.0, 1e308, 1.0000000001)
OTHERS: tuple[Any, ...] = (None, True, False, [], {}, [[]], [None], {"": None}, {"$gt": ""}, {"a.b": 1}, [{}] * 60)
HEADERS: tuple[tuple[str, str], ...] = (
    ("Accept", "text/html"), ("Accept", "application/pdf"), ("Accept", "*/*;q=0"), ("Accept", ";;,"),
    ("Accept-Language", "en"), ("Accept-Language", "zh-CN,zh;q=x"), ("If-None-Match", '"1"'), ("If-None-Match", "*"),
    ("If-Match", '"999"'), ("If-Match", "*"), ("If-Match", "W/x"), ("Content-Type", "text/plain"),
    ("Content-Type", "application/json; charset=gbk"), ("Idempotency-Key", "x" * 300), ("Idempotency-Key", ""),
    ("X-Request-Id", "x" * 500), ("Position", "nowhere"), ("Traceparent", "00-x"),
)  # fmt: skip


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


@dataclass(frozen=True)
class Operation:
    """An operation of the document."""

    method: str
    path: str
    told: Document

    @property
    def name(self) -> str:
        """What it is called in a report."""
        return f"{self.method.upper()} {self.path}"


@dataclass
class Sent:
    """A request: enough to send it again."""

    operation: Operation
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes | None

    @property
    def url(self) -> str:
        """Path and query."""
        query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in self.query)
        return f"{self.path}?{query}" if query else self.path

    def said(self) -> str:
        """How somebody sends it again."""
        body = (self.body or b"")[:1500].decode(errors="backslashreplace")
        return f"{self.operation.method.upper()} {self.url} {self.headers} {body}"


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


def _json_of(answer: httpx.Response) -> Any:
    try:
        return answer.json() if answer.headers.get("content-type", "").startswith("application/json") else None
    except ValueError:
        return None


def _singular(name: str) -> str:
    return name.removesuffix("s") if name.endswith("_ids") else name


class Fuzz:
    """Makes requests, and judges answers."""

    def __init__(self, document: Document, seed: int, leave_out: str = "") -> None:
        self.document = document
        self.random = Random(seed)
        self.known = Known()
        self.operations = [
            Operation(method, path, told[method])
            for path, told in sorted(document["paths"].items())
            for method in METHODS
            if method in told and not (leave_out and re.search(leave_out, f"{method.upper()} {path}"))
        ]
        self._parents = {path: path.rpartition("/{") for path in document["paths"] if path.endswith("}")}

    # What is sent

    def request(self, operation: Operation, wild: float) -> Sent:
        """A request to an operation; `wild` is how much of it is what nobody means."""
        path = _PARAMETER.sub(lambda found: _quoted(self._id(found[1], wild)), operation.path)
        query, headers = [], {}
        for told in map(self._at, operation.told.get("parameters", ())):
            if told["in"] == "query" and (told.get("required") or self.random.random() < 0.25):
                query += self._asked(told, wild)
        if operation.method == "post":
            headers["Idempotency-Key"] = f"{self.random.getrandbits(96):024x}"
        if "If-Match" in str(operation.told.get("parameters")):
            headers["If-Match"] = f'"{self.random.randint(1, 3)}"'
        body = None
        if content := operation.told.get("requestBody", {}).get("content"):
            body, kind = self._body(content, wild)
            headers["Content-Type"] = kind
        if self.random.random() < wild:
            name, value = self.random.choice(HEADERS)
            headers[name] = value
        if self.random.random() < wild / 4:
            query.append((self.random.choice(("no_such", "limit", "columns", "$where", "")), self._said(1.0)))
        return Sent(operation, path, query, headers, body)

    def _asked(self, told: Document, wild: float) -> Iterator[tuple[str, str]]:
        value = self.value(told.get("schema", {}), told["name"], wild)
        for one in value if isinstance(value, list) else [value]:
            yield told["name"], one if isinstance(one, str) else json.dumps(one)

    def _body(self, content: Document, wild: float) -> tuple[bytes, str]:
        kind = "application/json" if "application/json" in content else self.random.choice(sorted(content))
        if kind != "application/json":
            return self._file(kind, wild)
        told = content[kind]
        schema, example = self._at(told.get("schema", {})), told.get("example")
        if example is None and schema.get("examples"):
            (example, *_) = schema["examples"]
        made = self._like(example, schema, wild) if example is not None else self.value(schema, "", wild)
        if self.random.random() < wild / 8:
            made = self.random.choice(OTHERS)
        # Not orjson: what it does not write is sent as well.
        text = json.dumps(made).encode()
        if self.random.random() < wild / 8:
            text = text[: self.random.randrange(len(text) + 1)]
        return text, kind

    def _file(self, kind: str, wild: float) -> tuple[bytes, str]:
        lines = (
            b"\xef\xbb\xbf\xe5\xa7\x93\xe5\x90\x8d,\xe6\x80\xa7\xe5\x88\xab\n\xe7\xa4\xba\xe4\xbe\x8b,\xe7\x94\xb7\n",
            b'{"name": "\xe7\xa4\xba\xe4\xbe\x8b"}\n[]\n{"a":',
            b"PK\x03\x04" + self.random.randbytes(40),
            b"<Person><XingMing>x</XingMing></Person>",
            b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\ncadres\r\n--x--\r\n',
            self.random.randbytes(60),
            b"",
        )
        if kind.startswith("multipart"):
            return lines[4] if self.random.random() > wild else self.random.choice(lines), f"{kind}; boundary=x"
        return self.random.choice(lines), kind

    def _like(self, example: Any, schema: Document, wild: float) -> Any:
        """An example with the ids of what exists, and some of its values exchanged."""
        made = copy.deepcopy(example)
        if not isinstance(made, dict):
            return made
        properties = schema.get("properties", {})
        for name in list(made):
            made[name] = self._exchanged(made[name], name)
            if self.random.random() < wild / 3:
                made[name] = self.value(properties.get(name, {}), name, wild)
            elif self.random.random() < wild / 8:
                del made[name]
        for name in properties:
            if name not in made and self.random.random() < 0.15:
                made[name] = self.value(properties[name], name, wild)
        if self.random.random() < wild / 6:
            made[self.random.choice(("no_such", "id", "version", "$set", ""))] = self._hostile()
        return made

    def _exchanged(self, value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: self._exchanged(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._exchanged(inner, name) for inner in value]
        if name == "identity_number":
            return self._identity_number()
        if isinstance(value, str) and (_SHAPED.fullmatch(value) or name.endswith(("_id", "_ids"))):
            return self._id(name, 0.0, value[:3])
        if name == "code" and isinstance(value, str) and re.fullmatch("[A-Z-]{4,}.*", value):
            return f"{value[:10]}-{self.random.getrandbits(24):06X}"
        return value

    def _identity_number(self) -> str:
        day = date(1965, 1, 1) + timedelta(days=self.random.randrange(12_000))
        digits = f"150203{day:%Y%m%d}{self.random.randrange(1000):03}"
        return digits + str(ric.calc_check_digit(digits + "0"))

    def _id(self, name: str, wild: float, kind: str = "") -> str:
        if self.random.random() < wild / 4:
            return self.random.choice(TEXTS[9:]).replace("/", "") or "x"
        found = self.known.by_name.get(_singular(name)) or self.known.by_kind.get(kind)
        if found:
            return self.random.choice(found[-20:])
        return self.random.choice([*(one for kept in self.known.by_kind.values() for one in kept[-3:]), "x-1"])

    def value(self, schema: Document, name: str, wild: float, depth: int = 0) -> Any:
        """A value of a schema."""
        if self.random.random() < wild / 5 or depth > 6:
            return self._hostile()
        schema = self._at(schema)
        for several in ("anyOf", "oneOf"):
            if several in schema:
                return self.value(self.random.choice(schema[several]), name, wild, depth + 1)
        if "allOf" in schema:
            schema = {key: value for one in schema["allOf"] for key, value in self._at(one).items()}
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        kinds = schema.get("type", "string")
        kind = self.random.choice(kinds) if isinstance(kinds, list) else kinds
        match kind:
            case "null":
                return None
            case "boolean":
                return self.random.random() < 0.5
            case "integer" | "number":
                least = schema.get("minimum", schema.get("x-minimum", 0))
                most = schema.get("maximum", schema.get("x-maximum", 100))
                made = self.random.choice((least, most, self.random.randint(int(float(least)), int(float(most)))))
                return int(float(made)) if kind == "integer" else float(made)
            case "array":
                least, most = schema.get("minItems", 0), min(schema.get("maxItems", 3), 3)
                count = self.random.randint(least, max(least, most))
                return [self.value(schema.get("items", {}), name, wild, depth + 1) for _ in range(count)]
            case "object":
                needed = schema.get("required", ())
                return {
                    key: self.value(told, key, wild, depth + 1)
                    for key, told in schema.get("properties", {}).items()
                    if key in needed or self.random.random() < 0.4
                }
        return self._string(schema, name)

    def _string(self, schema: Document, name: str) -> str:
        if name.endswith(("_id", "_ids")) or name == "id":
            return self._id(name, 0.0)
        if schema.get("format") == "date":
            return (_TODAY + timedelta(days=self.random.choice((-4000, -400, -30, -1, 0, 1, 30, 400)))).isoformat()
        if schema.get("format") == "date-time":
            return f"{_TODAY.isoformat()}T{self.random.randint(0, 23):02}:00:00+08:00"
        if name == "identity_number":
            return self._identity_number()
        told = schema.get("example") or next(iter(schema.get("examples", ())), None)
        if isinstance(told, str) and self.random.random() < 0.7:
            return told
        most = schema.get("maxLength", 40)
        return ("示例" * most)[: self.random.choice((max(schema.get("minLength", 1), 1), min(most, 12), most))]

    def _hostile(self) -> Any:
        return self.random.choice((self._said(1.0), self.random.choice(NUMBERS), self.random.choice(OTHERS)))

    def _said(self, wild: float) -> str:
        return self.random.choice(TEXTS)

    def _at(self, schema: Document) -> Document:
        while "$ref" in schema:
            found: Any = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            schema = found
        return schema

    # What is answered

    def learn(self, sent: Sent, answer: httpx.Response) -> None:
        """Remember what exists."""
        if not answer.is_success or (body := _json_of(answer)) is None:
            return
        self.known.learn(body)
        if not isinstance(body, dict):
            return
        items = body["items"] if isinstance(body.get("items"), list) else [body]
        for list_, _, parameter in self._parents.values():
            if list_ == sent.operation.path:
                name = parameter.removesuffix("}")
                for one in items[:20]:
                    if isinstance(one, dict) and isinstance(one.get("id", one.get("code")), str):
                        _add(self.known.by_name[name], one.get("id", one.get("code")))

    def wrong_with(self, sent: Sent, answer: httpx.Response) -> str | None:
        """Why an answer is none that may be given; None of one that may."""
        status = answer.status_code
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if status >= 500:
            return f"{status}: a failure of ours"
        responses = sent.operation.told["responses"]
        declared = self._at(responses.get(str(status)) or (responses["default"] if status >= 400 else {}))
        if not declared:
            return f"{status} is not declared"
        content = declared.get("content", {})
        if status in (204, 304):
            return None if not answer.content else f"{status} with a body"
        if kind not in content:
            return f"{status}: {kind or 'no content type'} is not declared"
        if kind == "application/json" and _json_of(answer) is None:
            return f"{status}: no JSON"
        if kind != "application/problem+json":
            return None
        told = {
            name
            for at, one in responses.items()
            if at in (str(status), "default")
            for name in self._at(one)["content"].get(kind, {}).get("examples", {})
        }
        problem = answer.json()
        code = str(problem["type"]).partition("/problems/")[2].replace("/", ".")
        if code not in told:
            return f"{status}: {code or problem['type']} is not declared"
        return None
