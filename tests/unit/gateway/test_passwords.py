"""What a good password is."""

from __future__ import annotations

import subprocess
import sys
import time

import anyio
import pytest
from argon2 import Type

from gateway import passwords
from gateway.guesses import guesses
from gateway.problems import PasswordTooWeak


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
        stored = await hasher.hash("Steppe-wind9")
        answers = [
            await hasher.fits(kept, word) for kept, word in ((stored, "Steppe-wind9"), (stored, "other"), (None, "x"))
        ]
        hasher.close()
        return answers

    assert anyio.run(ask) == [True, False, False]
