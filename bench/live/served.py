"""A server in a process of its own, and what it takes of the machine."""

import asyncio
import resource
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CLOCK: Final = 1e9  # the scheduler counts nanoseconds


@dataclass(frozen=True, slots=True)
class Served:
    """Where a server listens; *pids* work for it, the first one holds the streams."""

    port: int
    pids: Sequence[int]

    def memory(self) -> int:
        """Bytes of resident memory of the process that holds the streams."""
        status = Path(f"/proc/{self.pids[0]}/status").read_text()
        return 1024 * int(status.split("VmRSS:")[1].split()[0])

    def cpu(self) -> float:
        """Seconds of processor time so far, of all its processes and their threads."""
        return sum(
            int((task / "schedstat").read_text().split()[0]) / CLOCK
            for pid in self.pids
            for task in Path(f"/proc/{pid}/task").iterdir()
        )


@asynccontextmanager
async def started(*command: str) -> AsyncGenerator[asyncio.subprocess.Process]:
    """Run a program for as long as the block lasts, with pipes to its input and output."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=64 * 1024 * 1024,  # bytes of one line of output
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def python(module: str, *arguments: str) -> AsyncGenerator[asyncio.subprocess.Process]:
    """Run a module of ours in a process of its own."""
    async with started(sys.executable, "-m", module, *arguments) as process:
        yield process


async def line(process: asyncio.subprocess.Process, *, within: float = 60) -> str:
    """Return the next line that *process* prints.

    Raises:
        RuntimeError: it ended without one.
    """
    assert process.stdout is not None
    async with asyncio.timeout(within):
        said = await process.stdout.readline()
    if not said:
        raise RuntimeError(f"process {process.pid} ended: {await process.wait()}")
    return said.decode().strip()


@asynccontextmanager
async def served(module: str, *arguments: str) -> AsyncGenerator[Served]:
    """Run a server of ours, which prints its port once it listens."""
    async with python(module, *arguments) as process:
        yield Served(int(await line(process)), (process.pid,))


def children(pid: int) -> list[int]:
    """Return the ids of the processes that *pid* has started."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def allow_many_files() -> None:
    """Raise the limit of open files as far as it goes; processes started later inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
