"""A learner's own cards over HTTP: her pages, and that nobody else meets them anywhere."""

import html
import json
import re
from io import StringIO

import pytest
from django.contrib.admin import site
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cards.actions.personal_cards import write_card
from cards.core.interviews.blueprints import Part
from cards.core.personal_cards import LONGEST_PROMPT, Sides
from cards.models import Card, CardStatus, CardVersion, InterviewCard, Review, Schedule
from cards.queries.interview_questions import candidates_of as questions_for
from cards.queries.personal_data import account_contents, personal_data
from cards.queries.practice import candidates_of
from cards.queries.team_decks import tallies_of
from tests.factories import (
    make_card,
    make_deck,
    make_personal_card,
    make_question,
    make_schedule,
)
from tests.views.markup import inline_code, repeated_ids
from tests.views.test_interview_cards import missed_interview, words_of

pytestmark = pytest.mark.django_db
SECRET = "Xylophones"


@pytest.fixture
def deck():
    deck = make_deck("Optimizers")
    make_card("What is momentum?", deck=deck)
    return deck


@pytest.fixture
def card(learner, deck):
    """A personal card with everything that a card may have: reviews, a schedule, lapses."""
    card = make_personal_card(learner, f"{SECRET}?", deck=deck, answer=f"{SECRET}!")
    Schedule.objects.all().delete()
    make_schedule(learner, card, is_leech=True, lapses=9, today=timezone.now().date())
    Review.objects.create(
        user=learner, card=card, schedule_version=2, kind="review", quality=1,
        reviewed_at=timezone.now(), studied_on=timezone.now().date(), ease_hundredths_before=250,
        ease_hundredths_after=250,
    )  # fmt: skip
    return card


def filled(lies_in, **fields):
    return {"deck": lies_in.slug, "prompt": "What is a saddle?", "answer": "No minimum."} | fields


# --- Her own pages ---


def test_a_card_is_written_and_comes_up(web, learner, deck):
    response = web.post(reverse("write-personal-card"), filled(deck), follow=True)
    card = Card.with_personal.get(owner=learner)
    assert response.redirect_chain[-1][0] == card.get_absolute_url()
    assert "It comes with the next new cards" in words_of(response)
    assert "your own" in words_of(response)
    assert "What is a saddle?" in words_of(web.get(reverse("study")))


def test_another_one_is_written_for_the_same_deck(web, deck):
    response = web.post(reverse("write-personal-card"), filled(deck, another="1"), follow=True)
    assert f'<option value="{deck.slug}" selected>' in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"prompt": " "}, "Say what the card asks."),
        ({"answer": ""}, "Say what the answer is."),
        ({"prompt": "x" * (LONGEST_PROMPT + 1)}, "a card holds 6000 here"),
        ({"prompt": "a\0b"}, "Null characters are not allowed"),
        ({"deck": "nowhere"}, "That deck is gone"),
        ({"deck": "a\0b"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_a_card_is_said_at_its_field(web, deck, fields, message):
    response = web.post(reverse("write-personal-card"), filled(deck, **fields))
    assert response.status_code == 422
    assert message in words_of(response)
    assert not Card.with_personal.filter(owner__isnull=False).exists()
    assert repeated_ids(response.content.decode()) == []


def test_a_card_is_changed_removed_and_taken_back(web, card, deck):
    address = reverse("edit-personal-card", args=[card.uid])
    page = web.get(address)
    assert SECRET in words_of(page)
    saved = web.post(address, filled(deck, version=card.version), follow=True)
    assert "Its schedule stays as it was" in words_of(saved)
    removed = web.post(reverse("remove-personal-card", args=[card.uid]), follow=True)
    assert "Removed (1)" in words_of(removed)
    assert "What is a saddle?" in words_of(removed)
    assert "removed" in words_of(web.get(card.get_absolute_url()))
    back = web.post(reverse("take-back-personal-card", args=[card.uid]), follow=True)
    assert "The card is back" in words_of(back)
    card.refresh_from_db()
    assert card.status == CardStatus.PUBLISHED


def test_of_two_tabs_the_second_is_told_and_loses_nothing(web, card, deck):
    address = reverse("edit-personal-card", args=[card.uid])
    web.post(address, filled(deck, version=card.version))
    second = web.post(address, filled(deck, version=card.version, answer="A pass."))
    words = words_of(second)
    assert second.status_code == 422
    assert "changed elsewhere" in words
    assert "No minimum." in words, "what is stored"
    assert "A pass." in words, "what was typed"
    version = re.search(r'name="version" value="(\d+)"', second.content.decode())[1]
    web.post(address, filled(deck, version=version, answer="A pass."))
    card.refresh_from_db()
    assert card.answer == "A pass."


def test_the_list_finds_cards_by_their_words_and_pages_through_many(web, learner, deck, card):
    for number in range(60):
        make_personal_card(learner, f"Filler {number}?", deck=deck)
    address = reverse("list-personal-cards")
    first = words_of(web.get(address))
    assert "Page 1 of 2" in first
    assert SECRET not in first, "newest first"
    assert SECRET in words_of(web.get(address, {"page": 2}))
    assert SECRET in words_of(web.get(address, {"words": "xylo phones"}))
    assert "No card with these words" in words_of(web.get(address, {"words": "xylo momentum"}))
    paged = web.get(address, {"words": "Filler"}).content.decode()
    assert 'rel="next" href="?words=Filler&page=2"' in html.unescape(paged)


def test_without_any_the_list_says_what_they_are_good_for(web):
    page = web.get(reverse("list-personal-cards"))
    assert "None yet" in words_of(page)
    assert inline_code(page.content.decode()) == []


def test_the_list_costs_the_same_however_many(web, learner, deck, django_assert_num_queries):
    for count in (1, 30):
        for _ in range(count):
            make_personal_card(learner, deck=deck)
        with django_assert_num_queries(6):  # session, user, statuses, count, cards, schedules
            web.get(reverse("list-personal-cards"))


def test_cards_of_one_question_are_told_apart_in_the_list_by_their_answers(web, learner):
    question = "Why bagging? " * 30
    for answer in ("Variance shrinks.", "Votes are *averaged*."):
        make_personal_card(learner, question, answer=answer)
    words = words_of(web.get(reverse("list-personal-cards")))
    assert "Variance shrinks." in words
    assert "Votes are averaged." in words


def test_its_deck_lists_it_for_her_and_counts_it_apart(web, client, card, stranger):
    address = reverse("show-deck", args=[card.deck.slug])
    words = words_of(web.get(address))
    assert f"{SECRET}?" in words
    assert "With 1 card of your own besides." in words
    Card.objects.update(status=CardStatus.ARCHIVED)
    assert f"{SECRET}?" in words_of(web.get(address)), "also when it is alone there"
    client.force_login(stranger)
    assert "No cards here yet" in words_of(client.get(address))


def test_practice_asks_it_too(learner, card):
    asked = {one.card_id for one in candidates_of(learner, None, [], only_seen=False)}
    assert card.pk in asked


# --- From an interview ---


def test_a_missed_point_becomes_a_card_in_her_words(web, learner):
    points = [{"text": text, "is_must": True} for text in ("dead units", "sparse", "cheap")]
    interview = missed_interview(learner, make_question(points=points))
    interview.answers.update(ticked=[False, True, True])
    page = web.get(reverse("show-interview-cards", args=[interview.uid]))
    content = page.content.decode()
    assert "a new card of your own" in words_of(page)
    assert re.search(r'name="new" value="1-0" checked', content)
    assert repeated_ids(content) == []
    address = reverse("take-interview-cards", args=[interview.uid])
    empty = web.post(address, {"new": "1-0", "new-1-0-prompt": "", "new-1-0-answer": "Kept"})
    assert empty.status_code == 422
    assert "Say what the card asks." in words_of(empty)
    assert '<a href="#id_new-1-0-prompt">Go there</a>' in empty.content.decode()
    assert "Kept" in words_of(empty)
    assert not Card.with_personal.filter(owner=learner).exists()
    sides = {"new-1-0-prompt": "What may die?", "new-1-0-answer": "Units."}
    done = web.post(address, {"new": "1-0"} | sides, follow=True)
    assert "1 card comes tomorrow" in words_of(done)
    assert "What may die?" in words_of(done)
    assert Card.with_personal.get(owner=learner).answer == "Units."
    again = web.post(address, {"new": "1-0"} | sides, follow=True)
    assert "taken care of already" in words_of(again)
    taken = InterviewCard.objects.get()
    put_back = reverse("put-back-interview-card", args=[interview.uid, taken.pk])
    page = words_of(web.post(put_back, follow=True))
    assert "The card is removed again" in page
    assert "your own card, which you removed" in page


def test_what_was_typed_for_a_card_that_is_not_ticked_is_kept_and_not_judged(web, learner):
    interview = missed_interview(learner, make_question())
    address = reverse("take-interview-cards", args=[interview.uid])
    page = web.post(address, {"new-1-0-prompt": "", "new-1-0-answer": "Typed before"})
    assert page.status_code == 422
    words = words_of(page)
    assert "Tick at least one card." in words
    assert "Typed before" in words
    assert "Say what the card asks." not in words


# --- Nobody else ---


@pytest.mark.parametrize("person", ["stranger", "author"])
def test_no_page_of_the_admin_and_no_deck_shows_it(client, request, card, person):
    other = request.getfixturevalue(person)
    client.force_login(other)
    addresses = [reverse("show-deck", args=[card.deck.slug]), reverse("study")]
    if person == "author":
        for model in site._registry:
            if model._meta.app_label == "cards":
                addresses.append(reverse(f"admin:cards_{model._meta.model_name}_changelist"))
        addresses += [
            f"{reverse('admin:cards_card_changelist')}?q={SECRET}",
            f"{reverse('admin:cards_card_changelist')}?deck={card.deck_id}",
            reverse("admin:cards_deck_delete", args=[card.deck_id]),
            reverse("admin:cards_user_delete", args=[card.owner_id]),
        ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        # The page of a search repeats what was searched for; the cards end otherwise.
        found = response.content.decode()
        assert f"{SECRET}?" not in found, address
        assert f"{SECRET}!" not in found, address


def test_an_author_cannot_open_it_in_the_admin(client, author, card):
    client.force_login(author)
    for name in ("change", "delete", "history"):
        response = client.get(reverse(f"admin:cards_card_{name}", args=[card.pk]))
        assert response.status_code in {302, 404}
        assert SECRET not in response.content.decode()


@pytest.mark.parametrize("form", ["jsonl", "csv", "markdown"])
def test_no_export_holds_it(card, form, tmp_path):
    out = StringIO()
    extra = [f"--output={tmp_path}"] if form == "markdown" else []
    call_command("export_cards", f"--format={form}", *extra, stdout=out)
    files = "".join(path.read_text() for path in tmp_path.rglob("*.md"))
    assert "momentum" in out.getvalue() + files, "the export has the shared card"
    assert SECRET not in out.getvalue() + files


def test_her_own_data_hold_it_and_nobody_elses_do(learner, stranger, card):
    hers = json.loads("".join(personal_data(learner, exported_at=timezone.now())))
    [own] = hers["cards_as_owner"]
    assert (own["prompt"], own["answer"]) == (card.prompt, card.answer)
    assert SECRET in json.dumps(hers["cards"])
    others = "".join(personal_data(stranger, exported_at=timezone.now()))
    assert SECRET not in others


def test_it_is_in_no_number_of_its_deck(web, card, learner, author):
    numbers = web.get(reverse("show-deck", args=[card.deck.slug])).context["numbers"]
    assert (numbers.cards, numbers.seen) == (1, 0)
    assert not tallies_of([learner.pk], [card.deck])


def test_it_is_never_asked_in_an_interview(learner, card):
    Card.with_personal.filter(pk=card.pk).update(kind="interview", minutes=5)
    shared = make_question(deck=card.deck)
    part = Part(minutes=10, decks=(card.deck.slug,))
    [found] = questions_for([learner], [part])
    assert [candidate.card_id for candidate in found] == [shared.pk]


def test_it_goes_with_her_account(learner, deck):
    write_card(user=learner, deck=deck, sides=Sides(prompt="?", answer="!"), now=timezone.now())
    assert account_contents(learner).personal_cards == 1
    learner.delete()
    assert not Card.with_personal.filter(owner__isnull=False).exists()
    assert not CardVersion.objects.exists()
    assert not Schedule.objects.exists()
