"""How many files the servers may have open (打开文件数); a database has one open for each collection and index."""

from __future__ import annotations

import contextlib
import resource

from local.place import say

AMPLE = 65_536
"""The soft limit that servers get where the hard one allows: what MongoDB asks for; Erlang makes tables as large."""
NEEDED = 4_096
"""The platform's database opens about 1,200, and that of the tests up to 2,800; some room above."""


def raised(soft: int, hard: int) -> int:
    """The soft limit to set: as high as the hard one allows and as is of use, and never lower than it was."""
    if soft == resource.RLIM_INFINITY:
        return soft
    return max(soft, AMPLE if hard == resource.RLIM_INFINITY else min(hard, AMPLE))


def raise_open_files() -> None:
    """Raise the soft limit of this process and of those it will start; one that cannot be raised stays as it is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):  # macOS allows less than the hard limit that it names.
        resource.setrlimit(resource.RLIMIT_NOFILE, (raised(soft, hard), hard))


def warn_of_too_few() -> None:
    """Say so where even the hard limit may be too low for the servers."""
    most = raised(*resource.getrlimit(resource.RLIMIT_NOFILE))
    if most != resource.RLIM_INFINITY and most < NEEDED:
        say(
            f"注意：每个进程最多只能打开 {most} 个文件，数据库可能需要 {NEEDED} 个，不够时会反复重启。"
            "请提高 nofile 硬上限（/etc/security/limits.conf，或 ulimit -Hn），然后重新登录。",
            f"Mind: a process may open {most} files at most; the database may need {NEEDED} and dies where it gets "
            "fewer. Raise the hard limit of nofile (/etc/security/limits.conf, or ulimit -Hn) and sign in again.",
        )
