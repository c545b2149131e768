"""Passwords: what a good one is, and hashing (argon2id) off the event loop.

Hashing is dear, and there is room for few. So whoever asks has one made at a time, the next when that is done: an
account whose owner is signed in or comes with a device of theirs, else an address, whatever names it tries. Some of the
room is kept for those who are known: strangers who come together keep nobody out who has been here.
"""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property

import orjson
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gateway import bounded
from gateway.problems import PasswordTooWeak
from gateway.rpc import Overloaded
from servicekit.errors import Internal, field_error

SHORTEST = 12
"""Characters; shorter than LONG_ENOUGH needs three of the four kinds (GB/T 22239 8.1.4.1 asks for complexity)."""
LONG_ENOUGH = 16
LONGEST = 128
ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without letters and digits that look alike: the password is read off a screen once."""
REMEMBERED = 5
"""Passwords of an account that are not taken again, the present one among them."""
GUESSES = 1e10
"""Guesses after which whoever begins with what most people take would have found it; fewer are too common."""
OPEN_HASHES = 8
"""Hashes that may wait for a thread; each takes 19 MiB and about 30 ms."""
KEPT_FOR_KNOWN = 3
"""Those of them that strangers do not take."""
MOST_IN_LINE = 8
"""Requests of one account or address: the one whose turn it is, and those that wait for theirs."""


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom a hash is made, one at a time: an account or an address."""

    key: str
    known: bool
    """Whether they are signed in, or have been from there."""


def of_account(account_id: str) -> Asker:
    """Whoever is signed in, or asks with what was given to a device of theirs."""
    return Asker(account_id, known=True)


@dataclass(slots=True)
class _Line:
    """Those of one asker: one whose hash is made, and who waits."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


def weakness(password: str, name: str) -> tuple[str, str, str] | None:
    """What can be seen to be wrong with a password, as code, Chinese and English; None when nothing is."""
    if not SHORTEST <= len(password) <= LONGEST:
        return "length", f"密码长度应在 {SHORTEST} 至 {LONGEST} 之间", f"Between {SHORTEST} and {LONGEST} characters"
    kinds = sum(
        any(test(letter) for letter in password)
        for test in (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())
    )
    if len(password) < LONG_ENOUGH and kinds < 3:
        return (
            "complexity",
            f"不足 {LONG_ENOUGH} 位的密码须含大写、小写、数字、符号中的三类",
            f"Under {LONG_ENOUGH} characters it needs three of: lower case, upper case, digits, symbols",
        )
    if _holds(password, name):
        return "contains-name", "密码不得包含用户名", "It must not contain the account's name"
    if len(set(password)) < 5:
        return "repetitive", "密码重复字符过多", "It repeats too few characters"
    return None


def _holds(password: str, name: str) -> bool:
    """Whether the name stands in it, in whichever width and case, and whatever signs stand in between."""
    whole, bare = (unicodedata.normalize("NFKC", text).casefold() for text in (password, name))
    if bare in whole:
        return True
    whole, bare = ("".join(filter(str.isalnum, text)) for text in (whole, bare))
    return len(bare) > 3 and (bare in whole or bare[::-1] in whole)


async def check(password: str, name: str, pointer: str = "/password") -> None:
    """Raises PasswordTooWeak pointing at the field, and Overloaded when too many are judged at once."""
    wrong = weakness(password, name)
    if not wrong and await asyncio.to_thread(_guesses, password, name) < GUESSES:
        wrong = "common", "密码过于常见，容易被猜到", "It is too common, and easily guessed"
    if wrong:
        code, zh, en = wrong
        raise PasswordTooWeak(zh, en, errors=[field_error(pointer, code, zh, en)])


def _guesses(password: str, name: str) -> float:
    try:
        told = bounded.read(bounded.PASSWORDS_IN, orjson.dumps({"password": password, "words": [name]}))
    except bounded.Busy:
        raise Overloaded(retry_after=1) from None
    except bounded.Ended:
        raise Internal() from None
    return float(orjson.loads(told)["guesses"])


def used_before(pointer: str) -> PasswordTooWeak:
    """What is refused of a password that the account has or had."""
    zh, en = f"不得与最近 {REMEMBERED} 个密码相同", f"It must be none of the last {REMEMBERED}"
    return PasswordTooWeak(zh, en, errors=[field_error(pointer, "used-before", zh, en)])


def generate() -> str:
    """A new password of 20 characters, about 115 bits, in groups that can be read aloud."""
    return "-".join(_group() for _ in range(4))


def second_half() -> str:
    """What is put behind a password that another made, so that it is known to nobody as a whole: about 58 bits."""
    return f"-{_group()}-{_group()}"


def _group() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(5))


def argon2id() -> PasswordHasher:
    """How passwords are hashed: 19 MiB and about 30 ms each."""
    return PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


class Hasher:
    """argon2id in two threads. What an unknown name is measured against takes as long as a known one."""

    def __init__(self) -> None:
        self._argon2 = argon2id()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")
        self._open = 0
        self._lines: dict[str, _Line] = {}

    @cached_property
    def _nobody(self) -> str:
        return self._argon2.hash(secrets.token_urlsafe(24))

    async def hash(self, password: str, asker: Asker) -> str:
        """The stored form. Raises Overloaded when too many wait."""
        return str(await self._run(asker, self._argon2.hash, password))

    async def fits(self, stored: str | None, password: str, asker: Asker) -> bool:
        """Whether the password is the stored one; never for None, after the same time. Raises Overloaded."""
        return bool(await self._run(asker, self._fits, stored, password))

    def outdated(self, stored: str) -> bool:
        """Whether the stored form was made with weaker parameters."""
        return self._argon2.check_needs_rehash(stored)

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False)

    def _fits(self, stored: str | None, password: str) -> bool:
        try:
            self._argon2.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    async def _run(self, asker: Asker, work: object, *arguments: object) -> object:
        async with self._in_turn(asker):
            if self._open >= (OPEN_HASHES if asker.known else OPEN_HASHES - KEPT_FOR_KNOWN):
                raise Overloaded(retry_after=1)
            self._open += 1
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)  # type: ignore[arg-type]
            finally:
                self._open -= 1

    @asynccontextmanager
    async def _in_turn(self, asker: Asker) -> AsyncIterator[None]:
        """Wait until no other hash is made for this asker. Raises Overloaded where many wait already."""
        line = self._lines.setdefault(asker.key, _Line())
        if line.waiting >= MOST_IN_LINE:
            raise Overloaded(retry_after=1)
        line.waiting += 1
        try:
            async with line.turn:
                yield
        finally:
            line.waiting -= 1
            if not line.waiting:
                del self._lines[asker.key]
