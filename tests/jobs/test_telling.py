"""What is told often is written now and then, in its order, and the last of it always."""

import asyncio
from functools import partial

from jobs.telling import APART, Latest


async def test_what_comes_too_soon_is_written_in_its_time_if_nothing_takes_its_place() -> None:
    told, written, done = Latest(), list[int](), asyncio.Event()

    async def write(number: int) -> None:
        written.append(number)
        if number == 2:
            done.set()

    loop = asyncio.get_running_loop()
    begin = loop.time()
    for number in range(3):
        await told.put(partial(write, number), at_once=False)
    before = list(written)
    async with asyncio.timeout(10):
        await done.wait()

    assert (before, written) == ([0], [0, 2])
    assert loop.time() - begin >= APART


async def test_what_is_urgent_comes_after_what_is_being_written() -> None:
    told, written, gate = Latest(), list[int](), asyncio.Event()

    async def write(number: int) -> None:
        if number == 0:
            await gate.wait()
        written.append(number)

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(told.put(partial(write, 0), at_once=False))
        await asyncio.sleep(0)
        await told.put(partial(write, 1), at_once=False)
        group.create_task(told.put(partial(write, 2), at_once=True))
        await asyncio.sleep(0)
        gate.set()
    await told.settle()

    assert written == [0, 2]


async def test_what_could_not_be_written_by_itself_is_tried_again_at_the_end() -> None:
    told, tried, done = Latest(), list[int](), asyncio.Event()

    async def write(number: int) -> None:
        tried.append(number)
        if tried == [0, 1]:
            done.set()
            raise ConnectionError

    await told.put(partial(write, 0), at_once=False)
    await told.put(partial(write, 1), at_once=False)
    async with asyncio.timeout(10):
        await done.wait()
    await told.settle()
    await told.settle()

    assert tried == [0, 1, 1]
