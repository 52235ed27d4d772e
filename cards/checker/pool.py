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
from enum import StrEnum
from pathlib import Path
from typing import Any

from cards.checker.frames import FORK, KILL, ORDER, BrokenFrame, receive_frame, send_frame

logger = logging.getLogger(__name__)

_PROJECT = Path(__file__).resolve().parent.parent.parent


class Failure(StrEnum):
    """Why a question has no reply."""

    BUSY = "busy"  # all workers are taken and the queue is full, or did not move in time
    STARTING = "starting"  # the workers are still importing, or cannot be started
    LATE = "late"  # the worker did not finish in time, and was killed
    LOST = "lost"  # the worker died


class Worker:
    """One worker process as seen from here: a socket, and how many jobs it has done."""

    __slots__ = ("channel", "is_ready", "jobs", "ordered_at", "serial")

    def __init__(self, serial: int, channel: socket.socket) -> None:
        self.serial = serial
        self.channel = channel
        self.jobs = 0
        self.is_ready = False
        self.ordered_at = time.monotonic()


class Pool:
    """Killable workers. `ask` returns None when there is no answer in time; the caller says "undecided".

    `wall_seconds` bounds one question, queueing included; `start_seconds` bounds a worker's first sign of
    life (the very first one waits for SymPy to be imported). Workers of a pool that does not warm up start sooner and
    can do less: what SymPy imports late is out of their reach. At most `4 * size` callers queue.
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
        """One request to one worker, which is waited for until it has started. None when there is no reply."""
        reply = self.exchange(
            request, seconds=self.wall_seconds, seconds_to_start=self.start_seconds
        )
        return None if isinstance(reply, Failure) else reply

    def exchange(
        self, request: dict[str, Any], *, seconds: float, seconds_to_start: float = 0.0
    ) -> dict[str, Any] | Failure:
        """The reply, or why there is none, after `seconds` at most.

        `seconds_to_start` come on top where the worker has not started yet. A worker that is late
        in starting is kept for the next caller; one that is late in answering is killed.
        """
        deadline = time.monotonic() + seconds
        worker = self._take(deadline)
        if isinstance(worker, Failure):
            return worker
        is_fit = False
        try:
            started_waiting = time.monotonic()
            if not self._wait_for_start(worker, deadline + seconds_to_start):
                is_fit = time.monotonic() - worker.ordered_at < self.start_seconds
                return Failure.STARTING
            if seconds_to_start:
                deadline += time.monotonic() - started_waiting
            reply = self._converse(worker, request, deadline)
            is_fit = worker.jobs < self.jobs_per_worker
            return reply
        except BrokenFrame as error:
            logger.warning("A worker was replaced during %r: %s", request.get("job"), error)
            return Failure.LATE if time.monotonic() >= deadline - 0.01 else Failure.LOST
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

    def _wait_for_start(self, worker: Worker, deadline: float) -> bool:
        if worker.is_ready:
            return True
        worker.channel.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            # Only looked at: a message must not be left half read for the next caller.
            worker.channel.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return False
        except OSError as error:
            raise BrokenFrame("the worker did not start") from error
        receive_frame(worker.channel, 1.0)
        worker.is_ready = True
        return True

    def _converse(self, worker: Worker, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        worker.jobs += 1
        worker.channel.settimeout(max(deadline - time.monotonic(), 0.001))
        send_frame(worker.channel, request)
        return receive_frame(worker.channel, max(deadline - time.monotonic(), 0.001))

    def _take(self, deadline: float) -> Worker | Failure:
        with self._changed:
            if self._waiting >= 4 * self.size:
                return Failure.BUSY
            self._waiting += 1
            try:
                while not self._idle and len(self._busy) >= self.size:
                    remaining = deadline - time.monotonic()
                    if remaining <= 0 or not self._changed.wait(remaining):
                        return Failure.BUSY
                worker = self._living_worker() or self._fork_worker()
                if worker is None:
                    return Failure.STARTING
                self._busy.add(worker)
                return worker
            finally:
                self._waiting -= 1

    def _living_worker(self) -> Worker | None:
        """An idle worker. One that was killed while idle (by the system, short of memory) must cost nobody an answer."""
        while self._idle:
            worker = self._idle.pop()
            worker.channel.settimeout(0.0)
            try:
                if worker.channel.recv(1, socket.MSG_PEEK) and not worker.is_ready:
                    return worker
            except BlockingIOError:
                return worker
            except OSError:
                pass
            # Closed, or it speaks unasked: not one to be trusted with a question.
            worker.channel.close()
            self._order(KILL, worker.serial)
        return None

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
        self._stop_zygote(seconds=0.0)
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
            self._stop_zygote(seconds=0.0)
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

    def _stop_zygote(self, seconds: float = 2.0) -> None:
        """End it and its workers; `seconds` is how long it may take to do so by itself."""
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
            zygote.wait(timeout=seconds)
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
