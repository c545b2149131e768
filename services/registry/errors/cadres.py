"""Refusals: cadres (干部) and their files."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class UnknownCadre(NotFound):
    """No cadre (干部) has this id, or the cadre is outside what the caller may see."""

    code = "registry/unknown-cadre"
    zh = "没有这名干部"
    en = "There is no such cadre"


class UnknownEntry(NotFound):
    """The history has no entry with this number, or it was set aside before."""

    code = "registry/unknown-entry"
    zh = "履历中没有这一条目"
    en = "The history has no such entry"


class BadIdentityNumber(Invalid):
    """The identity number (公民身份号码, GB 11643) is not a possible one."""

    code = "registry/bad-identity-number"
    zh = "公民身份号码有误"
    en = "This cannot be an identity number"
    advice_zh = "核对证件后重新填写；校验码由前 17 位算出。"
    advice_en = "Check it against the card; the last character is computed from the first 17 digits."


class IdentityNumberKnown(AlreadyExists):
    """A cadre with this identity number is in the roster already."""

    code = "registry/identity-number-known"
    zh = "该公民身份号码已在名册中"
    en = "A cadre with this identity number is in the roster already"
    advice_zh = "查询已有的干部，不要重复登记；如需调入，请办理调动。"
    advice_en = "Look the cadre up instead of registering twice; use a transfer to move them."


class TooManyReveals(Conflict):
    """This account was shown as many identity numbers today as the rule allows."""

    code = "registry/too-many-reveals"
    zh = "今日查看完整公民身份号码的次数已达上限"
    en = "No more identity numbers are shown to this account today"
    advice_zh = "确需继续查看的，请次日办理，或由负责人按规定调整每日次数。"
    advice_en = "Go on tomorrow; whoever answers for it may change the rule."


class TooManyLookups(Conflict):
    """This account has asked for as many identity numbers today that are nobody's as the rule allows."""

    code = "registry/too-many-lookups"
    zh = "今日按公民身份号码查无此人的次数已达上限"
    en = "This account has asked for too many identity numbers today that are nobody's"
    advice_zh = "请核对号码后次日再查，或由负责人按规定调整每日次数。"
    advice_en = "Check the numbers and go on tomorrow; whoever answers for it may change the rule."


class NotServing(Conflict):
    """The cadre is retired or has left, so this cannot be done."""

    code = "registry/not-serving"
    zh = "该干部已不在职"
    en = "The cadre no longer serves"


class OutOfOrder(Invalid):
    """The dates contradict each other or the history."""

    code = "registry/out-of-order"
    zh = "日期与履历相矛盾"
    en = "The dates contradict the history"


class DuplicateEntry(AlreadyExists):
    """The file has this entry already: the same of the same day, by the same document."""

    code = "registry/duplicate-entry"
    zh = "档案中已有相同条目"
    en = "The file has this entry already"
    advice_zh = "核对已有条目；确属两次的，由具名人员写明依据。"
    advice_en = "Look at the entry that is there; where it happened twice, a named person says so in override."


class NotAPartyMember(Invalid):
    """党纪处分 are given to members of the Party."""

    code = "registry/not-a-party-member"
    zh = "党纪处分只适用于中共党员"
    en = "Sanctions of the Party are given to its members"
    advice_zh = "核对政治面貌和入党时间；已不是党员的，补录入党时间后登记。"
    advice_en = "Check the political status; of somebody who was a member then, enter the day on which they joined."


class BasisNeeded(Invalid):
    """What has been is entered afterwards from the document that decided it, and what says who somebody is and since
    when (姓名、出生年月、参加工作时间、入党时间) is changed by one."""

    code = "registry/basis-needed"
    zh = "须写明依据文件"
    en = "Name the document that it rests on"
    advice_zh = "写明条目的任免、晋升文件，或本次变更的依据文件。"
    advice_en = "Name the document of the entry, or that of the change."


class AcknowledgementNeeded(Invalid):
    """What was acknowledged (三龄两历认定) changes by another acknowledgement alone."""

    code = "registry/acknowledgement-needed"
    zh = "已经认定的，变更须重新认定"
    en = "What was acknowledged changes by another acknowledgement alone"
    advice_zh = "随变更写明新的认定：日期、依据文件和具名负责人。"
    advice_en = "Send the new acknowledgement with the change: its day, its document and who answers for it."


class NothingToAcknowledge(Invalid):
    """The file says nothing of what is to be acknowledged (认定)."""

    code = "registry/nothing-to-acknowledge"
    zh = "档案中没有此项内容，无从认定"
    en = "The file says nothing of it"


class OneRightEntry(Invalid):
    """A correction of an entry names the one that is right, in the same history."""

    code = "registry/one-right-entry"
    zh = "更正条目须给出同一履历的一条正确内容"
    en = "The correction of an entry gives exactly one right entry of the same history"


class CameWithAppointment(Conflict):
    """The level came with an appointment and follows it; it is put right where the appointment is."""

    code = "registry/came-with-appointment"
    zh = "该职务层次随任职取得，不能单独更正或作废"
    en = "The level came with an appointment; by itself it is neither put right nor set aside"
    advice_zh = "更正或作废所列任职条目，其中写明职务层次；职务层次随之改变。"
    advice_en = "Put right, or set aside, the appointment in `came_with`, with its level; the level follows."


class BadPhoto(Invalid):
    """The photo is no JPEG or PNG, or is too large."""

    code = "registry/bad-photo"
    zh = "照片不符合要求"
    en = "The photo cannot be taken"
