"""OpenAPI 3.1 (接口描述) made from the rows and their schemas; nothing is described twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import marshmallow
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import make_schema_key

from gateway import exports, problems
from gateway.by_name import TooManyCalledSo
from gateway.columns import item_of
from gateway.examples import NO_CODES, example_of, value_of
from gateway.matrix import roles_on
from gateway.media import FORM
from gateway.naming import ACCOUNT, AGENCY, CADRE, NAMES, POST, UNIT, Name, ids_in, places_of
from gateway.positions import HEADER
from gateway.printing import NotPrintable
from gateway.route import BASE, Route, SchemaClass, Scope
from gateway.rpc import CallLost, CallTimedOut, Overloaded
from gateway.sharing import shared
from gateway.words import WORDS, Codes, Words, shipped_entries
from gateway.words import add as add_words
from servicekit.cursors import BadCursor
from servicekit.errors import (
    Forbidden,
    Internal,
    InvalidFields,
    KeyReused,
    NotFound,
    NotYet,
    PreconditionFailed,
    StillRunning,
)
from servicekit.errors import Problem as ProblemType
from servicekit.fields import AnyOf
from servicekit.schema import Id, declared_in
from servicekit.store import BadSort
from services import SERVICES

VERSION = "1.0.0"
TAGS = {
    "session": "登录与会话",
    "accounts": "账号与角色",
    **{service.tag: service.zh for service in SERVICES},
    "read models": "档案、简报与看板",
    "documents": "文书类别与模板",
    "imports": "批量导入",
    "exports": "导出",
    "operations": "规则、字典、审计与运维",
}
EVERY_ROW = (
    problems.BadQuery,
    problems.TooManyRequests,
    problems.UnknownHost,
    problems.TargetTooLong,
    problems.TooManyHeaders,
    Internal,
    Overloaded,
    CallTimedOut,
    CallLost,
)
SIGNED_IN = (
    Forbidden,
    problems.PasswordMustChange,
    problems.NotSignedIn,
    problems.BadHeader,
    problems.NotNoted,
    NotYet,
)
"""What every row with a session can answer besides."""
WITH_BODY = (
    problems.MalformedJson,
    problems.TooDeep,
    problems.TooLarge,
    problems.TooSlow,
    problems.UnsupportedMediaType,
    InvalidFields,
)
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457. Titles and details are Chinese, or English for Accept-Language: en.",
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "The page of this problem type."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer (RFC 6901) into what was sent."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
    "additionalProperties": True,
}


class _Names:
    """One name for each schema: its class's, with the area before it where two areas use the same."""

    def __init__(self) -> None:
        self._names: dict[Any, str] = {}

    def __call__(self, schema: Any) -> str:
        instance = schema if isinstance(schema, marshmallow.Schema) else schema()
        key = make_schema_key(instance)
        if key in self._names:
            return self._names[key]
        kind = type(instance)
        modified = bool(instance.exclude or instance.only)
        name = kind.__name__ + ("Body" if modified else "")
        taken = set(self._names.values())
        if name in taken:
            area = next((part for part in kind.__module__.split(".") if part in TAGS), "gateway")
            name = f"{area.capitalize()}{name}"
        base, number = name, 2
        while name in taken:
            name, number = f"{base}{number}", number + 1
        self._names[key] = name
        return name


def document(routes: Iterable[Route], known: Mapping[str, type[ProblemType]]) -> dict[str, Any]:
    """The whole description of `routes`; `known` are the problem types with pages."""
    names = _Names()
    plugin = MarshmallowPlugin(schema_name_resolver=names)
    spec = APISpec(
        title="干部工作平台 Cadre-work platform",
        version=VERSION,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={
            "description": f"One front door for a city's cadre work (干部工作的统一入口): {', '.join(TAGS)} "
            f"({'；'.join(TAGS.values())}). Whom an answer holds by id it calls by name in `names`, and what its "
            "codes are called in Chinese in `words`. A list comes whole, without pages, where `Accept` asks for a "
            "sheet. What is true of all rows stands here once. `x-right` is the right "
            "that a row needs, `x-roles` who has it and how far (`all`, `unit`: own unit and below, `self`); where "
            "`x-scope` is `person`, readers are told of persons within that alone, what several roles reach united. "
            "`x-right` of a field is the right without which it is null. Each answer has an `X-Request-Id`, which each "
            "log line has, and one with a body an `ETag`, its version. The answer to a command may have a "
            f"`{HEADER.title()}`: a request that sends it along is sure to know what that told; a session's own "
            "commands of the last minute are known anyway. `default` holds the refusals that rows share, an example of "
            "each, with its status. All names in examples are invented; the "
            "demonstration holds synthetic people only.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        servers=[{"url": "/", "description": "This gateway"}],
        security=[{"session": []}],
    )
    assert plugin.converter is not None
    plugin.converter.add_attribute_function(_titles)
    spec.components.security_scheme(
        "session", {"type": "http", "scheme": "bearer", "description": "From POST /v1/session"}
    )
    spec.components.schema("Problem", PROBLEM_SCHEMA)
    for name, zh in TAGS.items():
        spec.tag({"name": name, "description": zh})
    spec.components.schema("Name", schema=Name)
    routes = list(routes)
    words = Words(routes, shipped_entries())
    for route in routes:
        described = _Operation(route, plugin, words).describe()
        spec.path(path=BASE + route.path, operations={route.method.lower(): described})
    made = spec.to_dict()
    for named in {_answered(made, route) for route in routes if places_of(route)}:
        made["components"]["schemas"][named]["properties"][NAMES] = {"$ref": "#/components/schemas/Names"}
    for named in {_answered(made, route) for route in routes if words.of(route)}:
        made["components"]["schemas"][named]["properties"][WORDS] = {"$ref": "#/components/schemas/Words"}
    made["components"]["schemas"] |= {"Names": _NAMES, "Words": _WORDS}
    made["components"]["schemas"] = {name: _tidy(one) for name, one in made["components"]["schemas"].items()}
    made["components"]["examples"] = {
        code.replace("/", "."): {
            "summary": one.en,
            "value": problems.document(one(), "zh", BASE + "/…", "0af76519"),
        }
        for code, one in known.items()
    }
    return shared(_plain(made))


def _answered(made: dict[str, Any], route: Route) -> str:
    """The component that a row's answers are described by."""
    answer = made["paths"][BASE + route.path][route.method.lower()]["responses"][str(route.status)]
    return str(answer["content"]["application/json"]["schema"]["$ref"]).rpartition("/")[2]


_NAMES = {
    "type": "object",
    "title": "编号对照",
    "description": "In the outermost object: what the ids of persons, units, posts, agencies and accounts stand for.",
    "additionalProperties": {"$ref": "#/components/schemas/Name"},
}


_WORDS = {
    "type": "object",
    "title": "代码对照",
    "description": "In the outermost object: what the codes of its fields are called, by the field's place. Where what "
    "a code means follows from the field beside it, the place ends with what stands there: `conditions.value.sex`.",
    "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
}
_UNIT = {"unit_id": "unt-07", "unit_name": "（示例）市教育局"}
_CALLED: dict[str, dict[str, Any]] = {
    CADRE: {"name": "（示例）哈斯", "title": "（示例）副局长", **_UNIT},
    UNIT: {"name": "（示例）市教育局"},
    POST: {"name": "（示例）副局长", **_UNIT},
    AGENCY: {"name": "（示例）市审计局", **_UNIT},
    ACCOUNT: {"name": "（示例）经办人", "title": "干部信息管理员", "unit_id": None, "unit_name": None},
}


def _answer_example(route: Route, shown: SchemaClass, words: Words) -> Any:
    """An example of a row's answer, with its tables of names and words."""
    given = route.answer_example
    example = example_of(shown, loading=False, codes=Codes(words)) if given is None else dict(given)
    add_words(words.of(route), example)
    if (places := places_of(route)) and NAMES not in example and (ids := ids_in(example, places)):
        example[NAMES] = {id: _CALLED[id[:3]] for id in sorted(ids) if id[:3] in _CALLED}
    return example


def tag_of(route: Route) -> str:
    """The area that a row belongs to."""
    if route.tag:
        return route.tag
    name, area = (route.target or "").partition(".")[0], route.path.split("/")[1]
    return next((one.tag for one in SERVICES if one.name == name or (not name and one.tag == area)), "read models")


def body_example(route: Route, codes: Codes = NO_CODES) -> dict[str, Any]:
    """An example of a row's body, without its path parameters."""
    if route.body is None:
        return {}
    if route.example is not None:
        return {name: value for name, value in route.example.items() if name not in route.parameters}
    example = example_of(route.body, loading=True, codes=codes)
    return {name: value for name, value in example.items() if name not in route.parameters}


class _Operation:
    """The description of one row."""

    def __init__(self, route: Route, plugin: MarshmallowPlugin, words: Words) -> None:
        self.route = route
        self.plugin = plugin
        self.words = words

    def describe(self) -> dict[str, Any]:
        """An OpenAPI operation object."""
        route = self.route
        operation: dict[str, Any] = {
            "operationId": route.operation_id,
            "summary": f"{route.zh} {route.en}",
            "tags": [tag_of(route)],
            "parameters": self._parameters(),
            "responses": self._responses(),
            "x-right": route.right or None,
            "x-scope": route.scope.value,
            "x-roles": {role: far.value for role, far in roles_on(route).items()} if route.right else None,
        }
        if route.description:
            operation["description"] = route.description
        if route.scope is Scope.PUBLIC:
            operation["security"] = []
        body = self._body()
        if body:
            operation["requestBody"] = body
        return operation

    def _parameters(self) -> list[dict[str, Any]]:
        route = self.route
        schema = route.query if route.method == "GET" else route.body
        parameters = [self._path_parameter(name, schema) for name in route.parameters]
        if route.query is not None:
            declared = declared_in(route.query)
            only = [name for name in declared if name not in route.parameters]
            if only:
                assert self.plugin.converter is not None
                described = self.plugin.converter.schema2parameters(route.query(only=only), location="query")
                parameters += map(_sent, described)
        if route.method == "POST":
            parameters.append(
                _header(
                    "Idempotency-Key",
                    False,
                    "The same key and body answer the same, and take effect once.",
                    "batch-2026-03-02",
                )
            )
        if route.needs_if_match:
            parameters.append(_header("If-Match", True, "The ETag of what was read.", '"3"'))
        if item_of(route) is not None:
            parameters.append(_OF_A_SHEET)
        if route.method == "GET":
            parameters.append(_header("If-None-Match", False, "An ETag; 304 when nothing has changed.", '"3"'))
        return parameters

    def _path_parameter(self, name: str, schema: SchemaClass | None) -> dict[str, Any]:
        assert self.plugin.converter is not None
        declared = declared_in(schema).get(name) if schema is not None else None
        if declared is None:
            example = value_of(Id(), loading=True, name=name)
            return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "example": example}
        if isinstance(declared, AnyOf):
            declared = declared.inner
        described = self.plugin.converter.field2property(declared)
        described.pop("default", None)
        example = value_of(declared, loading=True, name=name)
        return {"name": name, "in": "path", "required": True, "schema": described, "example": example}

    def _body(self) -> dict[str, Any] | None:
        route = self.route
        if route.raw:
            # What a form may hold is said where nothing else is sent; of uploads the parameters are.
            form = {"schema": route.body} if route.content_types == (FORM,) else {}
            media: dict[str, Any] = dict.fromkeys(route.content_types, form)
            return {"required": True, "content": media}
        if route.body is None:
            return None
        excluded = [name for name in route.parameters if name in declared_in(route.body)]
        schema = route.body(exclude=excluded) if excluded else route.body()
        if not schema.fields:
            return None
        example = body_example(route, Codes(self.words))
        required = any(declared.required for declared in schema.fields.values())
        return {"required": required, "content": {"application/json": {"schema": schema, "example": example}}}

    def _responses(self) -> dict[str, Any]:
        route = self.route
        answer: dict[str, Any] = {"description": "OK"}
        if route.status == 201:
            answer["headers"] = {"Location": _says("Where the thing is.")}
        shown = route.answer
        if shown is not None and route.status != 204:
            example = _answer_example(route, shown, self.words)
            answer["content"] = {"application/json": {"schema": shown, "example": example}}
            if item_of(route) is not None:
                answer["content"] |= {kind: {} for kind in exports.SHEETS}
        if route.answers_in:
            answer["content"] = {kind: {} for kind in route.answers_in} | answer.get("content", {})
        responses: dict[str, Any] = {str(route.status): answer}
        if route.method == "GET":
            responses["304"] = {"description": "未变化 Not modified"}
        shared_by_rows = self.shared_problems()
        by_status: dict[int, list[type[ProblemType]]] = defaultdict(list)
        for problem in dict.fromkeys(route.problems):
            if problem not in shared_by_rows:
                by_status[problem.status].append(problem)
        for status in sorted(by_status):
            responses[str(status)] = _refusals(by_status[status])
            of_the_standard = {kind: {"schema": {"$ref": "#/components/schemas/Problem"}} for kind in route.refuses_in}
            responses[str(status)]["content"] |= of_the_standard
        responses["default"] = _refusals(shared_by_rows)
        return responses

    def shared_problems(self) -> list[type[ProblemType]]:
        """The problem types that this row can answer as others of its kind do."""
        route = self.route
        found: list[type[ProblemType]] = [*EVERY_ROW]
        if route.scope is not Scope.PUBLIC:
            found += SIGNED_IN
        if route.body is not None:
            found += WITH_BODY
        if route.query is not None:
            found += [InvalidFields, problems.BadHeader]
            named = declared_in(route.query)
            found += [problem for field, problem in (("cursor", BadCursor), ("sort", BadSort)) if field in named]
        if route.called:
            found.append(TooManyCalledSo)
        if route.method == "GET" or route.answers_in:
            found.append(problems.NotAcceptable)
        if item_of(route) is not None:
            found += [InvalidFields, exports.ListTooLong, exports.DocumentTooLong, NotPrintable]
        if route.parameters:
            found += [NotFound, problems.BadPath]
        if route.method == "POST" and route.scope is not Scope.PUBLIC:
            found += [KeyReused, StillRunning, problems.BadHeader]
        if route.method != "GET" and route.scope is not Scope.PUBLIC:
            found.append(PreconditionFailed)
        if route.needs_if_match:
            found.append(problems.PreconditionRequired)
        return sorted(set(found), key=lambda one: (one.status, one.code))


def _sent(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter of the query string without what is so of each: it may be left out, and is never null."""
    said = {name: value for name, value in parameter.items() if (name, value) not in _OF_EACH}
    schema = dict(said["schema"])
    if isinstance(schema.get("type"), list):
        kinds = [kind for kind in schema["type"] if kind != "null"]
        schema["type"] = kinds[0] if len(kinds) == 1 else kinds
    if schema.get("default", "") is None:
        del schema["default"]
    schema.pop("minItems", None)
    return said | {"schema": schema}


# One parameter in the description, as many in an address as it has properties (form, exploded).
_OF_A_SHEET = {
    "name": "sheet",
    "in": "query",
    "description": "表格专用 Of the list as a sheet alone.",
    "schema": {
        "type": "object",
        "properties": {
            "columns": {"type": "string", "title": "列及其次序", "description": "Names of fields, with commas."},
            "group_by": {"type": "string", "title": "分组所按的列", "description": "The name of a field."},
            "total": {"type": "boolean", "title": "末行合计"},
            "heading": {"type": "string", "title": "标题", "maxLength": 60},
        },
    },
}
_OF_EACH = (("required", False), ("style", "form"), ("explode", True))


def _header(name: str, required: bool, says: str, example: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": says,
        "schema": {"type": "string"},
        "example": example,
    }


def _says(text: str) -> dict[str, Any]:
    return {"description": text, "schema": {"type": "string"}}


def _refusals(types: list[type[ProblemType]]) -> dict[str, Any]:
    names = [one.code.replace("/", ".") for one in types]
    examples = {name: {"$ref": f"#/components/examples/{name}"} for name in names}
    # What each of them says is in its example, and said there once for all rows.
    content = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}}
    return {"description": "不予办理 Refused", "content": content}


def _titles(_converter: Any, declared: marshmallow.fields.Field[Any], **_: Any) -> dict[str, Any]:
    zh = declared.metadata.get("zh")
    if not zh:
        return {}
    title, source = _SOURCE.sub("", zh), _SOURCE.search(zh)
    if source is None or "description" in declared.metadata:
        return {"title": title}
    return {"title": title, "description": f"Codes of {source[1] or 'dictionary ' + ', '.join(_QUOTED.findall(zh))}."}


_SOURCE = re.compile(r"（(?:(GB/T [\d.\-]+)|字典“[^）]*)）|：字典“.*")
"""Of which standard or dictionary a field's codes are: its title goes without."""
_QUOTED = re.compile(r"“([a-z_.]+)”")


def _tidy(schema: dict[str, Any]) -> dict[str, Any]:
    schema.setdefault("additionalProperties", False)
    for declared in schema.get("properties", {}).values():
        if declared.get("default", "") is None:
            del declared["default"]  # It may be left out; that it is then none goes without saying.
    return schema


def _plain(value: Any) -> Any:
    """JSON as other tools read it: Python's end of text becomes `$`, dates and enums text, decimals numbers."""
    if isinstance(value, Mapping):
        return {
            str(key): inner.replace(r"\Z", "$").replace(r"\A", "^")
            if key == "pattern" and isinstance(inner, str)
            else _plain(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return getattr(value, "value", value)
