"""Refusals: the register of policies (政策文件)."""

from __future__ import annotations

from servicekit.errors import Invalid, NotFound


class UnknownPolicy(NotFound):
    """No policy document (制度文件) has this id."""

    code = "registry/unknown-policy"
    zh = "没有这份文件"
    en = "There is no such document"


class Classified(Invalid):
    """The platform does not take classified material (涉密文件)."""

    code = "registry/classified"
    zh = "本平台不得存储、处理国家秘密"
    en = "The platform takes no classified material"
    advice_zh = "涉密文件请在涉密网络中管理。"
    advice_en = "Keep classified documents in a network that is approved for them."
