"""Fields that leave no trace: whatever is named like a secret is one of them, on every row."""

from __future__ import annotations

import re
from collections.abc import Iterator

import marshmallow
from marshmallow import fields

from gateway.table import collect

SECRET = re.compile(r"password|passphrase|passcode|secret|token|credential|private_key|api_key|\bpin\b")


def secrets_in(schema: marshmallow.Schema) -> Iterator[str]:
    """The schema's own fields that hold a secret, themselves or somewhere within."""
    for name, declared in schema.fields.items():
        inner = declared.inner if isinstance(declared, fields.List) else declared
        within = isinstance(inner, fields.Nested) and any(secrets_in(inner.schema))
        if not declared.dump_only and (SECRET.search(name) or within):
            yield name


def test_a_secret_is_in_no_fingerprint():
    asked = {row.operation_id: set(secrets_in(row.body())) for row in collect() if row.body}
    unlogged = {row.operation_id: set(row.unlogged) for row in collect()}
    assert {"password", "current_password", "new_password"} <= set().union(*asked.values())
    assert {name: fields for name, found in asked.items() if (fields := found - unlogged[name])} == {}
