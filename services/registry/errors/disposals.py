"""Refusals: the destruction (销毁) of what is kept of somebody."""

from __future__ import annotations

from servicekit.errors import Conflict, NotFound


class UnknownDisposal(NotFound):
    """No proposal to destroy (销毁申请) has this id, or it is outside what the caller may see."""

    code = "registry/unknown-disposal"
    zh = "没有这项销毁申请"
    en = "There is no such proposal to destroy"


class StillKept(Conflict):
    """The time for which it is kept (保存期限) is not over, for any part of it; `until` says when the first one is."""

    code = "registry/still-kept"
    zh = "保存期限未满，不得销毁"
    en = "The time for which it is kept is not over"
    advice_zh = "在职干部的信息不予销毁；离开岗位的，自保存期限届满之日起可以提出。"
    advice_en = "Nothing is destroyed of who serves; of who left it may be proposed once the time is over."


class DisposalDecided(Conflict):
    """The proposal was decided before."""

    code = "registry/disposal-decided"
    zh = "该销毁申请已办结"
    en = "The proposal was decided before"


class DisposalKnown(Conflict):
    """There is a proposal about this cadre already that waits to be decided."""

    code = "registry/disposal-known"
    zh = "该干部已有待审批的销毁申请"
    en = "A proposal about this cadre waits to be decided"


class NotYourProposal(Conflict):
    """A proposal to destroy is withdrawn by whoever made it."""

    code = "registry/not-your-proposal"
    zh = "销毁申请由申请人本人撤回"
    en = "A proposal is withdrawn by whoever made it"
