"""What every paper that is handed in says of itself: how confidential it is."""

from __future__ import annotations

from typing import Any

from servicekit.schema import fields, validate

CLASSIFICATIONS = ("public", "internal")


def classification(*, required: bool = True, **options: Any) -> fields.String:
    """How confidential a paper is (密级): public or internal. What is 秘密 or above has no place here."""
    refusal = (
        "classified|本平台不处理秘密及以上材料，只接受公开或内部材料"
        "|Nothing secret is kept here: only public or internal"
    )
    known = validate.OneOf(CLASSIFICATIONS, error=refusal)
    return fields.String(required=required, validate=known, metadata={"zh": "密级（公开、内部）"}, **options)
