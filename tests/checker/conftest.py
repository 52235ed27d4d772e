"""Real worker processes: started once for the tests of this folder, gone afterwards."""

import pytest

from cards.checker.pool import Pool


@pytest.fixture(scope="session")
def pool():
    shared = Pool(2, wall_seconds=5.0, start_seconds=60.0)
    yield shared
    shared.close()


@pytest.fixture
def own_pool():
    """A pool for one test to mistreat; `own_pool(size, …)` makes it."""
    made = []

    def make(size=1, **options):
        options = {"wall_seconds": 1.0, "start_seconds": 60.0, "warms_up": False, **options}
        made.append(Pool(size, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()
