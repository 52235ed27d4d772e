"""A checked card as it is asked."""

import pytest

from cards.core.kinds import CardKind
from cards.queries.exercises import UnusableCardError, exercise_of, submitted_options
from cards.queries.study_card import answer_of, face_of
from tests.factories import make_card, make_choice_card, make_number_card

pytestmark = pytest.mark.django_db


def make_ordering_card(**fields):
    steps = ["Forward pass", "Loss", "Backward pass", "Update"]
    spec = {"kind": "ordering", "correct": steps, "options": {"options": steps}}
    return make_card(
        "Order one training step.", kind="ordering", answer="\n".join(steps), answer_spec=spec,
        **fields,
    )  # fmt: skip


def test_options_are_shuffled_by_the_seed_and_keep_their_numbers():
    card = make_ordering_card()
    orders = {
        tuple(option.number for option in exercise_of(card, seed).options) for seed in range(30)
    }
    assert len(orders) > 5
    assert {tuple(sorted(order)) for order in orders} == {(0, 1, 2, 3)}
    again = exercise_of(card, 7).options
    assert [option.number for option in again] == [
        option.number for option in exercise_of(card, 7).options
    ]


def test_the_answer_of_an_ordering_is_in_its_right_order():
    card = make_ordering_card()
    exercise = exercise_of(card, 3)
    assert [str(option.text) for option in exercise.options_in_order] == [
        "Forward pass", "Loss", "Backward pass", "Update"
    ]  # fmt: skip
    assert str(answer_of(card, exercise)).startswith("<ol><li>Forward pass</li><li>Loss</li>")
    assert str(face_of(card).answer) == str(answer_of(card, exercise))


def test_the_answer_of_a_choice_is_its_right_option():
    card = make_choice_card()
    exercise = exercise_of(card, 0)
    assert [str(option.text) for option in exercise.options if option.is_correct] == ["Tanh"]
    assert str(answer_of(card, exercise)) == "<ul><li>Tanh</li></ul>"


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [([1], ["Tanh"]), ([2, 0], ["ReLU", "Sigmoid"]), ([], []), ([99, -1, 1], ["Tanh"])],
)
def test_what_a_form_sends_becomes_the_texts_of_the_options(numbers, texts):
    assert submitted_options(make_choice_card(), numbers) == texts


def test_drawn_figures_stand_in_prompt_answer_and_explanation_alike():
    card = make_card(
        "Memory of ${b} billion weights at two bytes?", kind="number", answer="2*b",
        explanation="Twice ${b}.",
        answer_spec={"kind": "number", "correct": "2*b", "parameters": {"b": "3..9"}},
    )  # fmt: skip
    exercise = exercise_of(card, 11)
    [figure] = [number for number in range(3, 10) if f"of {number} billion" in exercise.prompt]
    assert exercise.is_randomised
    assert exercise.filled(card.explanation) == f"Twice {figure}."
    assert f"<mn>{2 * figure}</mn>" in str(exercise.correct_answer)


def test_a_fixed_card_draws_nothing():
    exercise = exercise_of(make_number_card("0.25"), 5)
    assert not exercise.is_randomised
    assert exercise.filled("${x}") == "${x}"
    assert exercise.kind is CardKind.NUMBER


def test_an_answer_with_drawn_numbers_is_worked_out_when_it_is_asked_for():
    card = make_card(
        "Divide by ${b}.", kind="number", answer="1/(b-b)",
        answer_spec={"kind": "number", "correct": "((", "parameters": {"b": "3..9"}},
    )  # fmt: skip
    exercise = exercise_of(card, 11)
    with pytest.raises(UnusableCardError):
        _ = exercise.correct_answer
