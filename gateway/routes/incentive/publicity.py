"""Publicity (公示) on working days, objections to it, and naming."""

from __future__ import annotations

from gateway.route import Route, Scope
from servicekit.bulk import BulkOut
from servicekit.schema import page_of
from services.incentive.errors import nominations as nomination_errors
from services.incentive.errors import programmes as programme_errors
from services.incentive.errors import publicity as errors
from services.incentive.schemas import publicity as schemas
from services.incentive.schemas.nominations import NominationOut

_I = "/incentive"
_ONE, _BATCH = f"{_I}/nominations/{{nomination_id}}", f"{_I}/batches/{{batch_id}}"
_PERIOD = [errors.PublicityTooShort, errors.PublicityInFuture]
_STATE = nomination_errors.NotInThisState

ROWS = [
    Route.post(
        f"{_ONE}/publicity",
        "incentive.publicise",
        body=schemas.Publicise,
        answer=NominationOut,
        status=200,
        right="incentive.publicity.manage",
        scope=Scope.PERSON,
        zh="公示",
        en="Make an elected nomination public",
        problems=[*_PERIOD, _STATE],
        example={"working_days": 5},
    ),
    Route.post(
        f"{_BATCH}/publicity",
        "incentive.publicise_batch",
        body=schemas.PubliciseBatch,
        answer=BulkOut,
        status=200,
        right="incentive.publicity.manage",
        zh="批量公示",
        en="Make the elected nominations of a batch public",
        problems=[*_PERIOD, nomination_errors.NoNomination],
        example={"working_days": 5},
    ),
    Route.get(
        f"{_I}/publicity",
        "incentive.list_publicity",
        query=schemas.ListPublic,
        answer=page_of(schemas.PublicOut),
        right="incentive.publicity.read",
        zh="公示中的推荐",
        en="What is public now",
    ),
    Route.post(
        f"{_ONE}/objections",
        "incentive.lodge_objection",
        body=schemas.Lodge,
        answer=schemas.ObjectionOut,
        right="incentive.objections.lodge",
        zh="提出异议",
        en="Object to a nomination that is public",
        problems=[_STATE, programme_errors.UnknownField],
        location=f"{_I}/objections/{{id}}",
        example={"grounds": "facts", "text": "事迹与实际不符"},
    ),
    Route.get(
        f"{_I}/objections",
        "incentive.list_objections",
        query=schemas.ListObjections,
        answer=page_of(schemas.ObjectionOut),
        right="incentive.objections.read",
        zh="查询异议",
        en="Objections",
    ),
    Route.get(
        f"{_I}/objections/{{objection_id}}",
        "incentive.get_objection",
        query=schemas.ObjectionOf,
        answer=schemas.ObjectionOut,
        right="incentive.objections.read",
        zh="异议详情",
        en="One objection",
    ),
    Route.post(
        f"{_I}/objections/{{objection_id}}/resolution",
        "incentive.resolve_objection",
        body=schemas.Resolve,
        answer=schemas.ObjectionOut,
        status=200,
        right="incentive.objections.resolve",
        zh="办理异议",
        en="Uphold or dismiss an objection",
        problems=[errors.NoObjection, errors.ObjectionResolved, errors.OwnObjection],
        example={"outcome": "dismissed", "basis": "核查报告"},
    ),
    Route.post(
        f"{_ONE}/naming",
        "incentive.propose_naming",
        body=schemas.ProposeNaming,
        answer=NominationOut,
        status=202,
        right="incentive.namings.propose",
        scope=Scope.PERSON,
        zh="提请命名",
        en="Reserve a place and ask for clearance; the naming follows",
        problems=[
            errors.PublicityNotOver,
            errors.NamingDay,
            errors.ObjectionOpen,
            programme_errors.QuotaExceeded,
            nomination_errors.Restricted,
            nomination_errors.Retired,
            _STATE,
        ],
    ),
    Route.post(
        f"{_BATCH}/naming",
        "incentive.propose_namings",
        body=schemas.ProposeNamings,
        answer=BulkOut,
        status=202,
        right="incentive.namings.propose",
        zh="批量提请命名",
        en="Propose the naming of nominations of a batch",
        problems=[nomination_errors.NoNomination, programme_errors.NoBatch],
    ),
]
