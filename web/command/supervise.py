"""Keep a few processes running, show what they say, and end them together.

Every child is the head of a session of its own, so Ctrl-C in a terminal reaches the
supervisor only, which ends the children in good order. A child that dies is started again.
On Linux the children die with a supervisor that is killed.

What children print comes out line by line behind their names. Nothing is dropped while
somebody reads; once the end has begun, an output that nobody reads holds up nothing.
"""

import asyncio
import contextlib
import os
import queue
import signal
import sys
import threading
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import FileIO
from typing import Final

FIRST_PAUSE: Final = 0.5  # seconds before a dead child is started again, doubled each time
LONGEST_PAUSE: Final = 10.0  # seconds
HEALTHY: Final = 30.0  # seconds of life after which the pauses begin anew
REPEAT: Final = 0.5  # seconds within which a second signal is an echo of the first
UNREAD: Final = 0.5  # seconds after which nobody is believed to read our output any more
FIRST_SHARE: Final = 0.75  # of the grace, before those that outlive are told to end as well
LINGER: Final = 2.0  # seconds that a dead child's last lines have to come out
LONGEST_LINE: Final = 1 << 20  # bytes; what is longer comes out in pieces
COLOURS: Final = (36, 33, 35, 32, 34, 31)

# Runs between fork and the child's own program. The parent may have died before the request.
LAUNCH: Final = """\
import ctypes, os, signal, sys
PR_SET_PDEATHSIG = 1
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
if os.getppid() == int(sys.argv[1]):
    try:
        os.execvp(sys.argv[2], sys.argv[2:])
    except OSError as error:
        sys.exit(f"{sys.argv[2]}: {error.strerror}")
"""


@dataclass(frozen=True, slots=True)
class Child:
    """A program to keep running; *env* is added to our environment.

    One that *outlives* the others is told to end when they are gone.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    outlives: bool = False


async def supervise(
    children: Sequence[Child],
    *,
    grace: float = 8.0,
    on_ready: Callable[[], Awaitable[None]] | None = None,
    output: int = 1,
) -> int:
    """Run *children* until SIGINT or SIGTERM, then end them; return an exit status.

    Args:
        children: what to run, with names that differ.
        grace: seconds that all of them together have to end before they are killed.
        on_ready: is awaited beside the children once they are started, and cancelled at the
            end; when it raises, the children are ended and the error is passed on.
        output: file descriptor that takes their output.

    Returns:
        0 when all ended in time, 1 when one had to be killed, 130 when a second signal asked
        for that.
    """
    printer = Printer(output, width=max(len(each.name) for each in children))
    supervisor = _Supervisor(children, printer, grace)
    loop = asyncio.get_running_loop()
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    for each in before:
        loop.add_signal_handler(each, supervisor.told)
    try:
        return await supervisor.run(on_ready)
    finally:
        for each, handler in before.items():
            loop.remove_signal_handler(each)
            signal.signal(each, handler)
        printer.close()


class Printer:
    """Writes whole lines behind a name, from a thread, so that a slow terminal stops nobody."""

    def __init__(self, descriptor: int, *, width: int) -> None:
        self.written = 0  # bytes
        self._descriptor = descriptor
        self._width = width
        self._coloured = os.isatty(descriptor) and not os.environ.get("NO_COLOR")
        self._labels: dict[str, bytes] = {}
        self._waiting: set[asyncio.Future[None]] = set()
        self._abandoned = False
        self._loop = asyncio.get_running_loop()
        self._todo: queue.SimpleQueue[tuple[bytes, asyncio.Future[None]] | None]
        self._todo = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="printer", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether somebody waits for a line to be out."""
        return bool(self._waiting)

    async def print(self, name: str, lines: Sequence[bytes]) -> None:
        """Return when *lines*, which hold no line ends, are out."""
        if self._abandoned or not lines:
            return
        label = self._label(name)
        done = self._loop.create_future()
        self._waiting.add(done)
        self._todo.put((b"".join(b"%b%b\n" % (label, line) for line in lines), done))
        try:
            await done
        finally:
            self._waiting.discard(done)

    def abandon(self) -> None:
        """Let everybody go on as if their lines were out, from now on."""
        self._abandoned = True
        for done in self._waiting:
            self._settle(done)

    def close(self) -> None:
        """End the thread, unless it is stuck, which the end of the process will mend."""
        self._todo.put(None)
        self._thread.join(timeout=UNREAD)

    def _label(self, name: str) -> bytes:
        if name not in self._labels:
            colour = COLOURS[len(self._labels) % len(COLOURS)]
            text = f"{name:<{self._width}} | "
            self._labels[name] = (
                f"\x1b[{colour}m{text}\x1b[0m" if self._coloured else text
            ).encode()
        return self._labels[name]

    def _work(self) -> None:
        while (item := self._todo.get()) is not None:
            data, done = item
            with contextlib.suppress(OSError):  # the reader went away: children need not
                self._write(data)
            with contextlib.suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._settle, done)

    def _write(self, data: bytes) -> None:
        while data:
            count = os.write(self._descriptor, data)
            self.written += count
            data = data[count:]

    @staticmethod
    def _settle(done: asyncio.Future[None]) -> None:
        if not done.done():
            done.set_result(None)


class _Supervisor:
    def __init__(self, children: Sequence[Child], printer: Printer, grace: float) -> None:
        self._children = children
        self._printer = printer
        self._grace = grace
        self._processes: dict[str, Process] = {}
        self._group = asyncio.TaskGroup()
        self._showing: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._told_at = 0.0
        self._forced = False
        self._failure: Exception | None = None

    async def run(self, on_ready: Callable[[], Awaitable[None]] | None) -> int:
        async with self._group as group:
            keepers = {each.name: group.create_task(self._keep(each)) for each in self._children}
            ready = group.create_task(self._get_ready(on_ready))
            await self._stopping.wait()
            ready.cancel()
            unread = group.create_task(self._notice_unread())
            in_time = await self._end(keepers)
            for each in (unread, *self._showing):
                each.cancel()
        if self._failure is not None:
            raise self._failure
        return 130 if self._forced else int(not in_time)

    def told(self) -> None:
        """Take a signal: the first ends in good order, another kills."""
        now = asyncio.get_running_loop().time()
        if not self._stopping.is_set():
            self._told_at = now
            self._stopping.set()
        elif now - self._told_at > REPEAT:
            self._forced = True
            for process in self._processes.values():
                _kill(process)

    async def _get_ready(self, on_ready: Callable[[], Awaitable[None]] | None) -> None:
        try:
            if on_ready is not None:
                await on_ready()
        except Exception as error:  # noqa: BLE001 (raised again when the children have ended)
            self._failure = error
            self._stopping.set()

    async def _keep(self, child: Child) -> None:
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = loop.time()
            try:
                fate = _fate(await self._run(child))
            except OSError as error:
                fate = f"could not be started ({error.strerror})"
            if self._stopping.is_set():
                return
            pause = FIRST_PAUSE if loop.time() - began >= HEALTHY else pause
            await self._say(f"{child.name} {fate}; starting it again in {pause:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _run(self, child: Child) -> int:
        """Run *child* once and return its status, negative for a signal."""
        # A pipe of our own: asyncio's would let nobody know of a death while it is open, and
        # whom a dead child left behind holds it open.
        read, write = os.pipe()
        showing = self._group.create_task(self._show(child.name, FileIO(read)))
        self._showing.add(showing)
        showing.add_done_callback(self._showing.discard)
        try:
            process = await asyncio.create_subprocess_exec(
                *_launched(child.argv),
                stdin=DEVNULL,
                stdout=write,
                stderr=STDOUT,
                env=os.environ | dict(child.env),
                start_new_session=True,
            )
        finally:
            os.close(write)
        self._processes[child.name] = process
        if self._stopping.is_set():
            _signal(process, signal.SIGTERM)
        try:
            await process.wait()
        finally:
            _kill(process)
            await process.wait()
            del self._processes[child.name]
        await asyncio.wait([showing], timeout=LINGER)
        return process.returncode or 0

    async def _show(self, name: str, output: FileIO) -> None:
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), output
        )
        rest = b""
        try:
            while chunk := await reader.read(1 << 16):
                *lines, rest = (rest + chunk).split(b"\n")
                if len(rest) > LONGEST_LINE:
                    lines, rest = [*lines, rest], b""
                await self._printer.print(name, lines)
        finally:
            transport.close()
        await self._printer.print(name, [rest] if rest else [])

    async def _say(self, text: str) -> None:
        await self._printer.print("orakul", [text.encode()])

    async def _end(self, keepers: Mapping[str, asyncio.Task[None]]) -> bool:
        """End the children, in two steps at most; tell whether none had to be killed."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._grace
        for outlives, share in ((False, FIRST_SHARE), (True, 1.0)):
            for child in self._children:
                if child.outlives is outlives and (process := self._processes.get(child.name)):
                    _signal(process, signal.SIGTERM)
            awaited = [
                keepers[each.name] for each in self._children if outlives or not each.outlives
            ]
            if awaited:
                await asyncio.wait(awaited, timeout=max(0.0, deadline - loop.time()) * share)
        late = [name for name, process in self._processes.items() if process.returncode is None]
        for name in late:
            _kill(self._processes[name])
        if late:
            await self._say(f"killed after {self._grace:g} s: {', '.join(late)}")
        await asyncio.wait(keepers.values())
        return not late

    async def _notice_unread(self) -> None:
        while True:
            before = self._printer.written
            await asyncio.sleep(UNREAD)
            if self._printer.busy and self._printer.written == before:
                self._printer.abandon()


def _launched(argv: Sequence[str]) -> list[str]:
    if sys.platform != "linux":
        return list(argv)
    return [sys.executable, "-I", "-S", "-c", LAUNCH, str(os.getpid()), *argv]


def _signal(process: Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)


def _kill(process: Process) -> None:
    """Kill the whole group, which bears its leader's number, even when the leader is gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _fate(status: int) -> str:
    if status >= 0:
        return f"ended with exit status {status}"
    names = {each.value: each.name for each in signal.Signals}
    return f"was killed by {names.get(-status, f'signal {-status}')}"
