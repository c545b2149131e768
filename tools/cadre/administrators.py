"""A new password for one of the three administrators (三员), where nobody is left who could propose or approve one.

Whoever runs this may do everything on the database anyway; it makes that seen: it is in the audit trail, the
administrator's sessions end, and the password is good for a day and for nothing but setting one's own.
"""

from __future__ import annotations

from gateway import journal, passwords
from gateway.account_changes import reset_to
from gateway.accounts import former, key_of
from gateway.journal import Action
from gateway.rights import ADMINISTRATORS
from gateway.second_factor import FIELDS
from servicekit import clock
from tools.cadre.installation import GATEWAY, Installation
from tools.cadre.noting import OPERATOR
from tools.cadre.words import Refused


def reset(installation: Installation, name: str, *, second_factor: bool = False) -> str:
    """The new password; `second_factor` is taken away too. Raises Refused for whoever is no active administrator."""
    database = installation.database(GATEWAY)
    account = database["accounts"].find_one({"name_key": key_of(name), "active": True})
    if account is None or not ADMINISTRATORS.intersection(account["roles"]):
        raise Refused(
            f"没有名为{name}的在用管理员账号；其他账号的密码由系统管理员提出、安全管理员批准",
            f"There is no active administrator {name}; of others the password is proposed and approved over the API",
        )
    password = passwords.generate()
    made = reset_to(passwords.argon2id().hash(password), OPERATOR, OPERATOR) | {"changed_at": clock.now()}
    gone = {"$unset": dict.fromkeys(FIELDS, "")} if second_factor else {}
    entry = journal.entry(Action.PASSWORD_SET, account["_id"], OPERATOR, "", second_factor_removed=second_factor)
    with database.client.start_session() as session, session.start_transaction():
        database["accounts"].update_one(
            {"_id": account["_id"]},
            {"$set": made, "$push": former(account), "$inc": {"version": 1}, **gone},
            session=session,
        )
        database["sessions"].delete_many({"account": account["_id"]}, session=session)
        database["journal"].insert_one(entry, session=session)
    return password
