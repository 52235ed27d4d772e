"""The topics of a plan, in their tree: offered, covered, apart, learned first."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cards.actions.decks import choose_decks
from cards.actions.plan import follow_plan
from cards.models import Plan, PreferredDeck, User
from cards.queries.planned_decks import planned_decks
from cards.queries.study import study_state
from tests.factories import make_card, make_deck, make_plan
from tests.views.study_steps import HTMX, rate, shown, text_of, words_of

pytestmark = pytest.mark.django_db
PAGE, EDIT, ARCHIVE = reverse("show-plan"), reverse("edit-plan"), reverse("archive-plan")
STUDY, SETTINGS = reverse("study"), reverse("edit-settings")
DAY = dt.timedelta(days=1)


@pytest.fixture
def deck(db):
    return make_deck("Optimizers")


def sent(today, deck, days=14, **fields):
    return {"interview_on": today + days * DAY, "must_decks": [deck.slug]} | fields


@pytest.fixture
def tree(db):
    """A topic with two below it, one of which has one below."""
    learning = make_deck("Learning")
    trees = make_deck("Trees", parent=learning, position=1)
    return {
        "learning": learning, "trees": trees, "forests": make_deck("Forests", parent=trees, position=2),
        "kernels": make_deck("Kernels", parent=learning, position=3),
    }  # fmt: skip


def slugs(*decks):
    return [deck.slug for deck in decks]


def test_topics_are_offered_in_their_tree_and_open_where_one_is_ticked(web, learner, tree, deck):
    make_plan(learner, tree["forests"])
    page = " ".join(web.get(EDIT).content.decode().split())
    offered = page[page.index('id="id_must_decks"') : page.index('id="id_extra_decks"')]
    assert offered.count('type="checkbox"') == 5
    assert offered.count('<details class="disclosure" open>') == 2
    assert '2 topics<span class="sr-only"> of Learning</span>, 1 ticked' in offered


def test_a_topic_below_another_is_planned_by_itself(web, learner, today, tree):
    for name, number in (("trees", 3), ("forests", 4), ("kernels", 8)):
        for _ in range(number):
            make_card(deck=tree[name])
    web.post(EDIT, sent(today, tree["trees"]))
    page = words_of(web.get(PAGE))
    assert "Trees 7 cards in Learning 0 % → 100 %" in page
    assert "Kernels" not in page


def test_a_parent_covers_its_children(web, today, tree):
    web.post(EDIT, sent(today, tree["learning"], must_decks=slugs(*tree.values())))
    assert Plan.objects.get().must_decks == [tree["learning"].slug]


def test_a_must_below_an_extra_topic_is_planned_apart(web, today, tree):
    for name in ("learning", "trees", "forests", "kernels"):
        make_card(deck=tree[name])
    fields = {"must_decks": slugs(tree["trees"]), "extra_decks": slugs(tree["learning"])}
    page = words_of(web.post(EDIT, sent(today, tree["trees"]) | fields, follow=True))
    assert "Trees 2 cards in Learning 0 % → 100 %" in page
    assert "Learning if there is time 2 cards, without Trees 0 % → 100 %" in page


@pytest.mark.parametrize(
    ("must", "extra", "words"),
    [
        ("trees", "trees", "“Trees” is a must already: tick it once."),
        ("learning", "forests", "“Forests” is a part of “Learning”, which is a must."),
    ],
)
def test_a_topic_in_both_lists_is_an_error_at_the_second(web, today, tree, must, extra, words):
    fields = {"must_decks": slugs(tree[must]), "extra_decks": slugs(tree[extra])}
    page = web.post(EDIT, sent(today, tree["trees"]) | fields)
    assert page.status_code == 422
    assert page.context["form"].errors == {"extra_decks": [words]}
    assert not Plan.objects.exists()


def test_a_hundred_and_fifty_topics_cost_no_query_more(web, learner, today, deck):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert web.get(EDIT).status_code == 200
            assert web.get(PAGE).status_code == 200
        return len(found)

    make_plan(learner, deck)
    few = queries()
    parents = [make_deck(f"Topic {number}") for number in range(15)]
    decks = [make_deck(f"Part {number}", parent=parents[number % 15]) for number in range(135)]
    Plan.objects.update(must_decks=slugs(*decks))
    assert queries() == few


def test_topics_stand_in_the_order_of_the_tree(learner):
    later, first = make_deck("Later", position=2), make_deck("First", position=1)
    below_later = make_deck("Below later", parent=later, position=0)
    below_first = make_deck("Below first", parent=first, position=9)
    plan = make_plan(learner, below_later, below_first, extra_decks=slugs(later, first))
    assert planned_decks(plan).topics == [below_first, below_later, first, later]


@pytest.fixture
def planned(db):
    """Decks in the author's order with cards named by them: two planned ones stand last."""
    decks = [make_deck(name, position=n) for n, name in enumerate(["Other", "Extra", "Must"])]
    for deck in decks:
        for position in range(2):
            make_card(f"{deck.name} {position}?", deck=deck, position=position)
    other, extra, must = decks
    return {"other": other, "extra": extra, "must": must}


def follow(web, today, planned, **fields):
    web.post(
        EDIT,
        sent(
            today, planned["must"], days=3, follows_limit="on", extra_decks=slugs(planned["extra"])
        )
        | fields,
    )


def coming(learner, now=None):
    """The decks of the new cards, in their order, with a limit that hides none."""
    User.objects.filter(pk=learner.pk).update(planned_new_cards=99)
    user = User.objects.get(pk=learner.pk)
    queue = study_state(user, None, now or timezone.now()).queue
    return [card.card_id for card in queue.new_cards]


def in_order(*decks):
    return [
        pk for deck in decks for pk in deck.cards.order_by("position").values_list("pk", flat=True)
    ]


def test_new_cards_come_from_the_must_topics_then_the_extra_ones_then_the_rest(
    web, learner, today, planned
):
    follow(web, today, planned)
    web.get(STUDY)
    assert coming(learner) == in_order(planned["must"], planned["extra"], planned["other"])


def test_topics_below_a_planned_one_belong_to_it(web, learner, today, planned):
    below = make_deck("Below", parent=planned["must"], position=0)
    make_card("Below?", deck=below)
    follow(web, today, planned)
    web.get(STUDY)
    assert coming(learner)[:3] == in_order(below, planned["must"])


@pytest.mark.parametrize("change", ["not asked for", "put away", "taken back"])
def test_without_the_switch_the_order_is_the_authors(web, learner, today, planned, change):
    follow(web, today, planned, **({"follows_limit": ""} if change == "not asked for" else {}))
    web.get(STUDY)
    if change == "put away":
        web.post(ARCHIVE)
    if change == "taken back":
        follow(web, today, planned, follows_limit="")
    assert coming(learner) == in_order(planned["other"], planned["extra"], planned["must"])
    assert not PreferredDeck.objects.exists()


def test_on_the_day_of_the_interview_the_order_is_the_authors_again(web, learner, today, planned):
    follow(web, today, planned)
    now = timezone.now()
    assert coming(learner, now + 2 * DAY)[:2] == in_order(planned["must"])
    assert coming(learner, now + 3 * DAY)[:2] == in_order(planned["other"])


def test_a_limit_set_by_hand_changes_the_number_and_not_the_choice(web, learner, today, planned):
    follow(web, today, planned)
    settings = {
        "time_zone": "UTC", "day_start_hour": 4, "new_cards_per_day": 1, "reviews_per_day": 200,
        "theme": "auto",
    }  # fmt: skip
    web.post(SETTINGS, settings)
    assert "Must 0?" in text_of(web.get(STUDY))


def test_a_deck_that_came_later_counts_from_the_next_day_on(web, learner, today, planned):
    follow(web, today, planned)
    web.get(STUDY)
    below = make_deck("Below", parent=planned["must"], position=0)
    make_card("Below?", deck=below)
    tomorrow = timezone.now() + DAY
    follow_plan(User.objects.get(pk=learner.pk), tomorrow)
    assert coming(learner, tomorrow)[:1] == in_order(below)


def test_planned_topics_are_learned_without_being_picked_and_others_are_not(
    web, learner, today, planned
):
    choose_decks(user=learner, deck_ids=[planned["other"].pk], all_decks=False)
    make_card(deck=make_deck("Unwanted"))
    for position in range(2, 40):
        make_card(f"Must {position}?", deck=planned["must"], position=position)
    follow(web, today, planned)
    _, token = shown(web)
    assert coming(learner) == in_order(planned["must"], planned["extra"], planned["other"])
    # The next step shows a card that the page knew of, though nobody enrolled in its deck.
    assert "Must 1?" in text_of(rate(web, token, headers=HTMX))


@pytest.mark.parametrize("all_decks", [True, False])
def test_a_step_asks_no_more_with_a_plan_than_without(web, learner, today, planned, all_decks):
    choose_decks(user=learner, deck_ids=[planned["other"].pk], all_decks=all_decks)
    for position in range(2, 60):
        make_card(f"Must {position}?", deck=planned["must"], position=position)
        make_card(f"Other {position}?", deck=planned["other"], position=position)

    def queries():
        _, token = shown(web)
        with CaptureQueriesContext(connection) as found:
            assert rate(web, token, headers=HTMX).status_code == 200
            web.get(STUDY)
        return len(found)

    queries()  # the learner's first day asks for more
    before = queries()
    follow(web, today, planned)
    web.get(STUDY)
    assert queries() == before


def test_the_deck_page_says_where_new_cards_come_from_while_a_plan_is_followed(web, today, planned):
    decks = reverse("list-decks")
    assert "interview plan" not in words_of(web.get(decks))
    follow(web, today, planned)
    assert "The topics of your interview plan come first" in words_of(web.get(decks))
