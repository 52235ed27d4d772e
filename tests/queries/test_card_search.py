"""Finding cards by maths, code, words in any order and tags, on both databases."""

import pytest

from cards.models import Card
from cards.queries.card_search import search_cards, tags_in_use, with_tag
from tests.factories import make_card

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
