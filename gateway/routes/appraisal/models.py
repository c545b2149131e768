"""Versioned models of 双10+5+1 (分析研判模型)."""

from __future__ import annotations

from typing import Any

from gateway.route import Route
from services.appraisal.operations import models

_M = "/appraisal/models"
_FEED = {"source": "appraisal.conclusion", "share": 1, "method": "mean", "at_zero": 0, "at_hundred": 100, "years": 3}
_EXAMPLE: dict[str, Any] = {
    "kind": "cadre",
    "zh": "（示例）干部担当指数",
    "en": "Responsibility index (example)",
    "dimensions": [
        {"key": "political", "zh": "政治担当", "en": "Political", "weight": 0.5, "example": True, "feeds": [_FEED]},
        {"key": "style", "zh": "作风纪律", "en": "Conduct", "weight": 0.5, "example": True, "feeds": [_FEED]},
    ],
    "lever": {
        "positive_source": "appraisal.deed.positive",
        "negative_source": "appraisal.deed.negative",
        "points": 1,
        "cap": 5,
        "years": 1,
    },
    "extension": {"source": "appraisal.major_matter", "share": 0.1, "years": 3},
    "neutral": 60,
    "basis": "（示例）模型调整的批准文件",
    "synthetic": True,
}

# fmt: off
ROWS: list[Route] = [
    Route.post(_M, models.DRAFT_MODEL, right="appraisal.models.draft", zh="拟订模型版本",
        en="Write a new version of a model", example=_EXAMPLE),
    Route.get(_M, models.LIST_MODELS, right="appraisal.models.read", zh="模型版本", en="Versions of the models"),
    Route.get(f"{_M}/{{model_id}}", models.GET_MODEL, right="appraisal.models.read", zh="模型版本详情",
        en="One version with all that is in it"),
    Route.post(f"{_M}/{{model_id}}/publication", models.PUBLISH_MODEL, status=200, right="appraisal.models.publish",
        zh="发布模型版本并全量重算", en="Publish a version; when it holds every index is computed anew",
        example={"published_by": "（示例）经办负责人"}),
    Route.post(f"{_M}/{{model_id}}/discarding", models.DISCARD_MODEL, status=200, right="appraisal.models.draft",
        zh="作废模型草稿", en="Throw a draft away"),
    Route.get(f"{_M}/{{model_id}}/comparison", models.COMPARE_MODELS, right="appraisal.models.read",
        zh="比较两个模型版本", en="In what a version differs from another", example={"with": "mdl-cadre-1"}),
]
