"""Workers that hang, die, grow old or lose their parent. All with real processes."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from tests.checker.trees import EASY, HANGING

PROJECT = Path(__file__).resolve().parents[2]
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def only_worker_of(pool):
    """The process id of the one worker there is, once those of earlier tests are gone."""
    wait_until(lambda: len(children_of(pool._zygote.pid)) == 1)
    return children_of(pool._zygote.pid)[0]


def children_of(process):
    listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in listed.split()]


def is_running(process):
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait_until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def run_script(body):
    """A web process of its own, as a script; returns it running."""
    script = textwrap.dedent("""
        import os, sys, threading, time
        from cards.checker.pool import Pool
        from tests.checker.trees import EASY, HANGING
    """) + textwrap.dedent(body)  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_job_that_hangs_is_killed_and_the_next_one_is_answered(own_pool):
    pool = own_pool()
    assert pool.ask(EASY) == {"answer": True}
    started = time.monotonic()
    assert pool.ask(HANGING) is None
    assert time.monotonic() - started < 5
    assert pool.ask(EASY) == {"answer": True}


@ON_LINUX
def test_a_killed_worker_leaves_no_process_behind(own_pool):
    pool = own_pool()
    pool.ask(EASY)
    worker = only_worker_of(pool)
    pool.ask(HANGING)
    wait_until(lambda: not Path(f"/proc/{worker}").exists())


@ON_LINUX
def test_a_worker_retires_after_its_share_of_jobs(own_pool):
    pool = own_pool(jobs_per_worker=3)
    before = pool._serial
    seen = []
    for _ in range(6):
        assert pool.ask(EASY) == {"answer": True}
        seen.append(pool._serial - before)
    assert seen == [1, 1, 1, 2, 2, 2]
    wait_until(lambda: children_of(pool._zygote.pid) == [])


@ON_LINUX
def test_a_worker_may_neither_grow_nor_open_anything(own_pool):
    pool = own_pool()
    pool.ask(EASY)
    worker = only_worker_of(pool)
    limits = Path(f"/proc/{worker}/limits").read_text()
    for name, value in (
        ("Max address space", 1 << 30),
        ("Max open files", 0),
        ("Max processes", 0),
        ("Max file size", 0),
    ):
        line = next(line for line in limits.splitlines() if line.startswith(name))
        assert line.removeprefix(name).split()[:2] == [str(value)] * 2
    # Three standard streams that lead nowhere, and the one socket.
    assert len(list(Path(f"/proc/{worker}/fd").iterdir())) == 4
    environment = Path(f"/proc/{worker}/environ").read_text()
    assert "SECRET" not in environment
    assert "DATABASE" not in environment


def test_a_worker_that_dies_in_the_middle_is_replaced(own_pool):
    pool = own_pool(wall_seconds=20.0)
    pool.ask(EASY)
    worker = only_worker_of(pool)
    threading.Timer(0.2, os.kill, (worker, signal.SIGKILL)).start()
    started = time.monotonic()
    assert pool.ask(HANGING) is None
    assert time.monotonic() - started < 10
    assert pool.ask(EASY) == {"answer": True}


def test_the_pool_recovers_when_its_zygote_is_killed(new_pool):
    pool = new_pool(restart_pause_seconds=0.0)
    assert pool.ask(EASY) == {"answer": True}
    pool._zygote.kill()
    pool._zygote.wait()
    wait_until(lambda: pool.ask(EASY) == {"answer": True})


def test_many_threads_share_few_workers(own_pool):
    pool = own_pool(2, wall_seconds=10.0)
    before = pool._serial
    answers = []

    def ask():
        answers.extend(pool.ask(EASY) for _ in range(10))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"answer": True}] * 60
    assert pool._serial - before <= 2


def test_when_all_are_busy_and_the_queue_is_full_the_answer_is_none_at_once(own_pool):
    pool = own_pool(1, wall_seconds=3.0)
    pool.ask(EASY)
    hanging = [threading.Thread(target=pool.ask, args=(HANGING,)) for _ in range(5)]
    for thread in hanging:
        thread.start()
    wait_until(lambda: pool._waiting == 4, 2.5)
    started = time.monotonic()
    assert pool.ask(EASY) is None
    assert time.monotonic() - started < 1.5
    for thread in hanging:
        thread.join()


def test_a_closed_pool_starts_again_when_asked(new_pool):
    pool = new_pool(restart_pause_seconds=0.0)
    assert pool.ask(EASY) == {"answer": True}
    zygote = pool._zygote
    pool.close()
    assert zygote.poll() is not None
    assert pool.ask(EASY) == {"answer": True}


@ON_LINUX
def test_no_process_outlives_a_web_process_that_is_killed():
    web = run_script("""
        pool = Pool(1, wall_seconds=60, start_seconds=60, warms_up=False)
        pool.ask(EASY)
        threading.Thread(target=pool.ask, args=(HANGING,), daemon=True).start()
        time.sleep(0.2)
        print(pool._zygote.pid, flush=True)
        time.sleep(60)
    """)
    with web:
        zygote = int(web.stdout.readline())
        processes = [zygote, *children_of(zygote)]
        assert len(processes) == 2
        web.kill()
        wait_until(lambda: not any(map(is_running, processes)))


def test_a_web_process_ends_without_a_word_and_never_imports_sympy():
    web = run_script("""
        pool = Pool(1, start_seconds=60, warms_up=False)
        assert pool.ask(EASY) == {"answer": True}
        assert not {"sympy", "pint"} & set(sys.modules)
        print(pool._zygote.pid)
    """)
    printed, complaints = web.communicate(timeout=60)
    assert (web.returncode, complaints) == (0, "")
    assert not is_running(int(printed))


def test_a_forked_web_process_gets_workers_of_its_own():
    web = run_script("""
        pool = Pool(1, start_seconds=60, warms_up=False)
        assert pool.ask(EASY) == {"answer": True}
        mine = pool._zygote.pid
        child = os.fork()
        if child == 0:
            answered = pool.ask(EASY) == {"answer": True}
            is_other = pool._zygote.pid != mine
            pool.close()
            os._exit(0 if answered and is_other else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert pool.ask(EASY) == {"answer": True}
        assert pool._zygote.pid == mine
    """)
    _, complaints = web.communicate(timeout=60)
    assert (web.returncode, complaints) == (0, "")
