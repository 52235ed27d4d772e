"""The tree of decks with a learner's numbers, and the cards that one deck lists."""

import pytest

from cards.actions.decks import choose_decks, set_card_aside
from cards.models import CardStatus, User
from cards.queries.decks import ListedCard, deck_tree, listed_cards, subtree_numbers
from tests.factories import TODAY, make_card, make_deck, make_schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def forest():
    """Two roots; one has a child with a grandchild; an empty deck stands beside them."""
    learning = make_deck("Deep learning", position=1)
    optimizers = make_deck("Optimizers", parent=learning, position=2)
    adam = make_deck("Adam", parent=optimizers, position=3)
    statistics = make_deck("Statistics", position=4)
    make_deck("Empty", position=5)
    return {
        deck.name: deck for deck in (learning, optimizers, adam, statistics)
    }  # fmt: skip


def test_a_parent_counts_its_whole_tree_and_empty_decks_are_left_out(learner, forest):
    for deck in forest.values():
        make_card(deck=deck)
    make_card(deck=forest["Adam"], status=CardStatus.DRAFT)
    tree = deck_tree(learner, TODAY)
    assert [node.deck.name for node in tree] == ["Deep learning", "Statistics"]
    assert [node.cards for node in tree] == [3, 1]
    [optimizers] = tree[0].children
    assert (optimizers.cards, optimizers.children[0].cards) == (2, 1)


def test_a_deck_whose_cards_lie_in_its_grandchild_is_listed(learner, forest):
    make_card(deck=forest["Adam"])
    [learning] = deck_tree(learner, TODAY)
    assert [child.deck.name for child in learning.children] == ["Optimizers"]


def test_seen_mature_and_due_are_the_learners_own(learner, teammate, forest):
    deck = forest["Adam"]
    make_card(deck=deck)
    make_schedule(learner, make_card(deck=deck), interval=30)
    make_schedule(learner, make_card(deck=deck), interval=3, days_overdue=-1)
    make_schedule(learner, make_card(deck=deck), is_suspended=True)
    make_schedule(teammate, make_card(deck=deck))
    [learning] = deck_tree(learner, TODAY)
    assert (learning.cards, learning.seen, learning.mature, learning.due) == (5, 3, 1, 1)
    assert (learning.unseen, learning.share_seen) == (2, 60)


def test_a_card_set_aside_unseen_is_not_counted_as_met(learner, forest):
    card = make_card(deck=forest["Statistics"])
    set_card_aside(user=learner, card=card, is_set_aside=True)
    [statistics] = deck_tree(learner, TODAY)
    assert (statistics.seen, statistics.due) == (0, 0)


def test_only_picked_decks_count_as_learned(learner, forest):
    for deck in forest.values():
        make_card(deck=deck)
    choose_decks(user=learner, deck_ids=[forest["Statistics"].pk], all_decks=False)
    tree = deck_tree(User.objects.get(pk=learner.pk), TODAY)
    assert [node.is_learned for node in tree] == [False, True]
    choose_decks(user=learner, deck_ids=[], all_decks=True)
    assert all(node.is_learned for node in deck_tree(learner, TODAY))


def test_one_deck_is_found_in_the_tree_wherever_it_hangs(learner, forest):
    make_card(deck=forest["Adam"])
    tree = deck_tree(learner, TODAY)
    assert subtree_numbers(tree, forest["Adam"]).cards == 1
    assert subtree_numbers(tree, forest["Statistics"]) is None


def test_four_queries_however_many_decks_and_cards(learner, django_assert_num_queries):
    choose_decks(user=learner, deck_ids=[], all_decks=False)
    for number in range(12):
        deck = make_deck(f"Deck {number}")
        for _ in range(3):
            make_schedule(learner, make_card(deck=deck))
    with django_assert_num_queries(4):
        deck_tree(learner, TODAY)


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({"interval": 20}, "young"),
        ({"interval": 21}, "mature"),
        ({"interval": 30, "is_suspended": True}, "set aside"),
    ],
)
def test_a_listed_card_says_how_it_stands(learner, fields, standing):
    schedule = make_schedule(learner, **fields)
    [listed] = listed_cards(learner, [schedule.card])
    assert listed.standing == standing


def test_an_unmet_card_is_new_unless_it_was_set_aside(learner):
    new, aside = make_card(), make_card()
    set_card_aside(user=learner, card=aside, is_set_aside=True)
    assert [listed.standing for listed in listed_cards(learner, [new, aside])] == [
        "new", "set aside"
    ]  # fmt: skip


def prompt_of(**fields):
    return str(ListedCard(card=make_card(**fields), schedule=None).prompt)


def test_a_listed_prompt_shows_formulas_and_escapes_the_rest():
    assert "<math" in prompt_of(prompt="What is $\\sigma'(0)$?")
    assert prompt_of(prompt="Is a < b & c?") == "Is a &lt; b &amp; c?"
    assert "<script" not in prompt_of(prompt="<script>alert(1)</script>")


def test_a_listed_prompt_holds_no_link_of_its_own():
    line = prompt_of(prompt="See [the paper](https://example.com/) & say why.")
    assert "<a " not in line
    assert "the paper" in line
    assert "&amp; say why" in line


def test_a_listed_gap_is_a_blank_and_does_not_give_the_answer_away():
    line = prompt_of(prompt="Adam keeps {{c1::two}} moments.", kind="cloze", cloze_ordinal=1)
    assert "two" not in line
    assert line.startswith("Adam keeps [")


def test_a_listed_question_with_drawn_figures_shows_sample_figures():
    line = prompt_of(
        prompt="What is ${k} times two?",
        kind="number",
        answer="2*k",
        answer_spec={"kind": "number", "correct": "2*k", "parameters": {"k": "3..9"}},
    )
    assert "${" not in line
    assert any(f"What is {figure} times two?" == line for figure in range(3, 10))
