"""What the loading shows while it runs: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Step:
    """One step of the loading; `advance` it as its records are in."""

    def __init__(self, title: str, total: int, bars: Progress | None) -> None:
        self.title, self.total, self.done = title, total, 0
        self._bars = bars
        self._task = bars.add_task(title, total=total) if bars is not None else None

    def advance(self, records: int = 1) -> None:
        """Count more records as done."""
        self.reach(self.done + records)

    def reach(self, done: int) -> None:
        """Say how many records are done."""
        self.done = done
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=done)


class Show:
    """All steps of one loading, and how long each took."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars: Progress | None = None
        self._began = time.monotonic()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Draws the bars meanwhile, where there is a terminal."""
        if not self._console.is_terminal:
            yield
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console) as self._bars:
            yield
        self._bars = None

    @contextmanager
    def step(self, title: str, total: int) -> Iterator[Step]:
        """One step: a bar, or a line when it is done."""
        began = time.monotonic()
        step = Step(title, total, self._bars)
        yield step
        step.reach(total)
        self.seconds[title] = time.monotonic() - began
        if self._bars is None:
            at = time.monotonic() - self._began
            self._console.print(
                f"[{at:6.1f} s] {title}: {total:,} ({self.seconds[title]:.1f} s)", highlight=False, markup=False
            )

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began
