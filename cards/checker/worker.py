"""The loop of a worker process: one request in, one reply out, within limits the system enforces."""

import contextlib
import math
import resource
import socket
import time

from cards.checker import jobs
from cards.checker.frames import BrokenFrame, receive_frame, send_frame

MEMORY_BYTES = 1 << 30
JOB_CPU_SECONDS = 2
_LIFETIME_CPU_SECONDS = 600


def serve(channel: socket.socket) -> None:
    """Answer requests until the other side closes."""
    limit_resources()
    with contextlib.suppress(BrokenFrame):
        send_frame(channel, {"ready": True})
        while True:
            request = receive_frame(channel)
            _allow_cpu_time(JOB_CPU_SECONDS)
            send_frame(channel, jobs.run(request))


def limit_resources() -> None:
    """Take away what rewriting a formula does not need: memory, processes, files, sockets, disk."""
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, _LIFETIME_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        # What is open stays usable; no file and no socket can be opened any more.
        (resource.RLIMIT_NOFILE, 0),
    ):
        # Some systems know a limit by name only; the others still hold, and so does the wall clock.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def _allow_cpu_time(seconds: int) -> None:
    """Let the kernel end this process should it outlive the one that would have killed it."""
    used = math.ceil(time.process_time())
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(
            resource.RLIMIT_CPU,
            (min(used + seconds + 1, _LIFETIME_CPU_SECONDS), _LIFETIME_CPU_SECONDS),
        )
