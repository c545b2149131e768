"""Nominations (推荐) from draft to naming: the saga with supervision."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from servicekit.schema import page_of
from services.incentive.errors import nominations as errors
from services.incentive.errors import programmes as programme_errors
from services.incentive.schemas import nominations as schemas

_N = "/incentive/nominations"
_ONE = f"{_N}/{{nomination_id}}"
_CHECKS = [
    errors.NotEligible,
    errors.Retired,
    errors.Restricted,
    errors.OverrideNotAllowed,
    programme_errors.BatchNotInThisState,
]
_NEW = [errors.AlreadyNominated, programme_errors.NoBatch, programme_errors.UnknownField, *_CHECKS]

ROWS = [
    Route.post(
        _N,
        "incentive.nominate",
        body=schemas.Nominate,
        answer=schemas.NominationOut,
        right="incentive.nominations.nominate",
        scope=Scope.PERSON,
        zh="推荐",
        en="Write a nomination, and submit it where wished",
        problems=_NEW,
        example={
            "batch_id": "bat-01",
            "cadre_id": "cdr-01",
            "unit_id": "unt-07",
            "field": "two_major_tasks",
            "merits": "主要事迹",
        },
    ),
    Route.get(
        _N,
        "incentive.list_nominations",
        query=schemas.ListNominations,
        answer=page_of(schemas.NominationOut),
        right="incentive.nominations.read",
        scope=Scope.PERSON,
        zh="查询推荐",
        en="Nominations",
    ),
    Route.get(
        _ONE,
        "incentive.get_nomination",
        query=schemas.NominationOf,
        answer=schemas.NominationOut,
        right="incentive.nominations.read",
        scope=Scope.PERSON,
        zh="推荐详情",
        en="One nomination with its timeline",
    ),
    Route.patch(
        _ONE,
        "incentive.change_nomination",
        body=schemas.ChangeNomination,
        answer=schemas.NominationOut,
        right="incentive.nominations.nominate",
        scope=Scope.PERSON,
        zh="修改推荐",
        en="Change a draft",
        problems=[errors.NotInThisState, programme_errors.UnknownField],
        example={"merits": "补充事迹"},
    ),
    Route.post(
        f"{_ONE}/submission",
        "incentive.submit_nomination",
        body=schemas.SubmitNomination,
        answer=schemas.NominationOut,
        status=200,
        right="incentive.nominations.nominate",
        scope=Scope.PERSON,
        zh="提交推荐",
        en="Submit a nomination to vetting",
        problems=[errors.NotInThisState, *_CHECKS],
    ),
    Route.post(
        f"{_ONE}/withdrawal",
        "incentive.withdraw_nomination",
        body=schemas.WithdrawNomination,
        answer=schemas.NominationOut,
        status=200,
        right="incentive.nominations.nominate",
        scope=Scope.PERSON,
        zh="撤回推荐",
        en="Withdraw a nomination",
        problems=[errors.NotInThisState],
        example={"reason": "本人申请"},
    ),
    Route.post(
        f"{_ONE}/resumption",
        "incentive.resume_nomination",
        body=schemas.NominationOf,
        answer=schemas.NominationOut,
        status=200,
        right="incentive.nominations.nominate",
        scope=Scope.PERSON,
        zh="恢复推荐",
        en="Go on after a restriction was lifted",
        problems=[errors.NotInThisState, errors.Restricted, programme_errors.BatchNotInThisState],
    ),
    Route.post(
        f"{_ONE}/vetting",
        "incentive.request_vetting_again",
        body=schemas.NominationOf,
        answer=schemas.NominationOut,
        status=200,
        right="incentive.nominations.nominate",
        scope=Scope.PERSON,
        zh="再次提请联审",
        en="Ask for vetting again after it was put off",
        problems=[errors.NotInThisState, errors.Restricted, programme_errors.BatchNotInThisState],
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "nominations",
        "incentive.import_nominations",
        schemas.Nominate,
        right="incentive.nominations.nominate",
        zh="推荐",
        en="Nominations",
        problems=_NEW,
    )
]
