import pytest

from cards.actions.appeals import AppealError, decide_appeal, make_appeal
from cards.checker import check_answer
from cards.models import Appeal, AppealStatus, Card, ChangeLabel, Review, Schedule, StudyDay
from cards.queries.appeals import appealed_question
from cards.queries.exercises import specification_of
from tests import factories
from tests.factories import NOON, make_attempt

pytestmark = pytest.mark.django_db


def histories():
    return [list(model.objects.order_by("pk").values()) for model in (Review, Schedule, StudyDay)]


def decide(appeal, author, status=AppealStatus.ACCEPTED, reply="", form=""):
    return decide_appeal(
        appeal, status=status, reply=reply, accepted_form=form, author=author, now=NOON
    )


@pytest.mark.parametrize("outcome", ["incorrect", "undecided"])
def test_a_wrong_or_undecided_answer_can_be_appealed(learner, outcome):
    attempt = make_attempt(learner, outcome=outcome)
    appeal = make_appeal(attempt=attempt, sentence="  It is\nthe same. ", now=NOON)
    assert (appeal.user, appeal.sentence, appeal.status) == (learner, "It is the same.", "open")


@pytest.mark.parametrize("outcome", ["correct", "revealed"])
def test_there_is_nothing_to_appeal_where_nothing_was_judged_wrong(learner, outcome):
    with pytest.raises(AppealError, match="nothing to appeal"):
        make_appeal(attempt=make_attempt(learner, outcome=outcome), sentence="", now=NOON)
    assert not Appeal.objects.exists()


def test_a_second_appeal_changes_nothing(learner):
    attempt = make_attempt(learner)
    first = make_appeal(attempt=attempt, sentence="First.", now=NOON)
    assert make_appeal(attempt=attempt, sentence="Second.", now=NOON) == first
    assert Appeal.objects.get().sentence == "First."


@pytest.mark.parametrize("form", ["", "1/2"])
def test_neither_an_appeal_nor_its_decision_moves_any_history(learner, author, form):
    card = factories.make_number_card("0.25")
    factories.make_schedule(learner, card)
    from cards.actions.study import record_review
    from cards.core.scheduling import Rating

    attempt = make_attempt(learner, card, "0.5")
    record_review(
        user=learner, card=card, presentation=factories.present(learner, card), now=NOON,
        rating=Rating.AGAIN,
    )  # fmt: skip
    before = histories()
    assert all(before)
    appeal = make_appeal(attempt=attempt, sentence="", now=NOON)
    assert decide(appeal, author, form=form) == (card if form else None)
    assert histories() == before


@pytest.mark.parametrize("status", [AppealStatus.ACCEPTED, AppealStatus.DECLINED])
def test_a_decision_without_a_form_leaves_the_card_alone(learner, author, status):
    appeal = factories.make_appeal(make_attempt(learner))
    assert decide(appeal, author, status, "Look again.") is None
    appeal.refresh_from_db()
    assert (appeal.status, appeal.reply, appeal.decided_at) == (status, "Look again.", NOON)
    assert Card.objects.get().version == 1


@pytest.mark.parametrize(
    ("spec", "submitted", "form"),
    [
        ({"kind": "number", "correct": "0.25"}, "1/2", "0.5"),
        (
            {"kind": "expression", "correct": "x", "options": {"variables": ["x", "y"]}},
            "y + y",
            "2*y",
        ),
        ({"kind": "text", "correct": "overfitting"}, "memorising", "memorising"),
        (
            {"kind": "text", "correct": "overfitting", "options": {"accept": "overtraining"}},
            "memorising",
            "memorising",
        ),
    ],
)
def test_an_accepted_form_becomes_a_version_that_takes_the_answer(
    learner, author, spec, submitted, form
):
    card = factories.make_card(kind=spec["kind"], answer_spec=spec)
    attempt = make_attempt(learner, card, submitted)
    assert check_answer(specification_of(card), submitted).outcome == "incorrect"
    decide(factories.make_appeal(attempt), author, form=form)
    card.refresh_from_db()
    assert check_answer(specification_of(card), submitted).outcome == "correct"
    assert check_answer(specification_of(card), spec["correct"]).outcome == "correct"
    version = card.versions.get(number=2)
    assert (card.version, version.label, version.created_by) == (2, ChangeLabel.CLARIFIED, author)
    assert {**card.answer_spec, "accepted": [], "options": {}} == {
        **spec, "accepted": [], "options": {},
    }  # fmt: skip


def test_a_form_with_parameters_is_tried_with_the_numbers_that_the_learner_saw(learner, author):
    spec = {"kind": "number", "correct": "s", "parameters": {"s": "2..90"}}
    card = factories.make_card("Given ${s}?", kind="number", answer_spec=spec)
    attempt = make_attempt(learner, card)
    drawn = specification_of(card).draw(attempt.seed)["s"]
    attempt.submitted = str(drawn * 3)
    attempt.save()
    appeal = factories.make_appeal(attempt)
    with pytest.raises(AppealError, match="still not be correct"):
        decide(appeal, author, form="2*s")
    decide(appeal, author, form="3*s")
    card.refresh_from_db()
    assert card.answer_spec["accepted"] == ["3*s"]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("0.7", "still not be correct"),
        ("(((", "does not verify.*accepted"),
        ("x + 1", "does not verify"),
        ("0.75", "wrong.*“0.75” is a correct answer"),
    ],
)
def test_a_form_that_does_not_verify_changes_nothing(learner, author, form, message):
    spec = {
        "kind": "number", "correct": "0.25",
        "wrong": [{"answer": "0.75", "feedback": "That is the complement."}],
    }  # fmt: skip
    card = factories.make_card(kind="number", answer_spec=spec)
    appeal = factories.make_appeal(make_attempt(learner, card, "0.75"))
    with pytest.raises(AppealError, match=message):
        decide(appeal, author, form=form, reply="Of course.")
    appeal.refresh_from_db()
    card.refresh_from_db()
    assert (appeal.is_open, appeal.reply) == (True, "")
    assert (card.version, card.answer_spec) == (1, spec)


def test_a_choice_takes_no_further_forms(learner, author):
    attempt = make_attempt(learner, factories.make_choice_card(), '["ReLU"]')
    with pytest.raises(AppealError, match="edit the card"):
        decide(factories.make_appeal(attempt), author, form="ReLU")


def test_the_question_comes_back_with_the_numbers_and_words_of_its_showing(learner, author):
    from cards.actions.authoring import save_card

    card = factories.make_randomised_card()
    attempt = make_attempt(learner, card, reading="0.5")
    value = specification_of(card).draw(attempt.seed)["s"]
    assert f"outputs {value:f}" in appealed_question(attempt).prompt
    card.prompt = "Edited: ${s}?"
    save_card(card, user=author, label=ChangeLabel.CLARIFIED, now=NOON)
    attempt.card.refresh_from_db()
    question = appealed_question(attempt)
    assert f"outputs {value:f}" in question.prompt
    assert question.values == f"s = {value:f}"
    assert question.is_outdated
    assert "<math" in question.reading


def test_a_question_that_cannot_be_used_any_more_is_still_shown(learner):
    card = factories.make_card("Broken?", kind="number", answer_spec={"kind": "number"})
    question = appealed_question(make_attempt(learner, card))
    assert "Broken?" in question.prompt
