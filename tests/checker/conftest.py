"""Real worker processes: started once for the tests of this folder, gone afterwards."""

import time

import pytest

from cards.checker.frames import KILL
from cards.checker.pool import Pool


@pytest.fixture(scope="session")
def pool():
    shared = Pool(2, wall_seconds=5.0, start_seconds=60.0)
    shared.start()
    yield shared
    shared.close()


@pytest.fixture
def new_pool():
    """A pool for one test to mistreat, its parent process included; `new_pool(size, …)` makes it."""
    made = []

    def make(size=1, **options):
        options = {"wall_seconds": 0.5, "start_seconds": 60.0, "warms_up": False, **options}
        made.append(Pool(size, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def cold_pool():
    shared = Pool(1, start_seconds=60.0, warms_up=False)
    shared.start()
    yield shared
    shared.close()


@pytest.fixture
def own_pool(cold_pool):
    """The same for tests that mistreat workers only: fresh workers, forked from a process that is shared."""

    def make(size=1, *, wall_seconds=0.5, jobs_per_worker=200):
        deadline = time.monotonic() + 5
        while cold_pool._busy:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        with cold_pool._changed:
            while cold_pool._idle:
                worker = cold_pool._idle.pop()
                worker.channel.close()
                cold_pool._order(KILL, worker.serial)
        cold_pool.size, cold_pool.wall_seconds = size, wall_seconds
        cold_pool.jobs_per_worker = jobs_per_worker
        return cold_pool

    return make
