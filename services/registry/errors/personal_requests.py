"""Refusals: what somebody asks about what is kept of them (个人信息权利申请)."""

from __future__ import annotations

from servicekit.errors import Conflict, Forbidden, Invalid, NotFound


class UnknownPersonalRequest(NotFound):
    """No request (个人信息权利申请) has this id, or it is outside what the caller may see."""

    code = "registry/unknown-personal-request"
    zh = "没有这项个人信息权利申请"
    en = "There is no such request"


class RequestStepNotPossible(Conflict):
    """The request does not stand where this can be done; `allowed` says what can be."""

    code = "registry/personal-request-state"
    zh = "该申请现在不能这样办理"
    en = "This cannot be done with the request as it stands"


class RequestWaits(Conflict):
    """The person has asked for the same already, and waits for the answer: `request_id`."""

    code = "registry/personal-request-waits"
    zh = "此人的同类申请正在办理"
    en = "The person waits for the answer to such a request already"
    advice_zh = "请在已有的申请中办理；需要改变内容的，先撤回再提出。"
    advice_en = "Answer that one; to ask for something else, withdraw it first."


class NotYourPersonalRequest(Forbidden):
    """A request is taken back by the person alone; an officer who closes one answers it."""

    code = "registry/not-your-personal-request"
    zh = "申请只能由本人撤回"
    en = "A request is taken back by the person who made it"
    advice_zh = "经办人请作出答复；不予同意的注明法律依据，本人书面撤回的亦同。"
    advice_en = "Answer it instead, with the legal ground of a refusal; also where the person took it back on paper."


class GroundNeeded(Invalid):
    """Who is refused, wholly or in part, is told on which legal ground; who is not, needs none."""

    code = "registry/refusal-ground"
    zh = "不予同意或部分同意的，须注明法律依据；同意的不填"
    en = "What is refused, wholly or in part, has a legal ground; what is granted has none"


class OwnRequestIsToday(Invalid):
    """Who asks or acknowledges in person does so today; another day is what an officer enters of paper."""

    code = "registry/own-request-today"
    zh = "本人办理的日期即为今日；书面办理的日期由经办人补记"
    en = "Who does it in person does it today; an officer enters the day of what came on paper"


class OutOfTurn(Invalid):
    """A day of the request lies before the one that it follows."""

    code = "registry/personal-request-days"
    zh = "日期早于前一环节"
    en = "The day lies before the one that it follows"


class CorrectionWaits(Conflict):
    """The correction of the file by which it would be granted is not approved."""

    code = "registry/correction-waits"
    zh = "所引更正申请尚未批准，不能答复为同意"
    en = "The correction by which it would be granted is not approved"
    advice_zh = "请先审批更正申请，再作答复。"
    advice_en = "Decide on the correction first, then answer."


class AnswerCarriedOut(Conflict):
    """The proposal to destroy that followed from the answer waits or was approved: `disposal_id`."""

    code = "registry/answer-carried-out"
    zh = "依该答复提出的销毁申请正在审批或已经批准，不能改为不予同意"
    en = "The proposal to destroy that followed from the answer waits or was approved"
    advice_zh = "尚未批准的，先撤回或退回销毁申请；已经销毁的不可恢复。"
    advice_en = "Withdraw or reject the proposal first; what is destroyed never comes back."
