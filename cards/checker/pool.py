"""The web process's side of the workers: who is idle, who is late, who gets replaced.

Safe to use from many threads, started at the first question, harmless to forks, and gone with its process.
"""

import atexit
import contextlib
import logging
import os
import socket
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import Any

from cards.checker.frames import FORK, KILL, ORDER, BrokenFrame, receive_frame, send_frame

logger = logging.getLogger(__name__)

_PROJECT = Path(__file__).resolve().parent.parent.parent


class Worker:
    """One worker process as seen from here: a socket, and how many jobs it has done."""

    __slots__ = ("channel", "is_ready", "jobs", "serial")

    def __init__(self, serial: int, channel: socket.socket) -> None:
        self.serial = serial
        self.channel = channel
        self.jobs = 0
        self.is_ready = False


class Pool:
    """Killable workers. `ask` returns None when there is no answer in time; the caller says "undecided".

    `wall_seconds` bounds one job, `start_seconds` a worker's first sign of life (the very first one
    waits for SymPy to be imported). Workers of a pool that does not warm up start sooner and can do
    less: what SymPy imports late is out of their reach. At most `4 * size` callers queue, each for `wall_seconds`.
    """

    def __init__(
        self,
        size: int,
        *,
        wall_seconds: float = 2.0,
        start_seconds: float = 10.0,
        jobs_per_worker: int = 200,
        restart_pause_seconds: float = 5.0,
        warms_up: bool = True,
    ) -> None:
        self.size = size
        self.wall_seconds = wall_seconds
        self.start_seconds = start_seconds
        self.jobs_per_worker = jobs_per_worker
        self.restart_pause_seconds = restart_pause_seconds
        self.warms_up = warms_up
        self._forget()
        _pools.add(self)

    def _forget(self) -> None:
        self._changed = threading.Condition()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._waiting = 0
        self._serial = 0
        self._zygote: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._started_at = float("-inf")

    def start(self) -> None:
        """Begin importing SymPy in the background, so that the first question finds it done."""
        with self._changed:
            self._ensure_zygote()

    def ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """One request to one worker. None when all are busy, or it fails, dies or takes too long."""
        worker = self._take()
        if worker is None:
            return None
        is_fit = False
        try:
            reply = self._converse(worker, request)
            is_fit = worker.jobs < self.jobs_per_worker
            return reply
        except BrokenFrame as error:
            logger.warning("A worker was replaced during %r: %s", request.get("job"), error)
            return None
        finally:
            self._put_back(worker, is_fit=is_fit)

    def close(self) -> None:
        """End all workers and wait until they are gone. The pool starts again when asked again."""
        with self._changed:
            self._stop_zygote()

    def abandon(self) -> None:
        """In a forked child: let go of what belongs to the parent, without touching its processes."""
        control, workers, zygote = self._control, {*self._idle, *self._busy}, self._zygote
        self._forget()
        if control is not None:
            control.close()
        for worker in workers:
            worker.channel.close()
        if zygote is not None:
            zygote.returncode = 0  # not our child: Popen must neither wait for it nor warn

    # --- one worker -------------------------------------------------------------------------------

    def _converse(self, worker: Worker, request: dict[str, Any]) -> dict[str, Any]:
        if not worker.is_ready:
            receive_frame(worker.channel, self.start_seconds)
            worker.is_ready = True
        worker.jobs += 1
        worker.channel.settimeout(self.wall_seconds)
        send_frame(worker.channel, request)
        return receive_frame(worker.channel, self.wall_seconds)

    def _take(self) -> Worker | None:
        deadline = time.monotonic() + self.wall_seconds
        with self._changed:
            if self._waiting >= 4 * self.size:
                return None
            self._waiting += 1
            try:
                while not self._idle and len(self._busy) >= self.size:
                    remaining = deadline - time.monotonic()
                    if remaining <= 0 or not self._changed.wait(remaining):
                        return None
                worker = self._idle.pop() if self._idle else self._fork_worker()
                if worker is not None:
                    self._busy.add(worker)
                return worker
            finally:
                self._waiting -= 1

    def _put_back(self, worker: Worker, *, is_fit: bool) -> None:
        with self._changed:
            was_ours = worker in self._busy
            self._busy.discard(worker)
            if is_fit and was_ours:
                self._idle.append(worker)
            else:
                worker.channel.close()
                self._order(KILL, worker.serial)
            self._changed.notify()

    # --- the zygote; all of this under the lock ---------------------------------------------------

    def _fork_worker(self) -> Worker | None:
        if not self._ensure_zygote():
            return None
        ours, theirs = socket.socketpair()
        self._serial += 1
        with theirs:
            if self._order(FORK, self._serial, theirs):
                return Worker(self._serial, ours)
        ours.close()
        self._stop_zygote()
        return None

    def _order(self, verb: bytes, serial: int, attached: socket.socket | None = None) -> bool:
        if self._control is None:
            return False
        descriptors = [] if attached is None else [attached.fileno()]
        try:
            socket.send_fds(self._control, [ORDER.pack(verb, serial)], descriptors)
        except OSError:
            return False
        return True

    def _ensure_zygote(self) -> bool:
        if self._zygote is not None:
            if self._zygote.poll() is None:
                return True
            self._stop_zygote()
        if time.monotonic() - self._started_at < self.restart_pause_seconds:
            return False  # it died at once; starting it in a loop would only heat the machine
        self._started_at = time.monotonic()
        ours, theirs = socket.socketpair()
        ours.settimeout(1.0)
        with theirs:
            # A bare environment: no secret key and no database address in there.
            self._zygote = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [
                    *(sys.executable, "-m", "cards.checker.zygote", str(theirs.fileno())),
                    *(() if self.warms_up else ("cold",)),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd="/",
                env={"PYTHONPATH": str(_PROJECT), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"},
                start_new_session=True,  # Ctrl-C in the terminal is for the server, which then closes us
            )
        self._control = ours
        return True

    def _stop_zygote(self) -> None:
        control, zygote, workers = self._control, self._zygote, self._idle
        self._control = self._zygote = None
        self._idle = []
        self._busy = set()
        for worker in workers:
            worker.channel.close()
        if control is not None:
            control.close()
        if zygote is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            zygote.wait(timeout=2.0)
            return
        zygote.kill()  # its workers die with it, by the parent death signal or their closed sockets
        zygote.wait()


_pools: weakref.WeakSet[Pool] = weakref.WeakSet()


def _close_all() -> None:
    for pool in list(_pools):
        pool.close()


def _abandon_all() -> None:
    for pool in list(_pools):
        pool.abandon()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_abandon_all)
