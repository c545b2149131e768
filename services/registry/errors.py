"""What the roster refuses, each with a code of its own."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class UnknownUnit(NotFound):
    """No unit (单位) has this id or code, or it is outside what the caller may see."""

    code = "registry/unknown-unit"
    zh = "没有这个单位"
    en = "There is no such unit"


class UnknownPost(NotFound):
    """No post (职位) has this id or code, or it is outside what the caller may see."""

    code = "registry/unknown-post"
    zh = "没有这个职位"
    en = "There is no such post"


class UnknownCadre(NotFound):
    """No cadre (干部) has this id, or the cadre is outside what the caller may see."""

    code = "registry/unknown-cadre"
    zh = "没有这名干部"
    en = "There is no such cadre"


class UnknownPolicy(NotFound):
    """No policy document (制度文件) has this id."""

    code = "registry/unknown-policy"
    zh = "没有这份文件"
    en = "There is no such document"


class UnknownCorrection(NotFound):
    """No correction request (更正申请) has this id, or it is outside what the caller may see."""

    code = "registry/unknown-correction"
    zh = "没有这项更正申请"
    en = "There is no such correction request"


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


class CodeTaken(AlreadyExists):
    """Another unit, post or document has this code."""

    code = "registry/code-taken"
    zh = "编码已被使用"
    en = "The code is taken"


class NotServing(Conflict):
    """The cadre is retired or has left, so this cannot be done."""

    code = "registry/not-serving"
    zh = "该干部已不在职"
    en = "The cadre no longer serves"


class NotInPost(Conflict):
    """The cadre does not hold this appointment."""

    code = "registry/not-in-post"
    zh = "该干部未任此职"
    en = "The cadre does not hold this appointment"


class UnitClosed(Conflict):
    """The unit was merged or abolished; nothing new can be put into it."""

    code = "registry/unit-closed"
    zh = "单位已撤并"
    en = "The unit was merged or abolished"


class UnitInUse(Conflict):
    """The unit still has units, posts or cadres in it."""

    code = "registry/unit-in-use"
    zh = "单位仍有下属单位、职位或在职干部"
    en = "The unit still has units, posts or serving cadres"


class UnitLoop(Conflict):
    """A unit cannot be placed below itself."""

    code = "registry/unit-loop"
    zh = "单位不能隶属于自身或其下级"
    en = "A unit cannot be placed below itself"


class TooManyAffected(Conflict):
    """The change would touch more records than one transaction takes."""

    code = "registry/too-many-affected"
    zh = "一次变更涉及的记录过多"
    en = "The change touches too many records at once"
    advice_zh = "先分别划转下属单位。"
    advice_en = "Move the units below one by one first."


class PostAbolished(Conflict):
    """The post was abolished."""

    code = "registry/post-abolished"
    zh = "职位已撤销"
    en = "The post was abolished"


class PostHeld(Conflict):
    """The post is held, so it cannot be abolished."""

    code = "registry/post-held"
    zh = "职位仍有人任职"
    en = "The post is held"


class Unqualified(Invalid):
    """Checks failed; each entry of `errors` names the rule and the article. A named person may override them."""

    code = "registry/unqualified"
    zh = "不符合任职资格条件"
    en = "Qualification checks failed"
    advice_zh = "如确属破格或特殊需要，由具名负责人在 override 中写明书面依据后再提交。"
    advice_en = (
        "Where an exception is justified, send it again with override: the person answerable and the written basis."
    )


class OutOfOrder(Invalid):
    """The dates contradict each other or the history."""

    code = "registry/out-of-order"
    zh = "日期与履历相矛盾"
    en = "The dates contradict the history"


class NothingChanged(Invalid):
    """The request names nothing that would change."""

    code = "registry/nothing-changed"
    zh = "没有需要变更的内容"
    en = "Nothing would change"


class Classified(Invalid):
    """The platform does not take classified material (涉密文件)."""

    code = "registry/classified"
    zh = "本平台不得存储、处理国家秘密"
    en = "The platform takes no classified material"
    advice_zh = "涉密文件请在涉密网络中管理。"
    advice_en = "Keep classified documents in a network that is approved for them."


class OwnCorrection(Conflict):
    """Whoever asked for a correction cannot decide on it."""

    code = "registry/own-correction"
    zh = "申请人不能审批本人的申请"
    en = "You cannot decide on a request that you made"


class CorrectionDecided(Conflict):
    """The correction request was decided before."""

    code = "registry/correction-decided"
    zh = "该申请已办结"
    en = "The request was decided before"


class BadPhoto(Invalid):
    """The photo is no JPEG or PNG, or is too large."""

    code = "registry/bad-photo"
    zh = "照片不符合要求"
    en = "The photo cannot be taken"


class BadCondition(Invalid):
    """A condition of a post (任职条件) is of an unknown kind, or its value is none of that kind."""

    code = "registry/bad-condition"
    zh = "任职条件有误"
    en = "A condition of the post is wrong"


class PostTaken(Conflict):
    """The post that an imported file names is held by somebody else."""

    code = "registry/post-taken"
    zh = "职位已有人任职"
    en = "The post is held by somebody else"


class NoCalendar(NotFound):
    """The working days of that year have not been published."""

    code = "registry/no-calendar"
    zh = "该年度工作日历尚未发布"
    en = "The working days of that year have not been published"


class BadCalendar(Invalid):
    """Days of a calendar contradict each other, or are not of its year."""

    code = "registry/bad-calendar"
    zh = "工作日历的日期有误"
    en = "Days of the calendar are wrong"
