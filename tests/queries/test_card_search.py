"""Finding cards by maths, code, words in any order and tags, on both databases."""

import pytest

from cards.models import Card
from cards.queries.card_search import learner_search, search_cards, tags_in_use, with_tag
from tests.factories import make_card, make_personal_card

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"\frac", True),
        (r"\frac{1}{2}", True),
        ("np.argmax", True),
        ("NP.ARGMAX", True),
        ("β", True),
        (r"\beta", True),
        ("half what", True),
        ("what half", True),
        ('"what is"', True),
        ('"is what"', False),
        (r"\sum_{i}", True),
        ('print("é")', True),
        ("accepted_form", True),
        ("tag/one", True),
        ("élan", True),
        ("half absent", False),
        ("%", False),
        ("h%f", False),
        ("ha_f", False),
        (r"\\frac", False),
        ("'", False),
    ],
)
def test_a_card_is_found_by_what_it_says(text, found):
    card = make_card(
        r"What is half of $\beta$? Élan",
        answer=r"$\frac{1}{2}\beta$",
        explanation="See `np.argmax(x)`",
        points=[{"text": r"a sum $\sum_{i} x$", "is_must": True}],
        coding={"starter": 'print("é")', "visible_tests": "", "hidden_tests": ""},
        answer_spec={"kind": "text", "correct": "accepted_form"},
        tags=["tag/one"],
    )
    make_card("Something else?", answer="no")
    assert list(search_cards(Card.objects.all(), text)) == ([card] if found else [])


def test_wildcards_are_signs_like_others():
    card = make_card("100 % of x_1", answer="y")
    make_card("100 of x 1", answer="y")
    for text in ("%", "x_1", "100 %"):
        assert list(search_cards(Card.objects.all(), text)) == [card]


@pytest.mark.parametrize("word", ["text", "is_must", "must", "true", "false"])
def test_a_key_point_is_found_by_its_words_and_not_by_how_it_is_stored(word):
    points = [{"text": "dead units", "is_must": True}, {"text": "cheap", "is_must": False}]
    make_card("What is ReLU?", points=points)
    said = [{"text": f'Say "{word}": so', "is_must": True}]
    card = make_card("What else?", points=said)
    assert list(search_cards(Card.objects.all(), word)) == [card]


def test_an_empty_search_finds_everything():
    card = make_card()
    assert list(search_cards(Card.objects.all(), "  ")) == [card]


@pytest.mark.parametrize("tag", ["plain", 'a "quoted" one', "β", "back\\slash", "100%"])
def test_a_tag_finds_its_cards_and_no_others(tag):
    card = make_card(tags=["first", tag])
    make_card(tags=[f"{tag}s", "plainer"])
    make_card(f"{tag}?")
    assert list(with_tag(Card.objects.all(), tag)) == [card]


def test_tags_are_counted_the_most_used_first():
    for tags in (["b", "a"], ["b"], []):
        make_card(tags=tags)
    assert tags_in_use() == [("b", 2), ("a", 1)]


def test_a_learner_finds_published_cards_and_her_own_and_no_others(learner, stranger):
    shared = make_card("What is momentum?")
    own = make_personal_card(learner, "Why momentum?")
    make_personal_card(stranger, "Whose momentum?")
    make_card("Draft momentum?", status="draft")
    make_card("Archived momentum?", status="archived")
    assert set(learner_search(learner, "momentum")) == {shared, own}


def test_cards_that_ask_for_the_words_come_before_those_that_mention_them(learner):
    mentions = make_card("What helps SGD?", answer="Momentum, with Nesterov's change.", position=1)
    asks = make_card("What does Nesterov change in momentum?", position=2)
    assert list(learner_search(learner, "momentum nesterov")) == [asks, mentions]


def test_a_learner_does_not_find_what_only_authors_read(learner):
    make_card("What is it?", source_section="Momentum", interviewer_hints=["Think of momentum"])
    assert not learner_search(learner, "momentum").exists()


def test_key_points_and_tags_are_found(learner):
    card = make_card("Why?", points=[{"text": "It damps zigzag"}], tags=["optimizers"])
    assert list(learner_search(learner, "zigzag optimizers")) == [card]
