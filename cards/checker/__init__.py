"""Checking answers with computer algebra at hand: `core.answers` in this process, SymPy in killable workers.

`CHECKER_WORKERS` says how many workers; with 0, or where processes cannot be forked, what sampling
cannot decide stays undecided. Nothing is started before the first question needs it.
"""

import os
import threading
from dataclasses import replace

from django.conf import settings

from cards.checker.deriving import derive_with
from cards.checker.judging import PoolJudge
from cards.checker.pool import Failure, Pool
from cards.core.answers.specification import AnswerSpecification, check_submitted, verify
from cards.core.answers.verdict import Outcome, Verdict

__all__ = ["TRY_AGAIN", "check_answer", "derive", "judge", "shut_down", "verify_answer", "warm_up"]

# What one answer may take in the workers, all its questions together. With what happens in this process, an
# answer is back within two and a half seconds.
SECONDS_PER_ANSWER = 1.7
# The hint of a verdict that only means: not now. It must cost the learner nothing.
TRY_AGAIN = "try_again"
MESSAGES = {
    Failure.BUSY: "Too many answers are being checked at this moment. Send yours again in a few seconds.",
    Failure.STARTING: "The checker is still starting. Send your answer again in a few seconds.",
    Failure.LATE: "Deciding about this answer takes too long; compare it with the correct answer yourself.",
    Failure.LOST: "Deciding about this answer failed; compare it with the correct answer yourself.",
}

_lock = threading.Lock()
_pool: Pool | None = None


def warm_up() -> None:
    """Begin to start the workers, in the background. Without it the first answer to be checked does that."""
    pool = _shared_pool()
    if pool is not None:
        pool.start()


def judge(*, seconds: float | None = None, seconds_to_start: float = 0.0) -> PoolJudge | None:
    """The judge of this process, or None when the workers are switched off.

    `seconds` limits all its questions together; without it each has the pool's limit.
    """
    pool = _shared_pool()
    if pool is None:
        return None
    return PoolJudge(pool, seconds=seconds, seconds_to_start=seconds_to_start)


def check_answer(specification: AnswerSpecification, submitted: object, seed: int = 0) -> Verdict:
    """The verdict on a submitted answer, computer algebra included.

    Takes milliseconds without a worker, and never more than two and a half seconds. When the workers are
    still starting or all taken, the verdict is undecided and says to send the answer again.
    SpecificationError when the question itself is unusable.
    """
    warm_up()
    symbolic = judge(seconds=SECONDS_PER_ANSWER)
    verdict = check_submitted(specification, submitted, seed, symbolic)
    return verdict if symbolic is None else explained(verdict, symbolic)


def explained(verdict: Verdict, symbolic: PoolJudge) -> Verdict:
    """An undecided verdict says why, where the reason lies with the workers."""
    if verdict.outcome is Outcome.UNDECIDED and symbolic.failure is not None:
        hint = TRY_AGAIN if symbolic.failure in (Failure.BUSY, Failure.STARTING) else verdict.hint
        return replace(verdict, message=MESSAGES[symbolic.failure], hint=hint)
    return verdict


def verify_answer(specification: AnswerSpecification) -> list[tuple[str, str]]:
    """What is wrong with a question, as (field, message), computer algebra included."""
    return verify(specification, judge())


def derive(specification: AnswerSpecification) -> AnswerSpecification:
    """The specification with `correct` worked out from `derive`; unchanged when there is nothing to work out."""
    return derive_with(_shared_pool(), specification)


def shut_down() -> None:
    """End the workers of this process. They start again when needed."""
    if _pool is not None:
        _pool.close()


def _shared_pool() -> Pool | None:
    global _pool
    size: int = settings.CHECKER_WORKERS
    if size <= 0 or not hasattr(os, "fork"):
        return None
    with _lock:
        if _pool is None or _pool.size != size:
            shut_down()
            _pool = Pool(size)
        return _pool
