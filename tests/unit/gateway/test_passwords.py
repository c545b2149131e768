"""What a good password is."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import anyio
import pytest
from argon2 import Type

from gateway import passwords
from gateway.guesses import guesses
from gateway.problems import PasswordTooWeak
from gateway.rpc import Overloaded

ME = passwords.of_account("acc-1")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Short-1", "length"),
        ("x" * 129, "length"),
        ("onlylowercase", "complexity"),
        ("lowercase123", "complexity"),
        ("Li.Officer-2026", "contains-name"),
        ("Ｌｉ．Ｏｆｆｉｃｅｒ-2026!", "contains-name"),
        ("my-LiOfficer-26", "contains-name"),
        ("reciffo-il-Nr.7", "contains-name"),
        ("aaaaaaaaaaaaaaaaaaaa", "repetitive"),
        ("passwordpassword", "common"),
        ("P@$$w0rd2026!", "common"),
        ("Admin@123456789", "common"),
        ("Woaini1314520!", "common"),
        ("!QAZ2wsx#EDC", "common"),
        ("Qwertyuiop1234", "common"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, code):
    with pytest.raises(PasswordTooWeak) as refused:
        anyio.run(passwords.check, password, "li.officer")
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/password", code)]


@pytest.mark.parametrize("password", ["Steppe-wind9", "a long phrase of words", "草原上的风 2026 Aa"])
def test_a_strong_one_is_taken(password):
    anyio.run(passwords.check, password, "li.officer")


def test_what_takes_long_to_judge_is_judged_in_time():
    began = time.process_time()
    guesses("4@8({[<369&#!|1l0$5+7%2z" * 5, ["li.officer"])
    assert time.process_time() - began < 1


def test_generated_ones_are_strong_and_differ():
    made = {passwords.generate() for _ in range(50)}
    assert len(made) == 50
    assert all(passwords.weakness(password, "admin") is None for password in made)
    assert all(guesses(password, ["admin"]) > passwords.GUESSES for password in made)


def test_the_lists_of_common_ones_are_loaded_elsewhere():
    asked = "import anyio, sys; from gateway import passwords; anyio.run(passwords.check, 'Steppe-wind9', 'li')"
    code = f"{asked}; sys.exit('zxcvbn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_a_hash_costs_what_makes_guessing_dear():
    argon2id = passwords.Hasher()._argon2
    assert (argon2id.type, argon2id.time_cost, argon2id.memory_cost) == (Type.ID, 2, 19 * 1024)


def test_only_the_right_password_fits_and_nobody_has_none():
    async def ask() -> list[bool]:
        hasher = passwords.Hasher()
        stored = await hasher.hash("Steppe-wind9", ME)
        answers = [
            await hasher.fits(kept, word, ME)
            for kept, word in ((stored, "Steppe-wind9"), (stored, "other"), (None, "x"))
        ]
        hasher.close()
        return answers

    assert anyio.run(ask) == [True, False, False]


def slow(hasher: passwords.Hasher) -> threading.Event:
    """Let no hash be done before the event that is answered."""
    done = threading.Event()
    verify = SimpleNamespace(verify=lambda *_: done.wait(10), hash=lambda _: "hash")
    hasher._argon2 = verify  # type: ignore[assignment]
    return done


async def begin(hasher: passwords.Hasher, *askers: passwords.Asker) -> list[asyncio.Task[bool]]:
    """Ask for a hash each, and come as far as each comes."""
    tasks = [asyncio.create_task(hasher.fits("hash", "password", asker)) for asker in askers]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


def refused(tasks: list[asyncio.Task[bool]]) -> int:
    return sum(one.done() and isinstance(one.exception(), Overloaded) for one in tasks)


def test_one_hash_is_made_at_a_time_for_each_who_asks_and_the_others_wait_in_line() -> None:
    async def ask() -> None:
        hasher = passwords.Hasher()
        done = slow(hasher)
        mine = await begin(hasher, *[ME] * (passwords.MOST_IN_LINE + 2))
        assert (hasher._open, refused(mine)) == (1, 2)
        others = await begin(hasher, *(passwords.of_account(f"acc-{n}") for n in range(passwords.OPEN_HASHES)))
        assert (hasher._open, refused(others)) == (passwords.OPEN_HASHES, 1)
        done.set()
        told = await asyncio.gather(*mine, *others, return_exceptions=True)
        assert [one for one in told if one is True] == [True] * (len(told) - 3)
        assert (hasher._open, hasher._lines) == (0, {})
        hasher.close()

    asyncio.run(ask())


def test_who_goes_away_while_waiting_leaves_no_place_taken() -> None:
    async def ask() -> None:
        hasher = passwords.Hasher()
        done = slow(hasher)
        tasks = await begin(hasher, ME, ME)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert (hasher._open, hasher._lines) == (0, {})
        done.set()
        hasher.close()

    asyncio.run(ask())
