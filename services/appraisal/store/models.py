"""Collections: versioned models of 双10+5+1 (分析研判模型)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, index
from services.appraisal.errors import models as errors
from services.appraisal.model.models import ModelVersion

MODELS = Collection(
    "models",
    ModelVersion,
    [
        index("kind", "number", unique=True, problem=errors.ModelKnown),
        index("kind", "state", "valid_from"),
        index("state", "kind", "number", "_id"),
    ],
    missing=errors.NoModel,
    called="zh",
)
ALL: list[Collection[Any]] = [MODELS]
