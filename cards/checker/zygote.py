"""The process that has SymPy imported and forks workers from itself, so that a worker is ready in milliseconds.

Started as `python -m cards.checker.zygote FD [cold]` by `pool.py`. It obeys nine-byte orders on the socket FD: `F` and a
serial number, with a socket attached, forks a worker that answers on it; `K` and the number kills it. When the
socket closes, because the web process ended in whatever way, it kills all its workers and ends.
"""

import contextlib
import ctypes
import gc
import os
import select
import signal
import socket
import sys

from cards.checker.frames import FORK, KILL, ORDER

_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000  # CLONE_NEWUSER | CLONE_NEWNET


def main(control_descriptor: int, *, warms_up: bool = True) -> None:
    """Import and warm SymPy, then obey orders until the control socket closes."""
    from cards.checker import jobs

    if warms_up:
        jobs.warm_up()
    # After the imports: in the new user name space even root may read only what everybody may.
    _leave_the_network()
    # Objects that live for ever need no visits by the collector, which would unshare their pages.
    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=control_descriptor)
    bell, bell_end = socket.socketpair()
    bell_end.setblocking(False)
    signal.set_wakeup_fd(bell_end.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    workers: dict[int, int] = {}  # serial number -> process id, until it is reaped
    while True:
        ready, _, _ = select.select([control, bell], [], [])
        if bell in ready:
            bell.recv(4096)
            _reap(workers)
        if control in ready and not _obey(control, workers):
            break
    for worker in workers.values():
        os.kill(worker, signal.SIGKILL)
    for worker in workers.values():
        os.waitpid(worker, 0)


def _obey(control: socket.socket, workers: dict[int, int]) -> bool:
    """Carry out one order; False when there is nobody left to give any."""
    try:
        order, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 1)
        while order and len(order) < ORDER.size:
            rest = control.recv(ORDER.size - len(order))
            order = order + rest if rest else b""
    except OSError:
        return False
    if not order:
        return False
    verb, serial = ORDER.unpack(order)
    if verb == FORK and descriptors:
        worker = os.fork()
        if worker == 0:
            _become_worker(descriptors[0])
        workers[serial] = worker
    elif verb == KILL and serial in workers:
        # Only this process reaps, so the number cannot belong to anybody else yet.
        os.kill(workers[serial], signal.SIGKILL)
    for descriptor in descriptors:
        os.close(descriptor)
    return True


def _reap(workers: dict[int, int]) -> None:
    for serial, worker in list(workers.items()):
        ended, _ = os.waitpid(worker, os.WNOHANG)
        if ended:
            del workers[serial]


def _become_worker(descriptor: int) -> None:
    """Turn the forked child into a worker that holds its one socket and nothing else. Never returns."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _die_with_parent()
        kept = 3
        os.dup2(descriptor, kept)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nowhere, standard)
        os.closerange(kept + 1, 4096)
        from cards.checker import worker

        worker.serve(socket.socket(fileno=kept))
        status = 0
    finally:
        # Not sys.exit: the handlers and buffers copied from the zygote are not this process's to run.
        os._exit(status)


def _library() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    if library := _library():
        library.prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def _leave_the_network() -> None:
    """Enter an empty network name space where the system lets an ordinary user do that."""
    if library := _library():
        with contextlib.suppress(AttributeError):
            library.unshare(_NEW_USER_AND_NETWORK)


if __name__ == "__main__":
    main(int(sys.argv[1]), warms_up="cold" not in sys.argv[2:])
