"""A task of the gateway's own ends, also where a library swallows a cancellation."""

from __future__ import annotations

import asyncio

from gateway.ending import end


def test_a_task_that_swallows_a_cancellation_is_told_again() -> None:
    told = 0

    async def stubborn() -> None:
        nonlocal told
        while told < 2:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                told += 1

    async def story() -> None:
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        async with asyncio.timeout(10):
            await end(task)
        assert task.done()
        await end(None)

    asyncio.run(story())
    assert told == 2
