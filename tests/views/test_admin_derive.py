"""Calculations in the card form of the admin: worked out when the card is saved, with real workers."""

import json

import pytest

from cards import checker
from cards.admin import card_form as admin_cards
from cards.models import Card
from cards.queries.exercises import specification_of
from tests import factories
from tests.views.card_form import errors_of, load, url_of
from tests.workers import one_worker

pytestmark = pytest.mark.django_db
DERIVED = {"kind": "expression", "derive": "diff(x^3, x)", "options": {"variables": ["x"]}}


@pytest.fixture(scope="module")
def started():
    with one_worker():
        yield


@pytest.fixture
def desk(started, settings, client, author):
    settings.CHECKER_WORKERS = 1
    admin_cards.studied_with_algebra.cache_clear()
    client.force_login(author)
    return client


def save(desk, card, specification):
    fields = load(desk, card, answer_spec=json.dumps(specification), label="clarified")
    return desk.post(url_of(card), fields)


def stored():
    return Card.objects.get().answer_spec


def accepts(submitted):
    specification = specification_of(Card.objects.get())
    return checker.check_answer(specification, submitted).outcome == "correct"


def test_an_answer_is_worked_out_when_the_card_is_saved(desk):
    card = factories.make_card(kind="expression", answer_spec=DERIVED | {"correct": "x"})
    response = save(desk, card, DERIVED)
    assert response.status_code == 302, errors_of(response)
    assert stored()["derive"] == "diff(x^3, x)"
    assert accepts("3x^2")


def test_an_edited_calculation_does_not_keep_the_old_answer(desk):
    card = factories.make_card(kind="expression", answer_spec=DERIVED | {"correct": "3 x^{2}"})
    response = save(desk, card, DERIVED | {"derive": "diff(x^4, x)", "correct": "3 x^{2}"})
    assert response.status_code == 302, errors_of(response)
    assert accepts("4x^3")


def test_an_answer_that_the_author_wrote_herself_stays(desk):
    card = factories.make_card(kind="expression", answer_spec=DERIVED | {"correct": "3 x^{2}"})
    response = save(desk, card, DERIVED | {"derive": "diff(x^4, x)", "correct": "4*x*x*x"})
    assert response.status_code == 302, errors_of(response)
    assert stored()["correct"] == "4*x*x*x"


def test_an_untouched_calculation_is_not_worked_out_again(desk, settings):
    spec = DERIVED | {"correct": "3 x^{2}"}
    card = factories.make_card(kind="expression", answer_spec=spec)
    settings.CHECKER_WORKERS = 0
    fields = load(desk, card, prompt="New words?", label="clarified")
    response = desk.post(url_of(card), fields)
    assert response.status_code == 302, errors_of(response)
    assert stored() == spec


def test_a_calculation_that_fails_is_said_at_its_field_and_tried_again_later(desk, settings):
    card = factories.make_card(kind="expression", answer_spec=DERIVED | {"correct": "x"})
    settings.CHECKER_WORKERS = 0
    response = save(desk, card, DERIVED)
    assert response.status_code == 200
    assert "derive: needs the workers" in str(errors_of(response))
    assert stored()["correct"] == "x"
    settings.CHECKER_WORKERS = 1
    response = save(desk, card, DERIVED)
    assert response.status_code == 302, errors_of(response)
