"""A process that has used much memory once does not keep it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ASKED = """
import sys
from servicekit import memory

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

if sys.argv[1] == "frugal":
    memory.be_frugal()
before = resident()
for _ in range(3):
    piece = bytearray(19 * 1024 * 1024)
    del piece
small = [bytes(1000) for _ in range(20_000)]
kept = small[::50]
del small
if sys.argv[1] == "frugal":
    memory.give_back()
print((resident() - before) // 1024 // 1024)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what is asked of glibc is there on Linux alone")
def test_what_was_used_once_is_given_back() -> None:
    def megabytes(how: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", ASKED, how], capture_output=True, text=True, timeout=60, check=True
        )
        return int(done.stdout)

    assert megabytes("frugal") < 10 <= megabytes("as it is")


@pytest.mark.parametrize(
    "modules",
    ["gateway.__main__, gateway.projector.__main__, gateway.importer", "servicekit.process, services.registry.service"],
    ids=["gateway", "service"],
)
def test_no_process_loads_what_only_a_console_needs(modules: str) -> None:
    """And whoever needs it afterwards can have it."""
    code = f"import {modules}, sys; found = 'rich' in sys.modules; import rich.console; sys.exit(found)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


SETTLED = """
import gc
from servicekit import memory

class Node:
    pass

whole = [{"number": [n]} for n in range(300_000)]
memory.settle()
print(gc.get_freeze_count() > 600_000, len(gc.get_objects()) < 10_000)
one, other = Node(), Node()
one.other, other.other = other, one
del one, other
print(gc.collect() > 0)
"""


def test_garbage_is_looked_for_in_what_has_come_since_a_process_was_ready() -> None:
    done = subprocess.run([sys.executable, "-c", SETTLED], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["True", "True", "True"]
