"""The parts of ``bench.delivery``: the servers, the clients that load them, and what is noted.

Each server, each load of clients and each feeder is a process of its own, so that what is
measured of one is not the work of another. Clocks are `time.perf_counter`, which Linux
gives all processes alike.

An event of these benchmarks ends in `END`, a byte that occurs nowhere else in a stream: a
client that counts it knows how many whole events have come, however they were cut up.
"""

from typing import Final

END: Final = b"~"
PATH: Final = "/api/events/stream"  # of every server
EMIT: Final = "select orakul.emit_v1('tasks', 'task_changed', 'project', $1, null, $2::text::jsonb)"
PADDING: Final = "x" * 600  # makes an event about as large as that of a task
