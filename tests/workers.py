"""The workers of computer algebra for tests of the web layer: started once per module, and ready."""

import time
from contextlib import contextmanager

from django.conf import settings

from cards import checker
from cards.checker.pool import Failure
from cards.core.answers.parse import ParseContext, parse_answer
from cards.core.answers.parse.nodes import to_json

# On a busy machine the import alone takes a while; no test should fail for that.
SECONDS_TO_START = 60.0


@contextmanager
def one_worker():
    before = settings.CHECKER_WORKERS
    settings.CHECKER_WORKERS = 1
    tree = to_json(parse_answer("1", ParseContext()).node)
    request = {"job": "has_form", "tree": tree, "form": "expanded"}
    deadline = time.monotonic() + SECONDS_TO_START
    # A pool that another module has just shut down pauses before it starts again.
    while isinstance(
        checker._shared_pool().exchange(request, seconds=5.0, seconds_to_start=SECONDS_TO_START),
        Failure,
    ):
        assert time.monotonic() < deadline, "the workers do not start"
        time.sleep(0.2)
    yield
    # Not shut down: the next module would find them pausing. They go with the process.
    settings.CHECKER_WORKERS = before
