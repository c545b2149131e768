"""Examples of what a schema describes, where nobody wrote one: from each field's own example, else from its type."""

from __future__ import annotations

from typing import Any

import marshmallow
from marshmallow import fields, validate

from gateway.route import SchemaClass
from servicekit.schema import PartialDate

DEEPEST = 4
_IDS = {"cadre_id": "cad", "unit_id": "unt", "post_id": "pst", "agency_id": "agy"}
_IDS |= {f"{name}s": kind for name, kind in _IDS.items()}
_BY_TYPE = {"number": 1.5, "integer": 1, "boolean": True, "object": {}, "array": []}


def example_of(schema: SchemaClass | marshmallow.Schema, *, loading: bool, depth: int = 0) -> dict[str, Any]:
    """An example of a body (`loading`: required fields and those with an example) or of an answer (every field)."""
    instance = schema if isinstance(schema, marshmallow.Schema) else schema()
    example = {}
    for name, declared in instance.fields.items():
        if declared.dump_only if loading else declared.load_only:
            continue
        if loading and not declared.required and "example" not in declared.metadata:
            continue
        example[name] = value_of(declared, loading=loading, depth=depth, name=name)
    return example


def value_of(declared: marshmallow.fields.Field[Any], *, loading: bool, depth: int = 0, name: str = "") -> Any:
    """An example of one field."""
    if "example" in declared.metadata:
        return declared.metadata["example"]
    if depth > DEEPEST and isinstance(declared, fields.Nested):
        return [] if declared.many else {}
    for check in declared.validators:
        if isinstance(check, validate.OneOf):
            first = next(iter(check.choices), None)
            return getattr(first, "value", first)
        if isinstance(check, validate.Range) and check.min is not None:
            return check.min
    if declared.metadata.get("type") in _BY_TYPE:
        return _BY_TYPE[declared.metadata["type"]]
    match declared:
        case fields.Nested():
            inner = example_of(declared.schema, loading=loading, depth=depth + 1)
            return [inner] if declared.many else inner
        case fields.List():
            return [value_of(declared.inner, loading=loading, depth=depth + 1, name=name)]
        case fields.Dict():
            return {}
        case fields.Boolean():
            return True
        case fields.Integer():
            return 1
        case fields.Float() | fields.Decimal() | fields.Number():
            return 1.5
        case PartialDate():
            return "2026-01"
        case fields.DateTime():
            return "2026-01-05T01:00:00Z"
        case fields.Date():
            return "2026-01-05"
        case fields.Enum():
            return next(iter(declared.enum.__members__.values())).value
        case fields.UUID():
            return "00000000-0000-4000-8000-000000000000"
    if declared.allow_none and not declared.required:
        return None
    if kind := next((kind for ending, kind in _IDS.items() if name.endswith(ending)), None):
        return f"{kind}-07"
    if name == "id" or name.endswith("_id"):
        return f"{(name.removesuffix('_id') or 'id')[:3]}-01j9x3e7"
    return "text"
