"""What the gateway itself notes of accounts and of lists that leave it (日志); `/v1/audit?service=gateway` shows it."""

from __future__ import annotations

from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession

from servicekit import clock
from servicekit.ids import new_id
from servicekit.lifecycle import Named

NOBODY = "anonymous"
"""By whom what is noted was done, where nobody was signed in."""


class Action(Named):
    """What was done to an account, with it, or by it."""

    SIGNED_IN = "gateway.account.signed-in", "登录"
    SIGN_IN_REFUSED = "gateway.account.sign-in-refused", "登录被拒"
    SESSIONS_ENDED = "gateway.account.sessions-ended", "结束会话"
    CREATED = "gateway.account.created", "新建账号"
    CHANGED = "gateway.account.changed", "修改账号"
    PASSWORD_SET = "gateway.account.password-set", "设置密码"
    FACTOR_SET = "gateway.account.second-factor-set", "设置双因素"
    CODE_REFUSED = "gateway.account.code-refused", "验证码被拒"
    RECOVERY_CODES_MADE = "gateway.account.recovery-codes-made", "重新生成恢复码"
    CHANGE_PROPOSED = "gateway.account-change.proposed", "提出账号变更"
    CHANGE_APPROVED = "gateway.account-change.approved", "批准账号变更"
    CHANGE_REFUSED = "gateway.account-change.refused", "不批准账号变更"
    CHANGE_WITHDRAWN = "gateway.account-change.withdrawn", "撤回账号变更"
    SERVICE_PROPOSED = "gateway.service-account.proposed", "提出服务账号变更"
    SERVICE_APPROVED = "gateway.service-account.approved", "批准服务账号变更"
    SERVICE_REFUSED = "gateway.service-account.refused", "不批准服务账号变更"
    SERVICE_WITHDRAWN = "gateway.service-account.withdrawn", "撤回服务账号变更"
    SERVICE_DISABLED = "gateway.service-account.disabled", "停用服务账号"
    KEY_MADE = "gateway.service-account.key-made", "生成服务账号密钥"
    KEY_ENDED = "gateway.service-account.key-ended", "停用服务账号密钥"
    TOKEN_GIVEN = "gateway.service-account.token-given", "服务账号取得令牌"
    TOKEN_REFUSED = "gateway.service-account.token-refused", "服务账号取令牌被拒"
    IDENTITY_REFUSED = "gateway.oidc.refused", "统一身份认证登录被拒"
    LIST_TAKEN_OUT = "gateway.list.taken-out", "导出列表"
    IMPORT_UNDONE = "gateway.import.undone", "撤销导入"
    FORM_TAKEN_OUT = "gateway.form.taken-out", "下载任免审批表"
    EXPORT_ASKED = "gateway.export.asked", "申请导出"
    EXPORT_HELD = "gateway.export.held", "导出等待审批"
    EXPORT_APPROVED = "gateway.export.approved", "批准导出"
    EXPORT_REFUSED = "gateway.export.refused", "不批准导出"
    EXPORT_MADE = "gateway.export.made", "生成导出文件"
    EXPORT_ENDED = "gateway.export.ended", "中止导出"
    EXPORT_FETCHED = "gateway.export.fetched", "下载导出文件"
    EXPORT_WITHDRAWN = "gateway.export.withdrawn", "撤回导出"
    TEAM_SHEET_TAKEN_OUT = "gateway.team-sheet.taken-out", "下载班子配备表"
    DOCUMENT_TAKEN_OUT = "gateway.document.taken-out", "下载文书"
    TEMPLATE_REPLACED = "gateway.document-template.replaced", "更换文书模板"
    TEMPLATE_PUT_BACK = "gateway.document-template.put-back", "恢复随平台提供的文书模板"


async def tell(
    db: Any,
    action: Action,
    subject: str,
    by: str,
    request_id: str,
    session: AsyncClientSession | None = None,
    **facts: Any,
) -> None:
    """Note something, together with what else a database session writes."""
    await db.journal.insert_one(entry(action, subject, by, request_id, **facts), session=session)


def entry(action: Action, subject: str, by: str, request_id: str, **facts: Any) -> dict[str, Any]:
    """What is noted, as it is kept."""
    return {
        "_id": new_id("jrn"),
        "at": clock.now(),
        "action": action.value,
        "account": by,
        "subject": subject,
        "request_id": request_id,
        "facts": facts,
    }
