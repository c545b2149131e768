"""Second factors (双因素): codes by the time (TOTP, RFC 6238), and recovery codes where the authenticator is lost.

A code counts once: the step of time that it is of is moved by a conditional update, a recovery code is taken out by
one. The authenticator's secret lies sealed, by a key that is in no database; recovery codes, long enough that nobody
finds them by trying, lie hashed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase

from gateway.passwords import ALPHABET
from gateway.problems import WrongCode
from gateway.sealing import own_cipher
from gateway.sessions import Means
from servicekit import clock
from servicekit.errors import Conflict, NotFound

Document = dict[str, Any]
ISSUER: Final = "Cadre"
"""Under which name an authenticator lists the account."""
SETTING_UP: Final = timedelta(minutes=15)
"""How long a secret that was shown may be confirmed."""
RECOVERY_CODES: Final = 10
DRIFT: Final = 1
"""Steps of half a minute by which an authenticator's clock may be wrong, either way."""
SECRET, WISH = "factor_secret", "factor_wish"
"""Fields of an account that lie sealed."""
PASSKEYS: Final = "passkeys"
"""Those of an account, the oldest first; see `gateway.account_passkeys`."""
FIELDS: Final = ("second_factor", SECRET, "factor_step", "recovery_codes", WISH, "factor_wish_at", PASSKEYS)
"""What an account holds of its second factors: whether it has one at all, and each kind."""
_LETTERS = "".join(letter for letter in ALPHABET if not letter.isupper())
_NOBODYS = "A" * 32
"""What a code is measured against where there is no secret."""
_OF_TIME = re.compile(r"[0-9]{6}")


class NothingToConfirm(Conflict):
    """No second factor is being set up, or it took too long."""

    code = "nothing-to-confirm"
    zh = "没有待确认的双因素设置，或已超时"
    en = "No second factor is being set up, or it took too long"
    advice_zh = "请重新开始设置。"
    advice_en = "Begin anew with POST /v1/session/second-factor."


class NoSecondFactor(NotFound):
    """The account has no second factor."""

    code = "no-second-factor"
    zh = "该账号未设置双因素"
    en = "This account has no second factor"


def owner(account: str, name: str) -> str:
    """What a sealed field of an account is bound to."""
    return f"accounts.{name}:{account}"


class SecondFactors:
    """Sets them up and judges codes."""

    def __init__(self, db: AsyncDatabase[Document]) -> None:
        self._db = db

    async def begin(self, account: Mapping[str, Any]) -> tuple[str, str]:
        """A new secret, which holds nothing before it is confirmed; as text, and as the address of a QR code."""
        from pyotp import TOTP, random_base32

        secret = random_base32()
        sealed = own_cipher().seal(secret, owner(account["_id"], WISH))
        await self._db.accounts.update_one(
            {"_id": account["_id"]}, {"$set": {WISH: sealed, "factor_wish_at": clock.now()}}
        )
        return secret, TOTP(secret).provisioning_uri(name=account["name"], issuer_name=ISSUER)

    async def confirm(self, account: Mapping[str, Any], code: str, session: AsyncClientSession) -> list[str]:
        """From now on the account has the factor that was begun; its recovery codes, which are shown only here.

        Raises NothingToConfirm and WrongCode.
        """
        id, sealed = account["_id"], account.get(WISH)
        if sealed is None or account["factor_wish_at"] < clock.now() - SETTING_UP:
            raise NothingToConfirm()
        secret = own_cipher().open(bytes(sealed), owner(id, WISH))
        step = _step_of(secret, _typed(code))
        if step is None:
            raise WrongCode()
        codes, kept = recovery_codes(id)
        made = {
            "second_factor": True,
            SECRET: own_cipher().seal(secret, owner(id, SECRET)),
            "factor_step": step,
            "recovery_codes": kept,
        }
        taken = await self._db.accounts.update_one(
            {"_id": id, "factor_wish_at": account["factor_wish_at"]},
            {"$set": made, "$unset": {WISH: "", "factor_wish_at": ""}, "$inc": {"version": 1}},
            session=session,
        )
        if not taken.modified_count:
            raise NothingToConfirm()
        return codes

    async def new_codes(self, account: Mapping[str, Any], session: AsyncClientSession) -> list[str]:
        """Recovery codes in the place of those that are left. Raises NoSecondFactor."""
        codes, kept = recovery_codes(account["_id"])
        has, made = {"_id": account["_id"], "second_factor": True}, {"$set": {"recovery_codes": kept}}
        if not (await self._db.accounts.update_one(has, made, session=session)).matched_count:
            raise NoSecondFactor()
        return codes

    def judged(self, account: Mapping[str, Any] | None, code: str) -> Means | None:
        """What a code is; None for a wrong one, after as long a look. It may have been used: see `use`."""
        typed = _typed(code)
        if _OF_TIME.fullmatch(typed):
            has = account is not None and SECRET in account
            step = _step_of(self._secret(account) if account and has else _NOBODYS, typed)
            return Means.TOTP if has and step is not None else None
        codes = account.get("recovery_codes", ()) if account else ()
        return Means.RECOVERY if account and _kept(account["_id"], typed) in codes else None

    async def use(self, account: Mapping[str, Any], code: str) -> bool:
        """Use up a code that was judged to be one; whether it had not been used yet."""
        typed = _typed(code)
        has = {"_id": account["_id"], "second_factor": True}
        there: Document
        taken: Document
        if _OF_TIME.fullmatch(typed):
            step = _step_of(self._secret(account), typed)
            has |= {SECRET: account[SECRET]}
            there, taken = {"factor_step": {"$lt": step}}, {"$set": {"factor_step": step}}
        else:
            kept = {"recovery_codes": _kept(account["_id"], typed)}
            there, taken = kept, {"$pull": kept}
        return bool((await self._db.accounts.update_one(has | there, taken)).modified_count)

    def _secret(self, account: Mapping[str, Any]) -> str:
        return own_cipher().open(bytes(account[SECRET]), owner(account["_id"], SECRET))


def _step_of(secret: str, code: str) -> int | None:
    """The step of time near now that a code is of."""
    # It is loaded by whoever sets one up or gives a code.
    from pyotp import TOTP

    totp = TOTP(secret)
    now = int(clock.now().timestamp()) // totp.interval
    near = range(now - DRIFT, now + DRIFT + 1)
    return next((step for step in near if hmac.compare_digest(totp.generate_otp(step), code)), None)


def _typed(code: str) -> str:
    """A code without what people put between its signs."""
    folded = unicodedata.normalize("NFKC", code).casefold()
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum())


def recovery_codes(account: str) -> tuple[list[str], list[str]]:
    """New ones of an account, and as they are kept."""
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    return codes, [_kept(account, code) for code in codes]


def _recovery_code() -> str:
    """About 74 bits, in groups that can be read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))


def _kept(account: str, code: str) -> str:
    return hashlib.blake2b(_typed(code).encode(), key=account.encode()[:64], digest_size=20).hexdigest()
