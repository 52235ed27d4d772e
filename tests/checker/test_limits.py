"""How long one answer may take, and what is said when the workers cannot help. All with real processes."""

import os
import signal
import threading
import time

import pytest

from cards import checker
from cards.checker.judging import PoolJudge
from cards.checker.pool import Failure
from cards.core.answers.verdict import Outcome, Verdict
from tests.checker.test_pool import ON_LINUX, children_of, only_worker_of, wait_until
from tests.checker.trees import EASY, HANGING, number, power_tower


def exchanged(pool, request, seconds):
    started = time.monotonic()
    reply = pool.exchange(request, seconds=seconds)
    return reply, time.monotonic() - started


def test_a_pool_that_is_still_starting_says_so_in_time_and_is_ready_later(new_pool):
    pool = new_pool()
    pool.start()
    reply, elapsed = exchanged(pool, EASY, 0.01)
    assert reply is Failure.STARTING
    assert elapsed < 1.0
    wait_until(lambda: pool.exchange(EASY, seconds=0.5) == {"answer": True})
    # The worker that was late in starting was kept.
    assert pool._serial == 1


def test_queueing_and_working_together_stay_within_one_limit(own_pool):
    pool = own_pool(wall_seconds=5.0)
    assert pool.ask(EASY) == {"answer": True}
    hanging = threading.Thread(target=pool.exchange, args=(HANGING,), kwargs={"seconds": 0.6})
    hanging.start()
    wait_until(lambda: pool._busy)
    reply, elapsed = exchanged(pool, HANGING, 0.8)
    assert reply in {Failure.LATE, Failure.STARTING}
    assert 0.7 < elapsed < 1.35
    hanging.join()


def test_all_questions_of_one_answer_share_its_limit(own_pool):
    pool = own_pool(wall_seconds=5.0)
    pool.ask(EASY)
    judge = PoolJudge(pool, seconds=0.3)
    assert judge.equivalent(number(2), number(2), {}) is True
    assert judge._seconds < 0.3
    started = time.monotonic()
    for _ in range(5):
        assert judge.equivalent(power_tower(), number(1), {}) is None
    assert time.monotonic() - started < 1.4
    assert judge.failure is Failure.LATE


@ON_LINUX
def test_a_worker_killed_while_idle_costs_nobody_an_answer(own_pool):
    pool = own_pool()
    assert pool.ask(EASY) == {"answer": True}
    worker = only_worker_of(pool)
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: worker not in children_of(pool._zygote.pid))
    assert pool.exchange(EASY, seconds=2.0) == {"answer": True}


@ON_LINUX
def test_a_worker_killed_at_work_is_lost_and_only_to_its_own_question(own_pool):
    pool = own_pool(2)
    pool.ask(EASY)
    worker = only_worker_of(pool)
    threading.Timer(0.1, os.kill, (worker, signal.SIGKILL)).start()
    assert pool.exchange(HANGING, seconds=5.0) is Failure.LOST
    assert pool.exchange(EASY, seconds=2.0) == {"answer": True}


@pytest.mark.parametrize("failure", Failure)
def test_an_undecided_verdict_tells_what_the_workers_lacked(failure):
    judge = PoolJudge.__new__(PoolJudge)
    judge.failure = failure
    undecided = checker.explained(Verdict(outcome=Outcome.UNDECIDED), judge)
    assert undecided.message == checker.MESSAGES[failure]
    is_only_for_now = failure in (Failure.BUSY, Failure.STARTING)
    assert (undecided.hint == checker.TRY_AGAIN) is is_only_for_now
    decided = Verdict(outcome=Outcome.CORRECT, message="Correct.")
    assert checker.explained(decided, judge) is decided
