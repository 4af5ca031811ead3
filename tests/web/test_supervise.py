"""Children are kept running, speak in whole lines behind their names, and end together."""

import asyncio
import inspect
import os
import re
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from sql.server.postmaster import command_of
from web.command.supervise import Child, supervise

# Loaded by its path: the package around it would bring the whole of Orakul into each process.
RUN = """
import asyncio, importlib.util, sys
spec = importlib.util.spec_from_file_location("supervise", {path!r})
module = sys.modules["supervise"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
children = [module.Child(name, [sys.executable, "-c", code], env, outlives)
            for name, code, env, outlives in {children!r}]
async def ready():
    {ready}
sys.exit(asyncio.run(module.supervise(children, grace={grace}, on_ready=ready)))
"""
WAIT = "import time; print('here', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAIT}"
POLITE = """
import signal, sys, time
def bye(*_):
    print("bye", flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, bye)
print("here", flush=True)
time.sleep(60)
"""

pytestmark = pytest.mark.timeout(60)


def program(*children: tuple[Any, ...], grace: float, ready: str) -> list[str]:
    path = inspect.getfile(supervise)
    code = RUN.format(path=path, children=children, grace=grace, ready=ready)
    return [sys.executable, "-c", code]


class Watched:
    """A supervisor in a process of its own, and what it says."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.lines: list[str] = []

    async def line(self, pattern: str) -> re.Match[str]:
        """Read on until a line matches; earlier lines count as well, later ones are left."""
        assert self.process.stdout is not None
        while raw := await self.process.stdout.readline():
            self.lines.append(raw.decode().rstrip("\n"))
            if match := re.search(pattern, self.lines[-1]):
                return match
        raise AssertionError(f"no line matches {pattern!r} in {self.lines}")

    async def rest(self) -> list[str]:
        assert self.process.stdout is not None
        self.lines += (await self.process.stdout.read()).decode().splitlines()
        await self.process.wait()
        return self.lines


def child(name: str, code: str, *, outlives: bool = False, **env: str) -> tuple[Any, ...]:
    return name, code, env, outlives


@asynccontextmanager
async def watched(
    *children: tuple[Any, ...], grace: float = 5, ready: str = "pass"
) -> AsyncGenerator[Watched]:
    process = await asyncio.create_subprocess_exec(
        *program(*children, grace=grace, ready=ready),
        stdout=PIPE,
        limit=1 << 24,
    )
    try:
        yield Watched(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def gone(pid: int) -> None:
    """Return when the process is no more, or is only a remainder that nobody reaped."""
    while command_of(pid):
        await asyncio.sleep(0.01)


async def test_every_line_stands_behind_its_childs_name() -> None:
    one = child("web", f"print('one\\ntwo', flush=True); {WAIT}")
    other = child("worker", f"import sys; sys.stderr.write('three\\n'); {WAIT}")
    async with watched(one, other) as supervisor:
        for _ in range(5):
            await supervisor.line("")

    assert sorted(supervisor.lines) == [
        "web    | here",
        "web    | one",
        "web    | two",
        "worker | here",
        "worker | three",
    ]


async def test_a_line_that_comes_in_parts_goes_out_whole_and_a_last_one_without_an_end() -> None:
    parts = """
import os, time
for part in (b"o", b"n", b"e\\ntw", b"o\\nthree"):
    os.write(1, part)
    time.sleep(0.05)
"""
    async with watched(child("slow", parts)) as supervisor:
        await supervisor.line("ended with")

    assert supervisor.lines[:3] == ["slow | one", "slow | two", "slow | three"]


async def test_a_hundred_thousand_lines_of_each_of_two_arrive_whole_and_in_order() -> None:
    many = f"for n in range(100_000): print(n, 'x' * (n % 50))\n{WAIT}"
    async with watched(child("a", many), child("b", many)) as supervisor:
        await supervisor.line("here")
        await supervisor.line("here")
        numbers: dict[str, list[str]] = {"a": [], "b": []}
        for line in supervisor.lines:
            name, text = line.split(" | ")
            numbers[name].append(text)

    expected = [f"{n} {'x' * (n % 50)}" for n in range(100_000)] + ["here"]
    assert numbers == {"a": expected, "b": expected}


async def test_a_very_long_line_and_bytes_that_are_no_text_pass() -> None:
    odd = "import os; os.write(1, b'y' * 3_000_000 + b'\\n\\xff\\x00\\n'); "
    async with watched(child("odd", odd + WAIT)) as supervisor:
        assert supervisor.process.stdout is not None
        raw = await supervisor.process.stdout.readuntil(b"here\n")

    assert raw.count(b"y") == 3_000_000
    assert b"\nodd | \xff\x00\n" in raw


async def test_the_environment_of_a_child_is_ours_and_its_own() -> None:
    code = f"import os; print(os.environ['OWN'], 'PATH' in os.environ, flush=True); {WAIT}"
    async with watched(child("web", code, OWN="mine")) as supervisor:
        await supervisor.line(r"mine True$")


async def test_a_killed_child_is_started_again_and_it_is_said() -> None:
    code = f"import os; print(os.getpid(), flush=True); {WAIT}"
    async with watched(child("worker", code)) as supervisor:
        first = int((await supervisor.line(r"\| (\d+)"))[1])
        os.kill(first, signal.SIGKILL)
        await supervisor.line(r"^orakul +\| worker was killed by SIGKILL; .* again in 0.5 s")
        second = int((await supervisor.line(r"\| (\d+)"))[1])

    assert first != second


async def test_a_child_that_dies_again_and_again_is_given_longer_and_longer_pauses() -> None:
    async with watched(child("worker", "import sys; sys.exit(3)")) as supervisor:
        pauses = [
            (await supervisor.line(r"ended with exit status 3; .* again in (\S+) s"))[1]
            for _ in range(3)
        ]

    assert pauses == ["0.5", "1", "2"]


async def test_a_program_that_is_missing_is_named() -> None:
    missing = Child("gone", ["/no/such/program"])
    read, write = os.pipe()
    task = asyncio.create_task(supervise([missing], output=write))
    told = b""
    while b"again in" not in told:
        told += await asyncio.to_thread(os.read, read, 1 << 16)
    os.kill(os.getpid(), signal.SIGTERM)

    assert await task == 0
    assert b"/no/such/program" in told
    os.close(read)
    os.close(write)


async def test_what_a_dead_child_leaves_behind_dies_with_it() -> None:
    code = f"""
import subprocess, sys
print(subprocess.Popen([sys.executable, "-c", {WAIT!r}]).pid, flush=True)
sys.exit(1)
"""
    async with watched(child("worker", code)) as supervisor:
        left = int((await supervisor.line(r"\| (\d+)"))[1])
        await supervisor.line("ended with exit status 1")
        await gone(left)


async def test_who_went_into_a_session_of_its_own_does_not_hold_up_a_new_start() -> None:
    code = f"""
import subprocess, sys
daemon = subprocess.Popen([sys.executable, "-c", {WAIT!r}], start_new_session=True)
print(daemon.pid, flush=True)
sys.exit(1)
"""
    async with watched(child("worker", code)) as supervisor:
        left = int((await supervisor.line(r"\| (\d+)"))[1])
        await supervisor.line("ended with exit status 1; starting it again")
        os.kill(left, signal.SIGKILL)
        another = int((await supervisor.line(r"\| (\d+)"))[1])
        os.kill(another, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_the_workers_first_and_then_the_one_that_outlives_them(
    number: signal.Signals,
) -> None:
    web = child("web", POLITE, outlives=True)
    async with watched(web, child("one", POLITE), child("two", POLITE)) as supervisor:
        for _ in range(3):
            await supervisor.line("here")
        supervisor.process.send_signal(number)
        lines = await supervisor.rest()

    assert supervisor.process.returncode == 0
    assert sorted(lines[3:5]) == ["one | bye", "two | bye"]
    assert lines[5:] == ["web | bye"]


async def test_ctrl_c_in_a_terminal_reaches_the_supervisor_only() -> None:
    code = f"import os; print(os.getsid(0), os.getpgid(0), flush=True); {WAIT}"
    async with watched(child("web", code)) as supervisor:
        session, group = map(int, (await supervisor.line(r"(\d+) (\d+)")).groups())

    assert session == group != os.getpgid(0)
    assert session != os.getsid(0)


async def test_a_child_that_ignores_the_signal_is_killed_after_the_grace() -> None:
    stubborn, polite = child("stubborn", STUBBORN), child("polite", POLITE, outlives=True)
    async with watched(stubborn, polite, grace=1) as supervisor:
        await supervisor.line("here")
        await supervisor.line("here")
        supervisor.process.terminate()
        began = asyncio.get_running_loop().time()
        lines = await supervisor.rest()

    assert supervisor.process.returncode == 1
    assert lines[2:] == ["polite   | bye", "orakul   | killed after 1 s: stubborn"]
    assert 0.9 < asyncio.get_running_loop().time() - began < 4


async def test_a_second_signal_kills_at_once_but_an_echo_of_the_first_does_not() -> None:
    async with watched(child("stubborn", STUBBORN), grace=50) as supervisor:
        await supervisor.line("here")
        supervisor.process.send_signal(signal.SIGINT)
        supervisor.process.send_signal(signal.SIGTERM)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(supervisor.process.wait(), 1)
        supervisor.process.send_signal(signal.SIGINT)
        await supervisor.rest()

    assert supervisor.process.returncode == 130


async def test_children_die_with_a_supervisor_that_is_killed() -> None:
    code = f"import os; print(os.getpid(), flush=True); {STUBBORN}"
    async with watched(child("web", code), child("worker", code)) as supervisor:
        pids = [int((await supervisor.line(r"\| (\d+)"))[1]) for _ in range(2)]
        supervisor.process.kill()
        for pid in pids:
            await gone(pid)


async def test_an_output_that_nobody_reads_does_not_hold_up_the_end() -> None:
    chatter = "import sys\nwhile True: print('x' * 100)"
    # Not asyncio's own: its wait() would need the output to be read to the end.
    with subprocess.Popen(
        program(child("loud", chatter), grace=2, ready="pass"), stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        await asyncio.to_thread(process.stdout.read, 100)
        process.terminate()

        assert await asyncio.to_thread(process.wait, 30) == 0


async def test_an_output_whose_reader_is_gone_holds_up_nothing() -> None:
    read, write = os.pipe()
    os.close(read)
    code = """
import os, signal, time
print('x' * 200_000, flush=True)
os.kill(os.getppid(), signal.SIGTERM)
time.sleep(60)
"""
    loud = Child("loud", [sys.executable, "-c", code])

    assert await supervise([loud], output=write) == 0
    os.close(write)


async def test_being_ready_is_awaited_beside_the_children_and_given_up_at_the_end() -> None:
    async with watched(child("web", POLITE), ready="await asyncio.Event().wait()") as supervisor:
        await supervisor.line("here")
        supervisor.process.terminate()
        await supervisor.rest()

    assert supervisor.process.returncode == 0


async def test_an_error_in_getting_ready_ends_the_children_and_is_passed_on() -> None:
    async def fail() -> None:
        raise LookupError("no such port")

    read, write = os.pipe()
    polite = Child("web", [sys.executable, "-c", POLITE])

    with pytest.raises(LookupError, match="no such port"):
        await supervise([polite], output=write, on_ready=fail)
    os.close(read)
    os.close(write)


async def test_signals_are_handled_as_before_afterwards() -> None:
    def mine(number: int, frame: object) -> None: ...

    before = signal.signal(signal.SIGTERM, mine)
    read, write = os.pipe()
    code = "import os, signal; os.kill(os.getppid(), signal.SIGTERM)"
    await supervise([Child("web", [sys.executable, "-c", code])], output=write)
    after = signal.signal(signal.SIGTERM, before)

    assert after is mine
    os.close(read)
    os.close(write)


async def test_who_is_cancelled_leaves_no_child_behind() -> None:
    read, write = os.pipe()
    code = f"import os; print(os.getpid(), flush=True); {STUBBORN}"
    task = asyncio.create_task(
        supervise([Child("web", [sys.executable, "-c", code])], output=write)
    )
    pid = int((await asyncio.to_thread(os.read, read, 100)).split()[2])
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await gone(pid)

    os.close(read)
    os.close(write)


async def test_names_are_coloured_on_a_terminal_only() -> None:
    terminal, end = os.openpty()
    web = Child("web", [sys.executable, "-c", POLITE])
    task = asyncio.create_task(supervise([web], output=end))
    shown = await asyncio.to_thread(os.read, terminal, 100)
    os.kill(os.getpid(), signal.SIGINT)

    assert await task == 0
    assert shown.startswith(b"\x1b[36mweb | \x1b[0mhere")
    os.close(terminal)
    os.close(end)
