"""Memory that a process has used once is given back to the machine, so that it stays small after a load."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
import time
from typing import Any, Final

_MMAP_THRESHOLD: Final = -3
"""What glibc's `mallopt` knows the setting by."""
LARGE: Final = 256 * 1024
"""Bytes from which a piece of memory is the machine's again as soon as it is free."""
EVERY_SECONDS: Final = 60.0


def be_frugal() -> None:
    """To be called once at the start: large pieces are given back at once, and every minute what else lies free.

    Of its own accord glibc keeps, after the first large piece, all pieces of that size for ever: a hash of a password
    takes 19 MiB. Elsewhere than on glibc nothing is done.
    """
    if (library := _glibc()) is not None:
        library.mallopt(_MMAP_THRESHOLD, LARGE)
        threading.Thread(target=_keep_small, args=(library,), name="memory", daemon=True).start()


def settle() -> None:
    """To be called once everything is loaded: what is there by now stays, and garbage is looked for in the rest alone.

    A command of some size makes Python look through all objects again and again; with the hundreds of thousands of a
    whole program among them that takes a third of its time.
    """
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Give back what lies free between what is used, after something that took much."""
    gc.collect()
    if (library := _glibc()) is not None:
        library.malloc_trim(0)


def _keep_small(library: Any) -> None:
    while True:
        time.sleep(EVERY_SECONDS)
        library.malloc_trim(0)


def _glibc() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None
