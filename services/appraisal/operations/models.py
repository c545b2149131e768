"""Offered: versioned models of 双10+5+1 (分析研判模型)."""

from __future__ import annotations

from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.appraisal.errors.indices import RunUnderWay
from services.appraisal.errors.models import (
    BadModel,
    ModelKnown,
    ModelNotInThisState,
    ModelsOfDifferentKinds,
    NoModel,
    NoModelInForce,
    TooManyDimensions,
    ValidFromPast,
    WeightsDoNotAddUp,
)
from services.appraisal.schemas import models as schemas

# fmt: off
DRAFT_MODEL = Command(
    "appraisal.draft_model", schemas.DraftModel, schemas.ModelOut,
    refuses=(TooManyDimensions, WeightsDoNotAddUp, BadModel, ModelKnown),
    put_right=("discard_model",),
)
PUBLISH_MODEL = Command(
    "appraisal.publish_model", schemas.PublishModel, schemas.ModelOut,
    refuses=(
        NoModel, ModelNotInThisState, ValidFromPast, RunUnderWay, TooManyDimensions, WeightsDoNotAddUp,
        BadModel, NoModelInForce,
    ),
    put_right=("draft_model", "publish_model"),
)
DISCARD_MODEL = Command(
    "appraisal.discard_model", schemas.ModelOf, schemas.ModelOut,
    refuses=(NoModel, ModelNotInThisState),
    put_right=("draft_model",),
)
GET_MODEL = Query("appraisal.get_model", schemas.ModelOf, schemas.ModelOut, refuses=(NoModel,))
LIST_MODELS = Query("appraisal.list_models", schemas.ListModels, page_of(schemas.ModelLine))
COMPARE_MODELS = Query(
    "appraisal.compare_models", schemas.CompareModels, schemas.ComparisonOut,
    refuses=(NoModel, ModelsOfDifferentKinds),
)
