"""The one administrator becomes the system administrator (系统管理员), who stands alone in an account.

Accounts that were administrator and something else keep what else they were: content and administration are apart.
Where nobody would be left to administer, the oldest active one of them becomes system administrator, and nothing else.
The two other administrators are made by the gateway as it starts. Sessions go on, with the roles that are left.
"""

from __future__ import annotations

from typing import Any

from gateway.journal import Action
from gateway.rights import FORMERLY, SYSTEM_ADMINISTRATOR
from servicekit import clock
from servicekit.ids import new_id
from servicekit.migrations import At


def migrate(at: At, _place: Any) -> Any:
    accounts = at.database["accounts"]
    found = list(accounts.find({"roles": FORMERLY}).sort([("active", -1), ("_id", 1)]))
    own = [one for one in found if set(one["roles"]) == {FORMERLY}]
    is_left = {"roles": SYSTEM_ADMINISTRATOR.name, "active": True}
    if not any(one["active"] for one in own) and not accounts.find_one(is_left):
        own += [one for one in found if one["active"] and one not in own][:1]
    # Administrators first: killed in between, the next run finds one that is left.
    for account in (*own, *(one for one in found if one not in own)):
        kept = [role for role in account["roles"] if role != FORMERLY]
        roles = [SYSTEM_ADMINISTRATOR.name] if account in own else kept
        now = clock.now()
        accounts.update_one(
            {"_id": account["_id"], "roles": FORMERLY},
            {"$set": {"roles": roles, "changed_at": now}, "$inc": {"version": 1}},
        )
        at.database["journal"].insert_one(
            {
                "_id": new_id("jrn"),
                "at": now,
                "action": Action.CHANGED.value,
                "account": "system:migration",
                "subject": account["_id"],
                "request_id": "",
                "facts": {"fields": ["roles"]},
            }
        )
    return None
