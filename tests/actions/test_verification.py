"""Verifying drafts at import: what is remembered, what time is left, and answers worked out by real workers."""

import itertools
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.cache import cache

from cards import checker
from cards.actions import verification
from cards.actions.imports import Change, SourceFile, apply_import, plan_import
from cards.actions.verification import Verifier
from cards.checker.pool import Pool
from cards.core.documents.registry import read_document
from cards.models import Card, CardVersion
from tests.factories import NOON
from tests.workers import one_worker

pytestmark = pytest.mark.django_db

DERIVED = """---
deck: Calculus
---

Q: Differentiate $\\sqrt{5x^3+2}$ with respect to $x$.
Derive: diff(sqrt(5*x^3+2), x)
Variables: x in pos
"""


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="module")
def started():
    """Workers for this module: importing computer algebra takes seconds."""
    with one_worker():
        yield


@pytest.fixture
def workers(started, settings):
    settings.CHECKER_WORKERS = 1


@pytest.fixture
def asked(monkeypatch):
    """What the workers were asked to derive."""
    requests = []
    original = Pool.ask

    def ask(pool, request):
        requests.append(request)
        return original(pool, request)

    monkeypatch.setattr(Pool, "ask", ask)
    return requests


def plan_of(text, **options):
    return plan_import([SourceFile(name="calculus.md", content=text.encode())], **options)


def load(text, **options):
    plan = plan_of(text, **options)
    apply_import(plan, now=NOON, publishes=True)
    return plan


def drafts_of(*answers):
    text = "\n\n".join(
        f"Q: Question {number}?\n= {answer}" for number, answer in enumerate(answers)
    )
    return read_document("deck.md", text.encode(), reader="deck").drafts


def verify(drafts, known=(), checksum="c", seconds=1000, **options):
    problems = []
    kept = Verifier(known, seconds=seconds, **options).verified(drafts, problems, checksum=checksum)
    return kept, problems


def errors(plan):
    return [p for p in plan.documents[0].problems if not p.is_notice]


# --- Derived answers ---


def test_an_answer_is_worked_out_at_import_and_checks_what_learners_write(workers):
    plan = load(DERIVED)
    assert errors(plan) == []
    card = Card.objects.get()
    assert card.answer_spec["derive"] == "diff(sqrt(5*x^3+2), x)"
    from cards.queries.exercises import specification_of

    specification = specification_of(card)
    assert checker.check_answer(specification, "15x^2/(2sqrt(5x^3+2))").outcome == "correct"
    assert checker.check_answer(specification, "15x^2/sqrt(5x^3+2)").outcome == "incorrect"


def test_an_unchanged_file_is_not_worked_out_again(workers, asked):
    load(DERIVED)
    assert [request["job"] for request in asked].count("derive") == 1
    before = Card.objects.values().get()
    cache.clear()
    plan = load(DERIVED + "\nEpoch :: One pass over the data.\n")
    assert [request["job"] for request in asked].count("derive") == 1
    assert plan.counts() == {Change.SAME: 1, Change.NEW: 1}
    assert Card.objects.filter(kind="expression").values().get() == before
    assert CardVersion.objects.filter(card__kind="expression").count() == 1


def test_an_unchanged_file_needs_no_workers(workers, settings):
    load(DERIVED)
    cache.clear()
    settings.CHECKER_WORKERS = 0
    plan = load(DERIVED)
    assert errors(plan) == []
    assert plan.counts() == {Change.SAME: 1}


def test_an_edited_calculation_is_worked_out_afresh(workers):
    load(DERIVED)
    before = Card.objects.get().answer_spec["correct"]
    plan = load(DERIVED.replace("5*x^3+2), x)", "5*x^3+3), x)"))
    assert plan.counts() == {Change.EDITED: 1}
    assert Card.objects.get().answer_spec["correct"] != before


@pytest.mark.parametrize(
    ("derive", "message"),
    [
        ("integrate(e^(x^x), x)", "could not be worked out"),
        ("diff(x", ""),
        ("diff(undeclared*x, x)", "cannot be read"),
    ],
)
def test_what_cannot_be_worked_out_is_a_problem_at_its_line_and_loses_no_card(
    workers, derive, message
):
    load(DERIVED)
    plan = load(DERIVED.replace("diff(sqrt(5*x^3+2), x)", derive))
    [problem] = errors(plan)
    assert problem.field == "Derive"
    assert message in problem.message
    assert problem.line in (5, 6)
    assert plan.counts() == {Change.KEPT: 1}


def test_without_workers_the_author_is_told_and_a_later_try_works(workers, settings):
    settings.CHECKER_WORKERS = 0
    [problem] = errors(load(DERIVED))
    assert (problem.field, "CHECKER_WORKERS" in problem.message) == ("Derive", True)
    settings.CHECKER_WORKERS = 1
    assert load(DERIVED).counts() == {Change.NEW: 1}


def test_calculations_with_random_figures_are_worked_out_once_for_all_of_them(workers):
    text = (
        "Q: Integrate $${a}x$ from 0 to 1.\nDerive: integrate(a*x, x, 0, 1)\n"
        "Parameters: a in 2..9\nTolerance: exact\n"
    )
    plan = load(text)
    assert errors(plan) == []
    from cards.queries.exercises import specification_of

    specification = specification_of(Card.objects.get())
    drawn = specification.draw(7)["a"]
    assert checker.check_answer(specification, f"{drawn}/2", seed=7).outcome == "correct"


def test_the_library_may_hold_calculations_although_it_is_not_verified(workers):
    assert load(DERIVED, verifies_answers=False).counts() == {Change.NEW: 1}
    assert Card.objects.get().answer_spec["correct"]


# --- Limits ---


def ticking(step):
    """A clock on which every look takes that many seconds."""
    return itertools.count(0.0, step).__next__


def test_a_document_gets_a_limited_time_and_the_next_try_goes_on_where_it_stopped():
    drafts = drafts_of("1", "2", "3", "4")
    step = verification.SECONDS_A_DOCUMENT / 2.5
    kept, [problem] = verify(drafts, clock=ticking(step))
    assert 0 < len(kept) < 4
    assert problem.line == drafts[len(kept)].lines[0]
    assert f"and {3 - len(kept)} more" in problem.message
    assert "Import the file again" in problem.message
    assert not problem.is_notice, "so that no card is archived for want of time"
    kept_then, problems = verify(drafts, clock=ticking(step))
    assert len(kept_then) > len(kept)
    while problems:
        kept_then, problems = verify(drafts, clock=ticking(step))
    assert len(kept_then) == 4


def test_all_documents_of_an_import_share_its_time():
    problems = []
    verifier = Verifier([], seconds=10, clock=ticking(4))
    first = verifier.verified(drafts_of("1"), problems, checksum="1")
    second = verifier.verified(drafts_of("2"), problems, checksum="2")
    assert (len(first), len(second), len(problems)) == (1, 0, 1)


def test_an_import_without_time_left_keeps_every_card_it_has():
    text = "Q: One?\n= 1\n\nQ: Two?\n= 2\n\nEpoch :: One pass.\n"
    load(text)
    plan = load(text.replace("= 2", "= 3"), seconds=0)
    assert plan.counts() == {Change.SAME: 2, Change.KEPT: 1}
    [problem] = errors(plan)
    assert "This card was not verified in time" in problem.message
    assert Card.objects.filter(status="published").count() == 3


def test_what_a_card_has_already_is_not_verified_again():
    [draft] = drafts_of("1")
    kept, problems = verify([draft], known=[draft.answer_spec], seconds=0)
    assert (kept, problems) == ([draft], [])


def test_what_was_verified_is_not_forgotten_by_another_file():
    [good] = drafts_of("1")
    verify([good], checksum="c")
    kept, problems = verify([good], checksum="c", seconds=0)
    assert (len(kept), problems) == (1, [])
    kept, _ = verify([good], checksum="another", seconds=0)
    assert kept == []


def test_a_fault_is_remembered_as_well():
    [draft] = drafts_of("1/0")
    for _ in range(2):
        kept, [problem] = verify([draft])
        assert kept == []
        assert "no value" in problem.message


def test_workers_without_room_are_no_fault_of_the_card(workers, monkeypatch):
    monkeypatch.setattr(verification, "SECONDS_A_CARD", 0.2)
    [draft] = drafts_of("1/x + 1/(x+1)")
    options = {"form": "partial_fractions", "variables": ["x"]}
    draft = replace(draft, answer_spec={**draft.answer_spec, "options": options})
    with occupied_workers():
        kept, [problem] = verify([draft])
    assert kept == []
    assert "not verified in time" in problem.message
    kept, problems = verify([draft])
    assert (len(kept), problems) == (1, [])


@contextmanager
def occupied_workers():
    """The only worker belongs to somebody else for a while."""
    pool = checker._shared_pool()
    worker = pool._take(time.monotonic() + 10)
    yield
    pool._put_back(worker, is_fit=True)


def test_the_command_line_has_all_the_time_it_needs_and_no_need_of_a_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "tests.no_such.Cache"}}
    drafts = drafts_of(*map(str, range(30)))
    kept, problems = verify(drafts, seconds=None, clock=ticking(verification.SECONDS_A_DOCUMENT))
    assert (len(kept), problems) == (30, [])
