"""How easily a password is guessed, reckoned in a process of its own (`gateway.bounded`).

The lists of what most people take are 13 MB, which a gateway needs for an instant once in a while. In comes JSON with
the password and what its owner would think of, `{"password": …, "words": […]}`; out goes `{"guesses": …}`.
"""

from __future__ import annotations

import sys

import orjson

_JUDGED = 32
"""Characters that are looked at for it, from the first: what is strong so far is strong."""
_CUSTOMARY = (
    *("cadre", "ganbu", "zuzhibu", "zuzhi", "renshi", "dangjian", "dangwei", "mima", "baotou", "neimenggu", "zhongguo"),
    *("woaini", "woaini1314", "5201314", "1314520", "1qaz", "2wsx", "3edc", "4rfv"),
)
"""What is common here, besides the words and passwords of the lists."""
_AS_LETTERS = str.maketrans("@({[<&#!|$+%", "accccghilstx")
_AS_KEYS = str.maketrans("!@#$%^&*()", "1234567890", "{[<|+")
_LEFT_OUT = str.maketrans(dict.fromkeys("@({[<&#!|$+%", "-"))
"""Signs that stand for letters: read as these, as the keys that they are on, and as none.

To try every mixture, as the package would, takes seconds for some passwords.
"""


def main() -> int:
    """Answer for what comes in."""
    asked = orjson.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(orjson.dumps({"guesses": guesses(asked["password"], asked["words"])}) + b"\n")
    return 0


def guesses(password: str, words: list[str]) -> float:
    """After how many whoever begins with what most people take, and with these words, would have found it."""
    from zxcvbn import zxcvbn

    readings = {password[:_JUDGED].translate(signs) for signs in (_AS_LETTERS, _AS_KEYS, _LEFT_OUT)}
    return min(float(zxcvbn(reading, [*words, *_CUSTOMARY])["guesses"]) for reading in readings)
