"""`python -m tests.support.stem 3 servicekit services.training.service`: begins processes that have imported it all.

What a process imports is by far the most of what its start costs, and is the same at each start. A stem imports it
once, runs nothing and opens nothing, and then forks a process for each wish that comes in: see `tests.support.grown`.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from os import waitpid
from select import POLLIN, poll
from socket import recv_fds, socket

# Nothing else is imported here: `servicekit.green` must come before whatever opens a socket. What the stem itself waits
# with is taken above, before eventlet's patches, since it must not wait in eventlet's hub.

WISH_BYTES = 256 * 1024
PR_SET_PDEATHSIG = 1
GREEN = "servicekit"
"""What runs by eventlet."""
ENTRIES = {
    GREEN: "servicekit.process",
    "gateway": "gateway.__main__",
    "gateway.projector": "gateway.projector.__main__",
    "gateway.importer": "gateway.importer",
    "tools.cadre": "tools.cadre.__main__",
}
"""Whose `main` a module calls that is run. It reads all that it is told, the environment too, when it is called."""


@dataclass(frozen=True)
class Wish:
    """A process that somebody wants."""

    arguments: list[str]
    environment: dict[str, str]
    streams: list[int]
    """Standard output and error, and where the process's number and its exit status are to be said."""


def main(module: str, besides: list[str], control: socket) -> int:
    """Import, and fork for each wish until there are no more. In a process that was wished for: its exit status."""
    begin = imported(module, besides)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wish = serve(control)
    if wish is None:
        os._exit(0)
    if module == GREEN:
        _have_a_hub_of_its_own()
    sys.argv = [module, *wish.arguments]
    return begin()


def imported(module: str, besides: list[str]) -> Callable[[], int]:
    """Import what `python -m module` imports, and what it would import later; answers what it calls then."""
    if module == GREEN:
        from servicekit import green

        green.patch()
    found = [importlib.import_module(name) for name in (ENTRIES[module], *besides)]
    if module == "gateway":
        from gateway import passwords
        from tests.support import hashing

        passwords.argon2id = hashing.quick
    return found[0].main if module != GREEN else lambda: found[0].main(sys.argv[1:])


def serve(control: socket) -> Wish | None:
    """Fork for each wish and say how each process ended. None when nobody wishes any more; in a process, its wish."""
    waiting = poll()
    waiting.register(control, POLLIN)
    ends: dict[int, tuple[int, int]] = {}
    while True:
        for found, _ in waiting.poll():
            if found != control.fileno():
                waiting.unregister(found)
                _say_the_end(found, *ends.pop(found))
                continue
            message, files, _, _ = recv_fds(control, WISH_BYTES, 3)
            if not message:
                return None
            stem = os.getpid()
            if (number := os.fork()) == 0:
                for left in (control.detach(), *ends, *(told for _, told in ends.values())):
                    os.close(left)
                return _become(Wish(**json.loads(message), streams=files), stem)
            for file in files[:2]:
                os.close(file)
            _say(files[2], number)
            end = os.pidfd_open(number)
            ends[end] = number, files[2]
            waiting.register(end, POLLIN)


def _become(wish: Wish, stem: int) -> Wish:
    """Make this process the one that was wished for; it dies with the stem, and the stem with the tests."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != stem:
        os.kill(os.getpid(), signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for file, place in zip(wish.streams, (1, 2), strict=False):
        os.dup2(file, place)
    for file in wish.streams:
        os.close(file)
    os.environ.clear()
    os.environ.update(wish.environment)
    return wish


def _say_the_end(end: int, number: int, told: int) -> None:
    _, status = waitpid(number, 0)
    os.close(end)
    _say(told, os.waitstatus_to_exitcode(status))
    os.close(told)


def _say(told: int, number: int) -> None:
    """Whoever wished for the process may have gone."""
    with contextlib.suppress(BrokenPipeError):
        os.write(told, b"%d\n" % number)


def _have_a_hub_of_its_own() -> None:
    """The hub that eventlet's patches have made shares what it waits for with all that are forked."""
    from eventlet import hubs

    hubs.get_hub().poll.close()
    hubs.use_hub()


if __name__ == "__main__":
    sys.exit(main(sys.argv[2], sys.argv[3:], socket(fileno=int(sys.argv[1]))))
