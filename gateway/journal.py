"""What the gateway itself notes (日志): of accounts, of what is read, refused and taken out; `/v1/audit` shows it.

An entry says who did what to which record, for whom, by which right, from where, and how it ended; never what a record
says. Entries are inserted, and never changed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from pymongo.asynchronous.client_session import AsyncClientSession

from servicekit import clock
from servicekit.ids import new_id
from servicekit.lifecycle import Named


class Action(Named):
    """What was done to an account, with it, or by it."""

    SIGNED_IN = "gateway.account.signed-in", "登录"
    SIGN_IN_REFUSED = "gateway.account.sign-in-refused", "登录被拒"
    SIGNED_OUT = "gateway.account.signed-out", "退出"
    SESSIONS_ENDED = "gateway.account.sessions-ended", "结束会话"
    CREATED = "gateway.account.created", "新建账号"
    CHANGED = "gateway.account.changed", "修改账号"
    PASSWORD_SET = "gateway.account.password-set", "设置密码"
    FACTOR_SET = "gateway.account.second-factor-set", "设置双因素"
    CODE_REFUSED = "gateway.account.code-refused", "验证码被拒"
    PASSKEY_ADDED = "gateway.account.passkey-added", "登记通行密钥"
    PASSKEY_REMOVED = "gateway.account.passkey-removed", "移除通行密钥"
    PASSKEY_REFUSED = "gateway.account.passkey-refused", "通行密钥登录被拒"
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
    IDENTITY_SIGNED_OUT = "gateway.oidc.signed-out", "统一身份认证退出，会话结束"
    LIST_TAKEN_OUT = "gateway.list.taken-out", "导出列表"
    IMPORT_UNDONE = "gateway.import.undone", "撤销导入"
    COPY_TAKEN_OUT = "gateway.personal-copy.taken-out", "制作个人信息副本"
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
    AUDIT_ARCHIVED = "gateway.audit.archived", "归档审计日志"
    RESTORED = "gateway.data.restored", "从备份恢复数据"
    TEMPLATE_PUT_BACK = "gateway.document-template.put-back", "恢复随平台提供的文书模板"
    REFUSED_MORE = "gateway.refused.more", "多次请求被拒（合并记录）"


class Kind(Named):
    """What an entry is about."""

    SIGN_IN = "sign-in", "登录与退出"
    RIGHTS = "rights", "账号与权限"
    READING = "reading", "查阅"
    TAKING_OUT = "taking-out", "导出与下载"
    COMMAND = "command", "业务操作"


class Outcome(Named):
    """How it ended."""

    DONE = "done", "已完成"
    REFUSED = "refused", "被拒绝"


_KINDS = {
    Kind.SIGN_IN: (
        "gateway.account.signed-", "gateway.account.sign-in-", "gateway.account.sessions-", "gateway.account.code-",
        "gateway.account.passkey-refused", "gateway.service-account.token-", "gateway.oidc.",
    ),
    Kind.RIGHTS: ("gateway.account.", "gateway.account-change.", "gateway.service-account."),
    Kind.TAKING_OUT: (
        "gateway.list.", "gateway.form.", "gateway.export.", "gateway.team-sheet.", "gateway.document.",
        "gateway.personal-copy.",
    ),
    Kind.COMMAND: (
        "gateway.import.", "gateway.document-template.", "gateway.audit.", "gateway.data.", "gateway.refused.",
    ),
}  # fmt: skip
"""By what the actions of a kind begin; the first that fits counts, and one that none fits cannot be declared."""


def kind_of(action: str) -> Kind:
    """What an entry of an action is about. Raises ValueError for one that is of no kind."""
    for kind, begins in _KINDS.items():
        if action.startswith(begins):
            return kind
    raise ValueError(f"of no kind: {action}")


KIND_OF: Final[Mapping[str, Kind]] = {action.value: kind_of(action.value) for action in Action}
NOBODY: Final = "anonymous"
"""Who has not signed in, as entries call them."""
NAMELESS: Final = "nameless"
"""Who asked for what may be asked for namelessly, as services' journals call them; auditors are told the hour."""
MOST_PERSONS = 5000
"""Persons of one entry: as many as a list has that is taken out at once."""
_CADRE = "cad-"
_ID = re.compile(r"[a-z]{1,4}-[0-9A-Za-z-]{1,60}")


@dataclass(slots=True)
class Asked:
    """Who asks, in the request that is being answered."""

    account: str
    roles: tuple[str, ...]
    right: str
    address: str
    noted: bool = False
    """Whether what it does has been noted by its handler."""


asked: ContextVar[Asked | None] = ContextVar("asked", default=None)
"""What is noted while a request is answered says from where it came, and of whoever asks with which roles."""


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


def entry(
    action: str,
    subject: str,
    by: str,
    request_id: str,
    *,
    what: Kind | None = None,
    persons: Sequence[str] = (),
    code: str = "",
    **facts: Any,
) -> dict[str, Any]:
    """What is noted, as it is kept; `code` is that of a refusal, `persons` for whom, where `subject` is none."""
    request = asked.get()
    about = list(persons) or ([subject] if subject.startswith(_CADRE) else [])
    made = {
        # An id that the platform makes tells the moment.
        "_id": f"jrn-{secrets.token_hex(12)}" if by == NAMELESS else new_id("jrn"),
        "at": clock.now(),
        "action": str(action),
        "kind": (what or KIND_OF[action]).value,
        "outcome": (Outcome.REFUSED if code else Outcome.DONE).value,
        "account": by,
        "subject": subject,
        "request_id": request_id,
        "facts": facts,
    }
    if about:
        made["persons"] = about[:MOST_PERSONS]
    if code:
        made["code"] = code
    if request is not None:
        request.noted = True
        made["address"] = request.address
        if request.account == by:
            made |= {"roles": list(request.roles), "right": request.right}
    return made


def is_id(value: Any) -> bool:
    """Whether a text is an id, and so says nothing of a person by itself; what else stood in its place is not kept."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None
