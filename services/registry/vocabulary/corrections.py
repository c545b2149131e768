"""Correction requests (更正申请): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class CorrectionState(Named):
    """Where a request stands."""

    REQUESTED = "requested", "待审批"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
