import pytest

from cards.core.sketches import SKETCH_SIZE, likeness, sketch
from cards.models import Card
from cards.queries.similar_cards import similar_cards
from tests import factories

pytestmark = pytest.mark.django_db
PROMPT = "Why does batch normalisation speed up the training of deep networks?"


def found(prompt, **options):
    return [one.card.prompt for one in similar_cards(prompt, **options)]


@pytest.mark.parametrize(
    "other",
    [
        PROMPT,
        "Why does **batch normalisation** speed up training deep networks",
        "How can batch normalisation speed up the training of very deep networks?",
    ],
)
def test_a_prompt_that_asks_nearly_the_same_is_found(other):
    factories.make_card(PROMPT)
    factories.make_card("What is dropout?")
    assert found(other) == [PROMPT]


@pytest.mark.parametrize(
    "other",
    [
        "Why does weight decay help the training of deep networks?",
        "Why does batch normalisation not speed up the training of deep networks?",
        "What is it?",
        "",
    ],
)
def test_another_question_is_not(other):
    factories.make_card(PROMPT)
    assert found(other) == []


def test_another_figure_makes_another_question():
    factories.make_card("What is the derivative of 3x at the point 2 of the curve?")
    assert found("What is the derivative of 3x at the point 5 of the curve?") == []


def test_the_card_itself_its_siblings_and_archived_ones_are_left_out():
    card = factories.make_card(PROMPT, note_key="note")
    factories.make_card(PROMPT, note_key="note")
    factories.make_card(PROMPT, status="archived")
    assert found(PROMPT, besides=card) == []


def test_an_edited_prompt_is_found_by_its_new_words_alone():
    card = factories.make_card("What is dropout in a neural network?")
    card.prompt = PROMPT
    card.save(update_fields=["prompt"])
    assert found(PROMPT) == [PROMPT]
    assert found("What is dropout in a neural network?") == []


def test_it_is_one_query_by_index_however_many_cards_there_are(django_assert_num_queries):
    for letter in "abcdefghijklmnopqrstuvwxyz":
        factories.make_card(f"{PROMPT} word{letter}")
    with django_assert_num_queries(1):
        assert len(similar_cards(PROMPT)) == 3
    numbers = sketch(PROMPT)
    plan = Card.objects.filter(sketch_1=numbers[0]).explain()
    assert "sketch_1" in plan or "Scan" in plan  # PostgreSQL scans a table as small as this


def test_a_sketch_is_the_same_on_every_machine_and_tells_words_only():
    assert sketch("Gradient descent") == sketch("descent, GRADIENT!")
    assert len(sketch("Gradient")) == SKETCH_SIZE
    assert sketch("the of") == (None,) * SKETCH_SIZE
    assert likeness("the of", "of the") == 0.0
