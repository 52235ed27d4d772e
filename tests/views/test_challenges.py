"""The challenge of the week: the same for everybody, once, and outside of every schedule."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.actions import challenges
from cards.actions.authoring import save_card
from cards.models import (
    Attempt,
    Card,
    CardVersion,
    Challenge,
    ChallengeAnswer,
    ChangeLabel,
    Membership,
    Review,
    Schedule,
    StudyDay,
    TeamDeck,
)
from tests.factories import (
    NOON,
    make_card,
    make_choice_card,
    make_deck,
    make_member,
    make_number_card,
    make_randomised_card,
    make_team,
)
from tests.views.study_steps import HTMX, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(learner, teammate):
    team = make_team("Reading group", has_challenge=True)
    make_member(team, teammate, nickname="Grace", role="owner")
    make_member(team, learner, nickname="Ada")
    return team


@pytest.fixture
def library():
    for number in range(12):
        make_number_card(prompt=f"What is a quarter, said in way {number}?")


@pytest.fixture
def other(teammate):
    browser = Client()
    browser.force_login(teammate)
    return browser


def page_of(team):
    return reverse("show-challenge", args=[team.slug])


def exercise_on(response):
    found = re.search(r'name="exercise" value="(\d+)"', response.content.decode())
    return int(found[1]) if found else None


def send(browser, team, exercise, submitted="0.25", headers=None, **fields):
    return browser.post(
        reverse("answer-challenge", args=[team.slug]),
        {"exercise": exercise, "submitted": submitted} | fields,
        headers=headers or {},
        follow=True,
    )


def answer_all(browser, team, submitted="0.25"):
    while (exercise := exercise_on(browser.get(page_of(team)))) is not None:
        send(browser, team, exercise, submitted)


# --- The draw ---


def test_everybody_gets_the_same_ten_exercises_with_the_same_numbers(team, learner, teammate):
    for _ in range(20):
        make_randomised_card()
    first = challenges.challenge_of_the_week(team, now=NOON)
    drawn = list(first.exercises.values_list("card", "seed"))
    assert len(drawn) == 10
    first.delete()
    again = challenges.challenge_of_the_week(team, now=NOON + dt.timedelta(days=3))
    assert list(again.exercises.values_list("card", "seed")) == drawn
    later = challenges.challenge_of_the_week(team, now=NOON + dt.timedelta(days=7))
    assert list(later.exercises.values_list("card", "seed")) != drawn
    assert Challenge.objects.count() == 2


@pytest.mark.usefixtures("library")
def test_the_teams_decks_come_first_and_the_library_fills_up(team):
    deck = make_deck("Ours")
    topic = make_deck("Topic", parent=deck)
    own = {make_number_card(deck=topic).pk, make_number_card(deck=deck).pk}
    TeamDeck.objects.create(team=team, deck=deck, created_at=NOON)
    challenge = challenges.challenge_of_the_week(team, now=NOON)
    drawn = list(challenge.exercises.values_list("card", flat=True))
    assert set(drawn[:2]) == own
    assert len(drawn) == 10


@pytest.mark.usefixtures("library")
def test_what_cannot_be_checked_is_not_drawn(team):
    deck = make_deck("Ours")
    make_card(deck=deck)
    make_number_card(deck=deck, status="draft")
    make_card(deck=deck, kind="number", answer_spec={"kind": "number", "correct": "1/("})
    TeamDeck.objects.create(team=team, deck=deck, created_at=NOON)
    challenge = challenges.challenge_of_the_week(team, now=NOON)
    assert not challenge.exercises.filter(card__deck=deck).exists()


@pytest.mark.usefixtures("library")
def test_an_edit_in_mid_week_changes_nothing_for_those_who_come_later(web, team, author):
    challenge = challenges.challenge_of_the_week(team, now=timezone.now())
    card = Card.objects.get(pk=challenge.exercises.get(number=1).card_id)
    old = card.prompt
    CardVersion.objects.create(card=card, number=1, content=card.content(), created_at=NOON)
    card.prompt = "Something else entirely?"
    assert save_card(card, label=ChangeLabel.MEANING, user=author, now=NOON)
    page = words_of(web.get(page_of(team)))
    assert old in page
    assert "Something else" not in page


def test_a_site_without_checked_cards_says_so(web, team):
    make_card()
    assert "Nothing to ask yet" in words_of(web.get(page_of(team)))


@pytest.mark.usefixtures("library")
def test_a_team_that_holds_no_challenge_says_so_and_takes_no_answer(web, team):
    exercise = exercise_on(web.get(page_of(team)))
    team.has_challenge = False
    team.save()
    assert "No challenge at the moment" in words_of(web.get(page_of(team)))
    assert "no longer holds a challenge" in words_of(send(web, team, exercise))
    assert not ChallengeAnswer.objects.exists()


# --- Answering ---


@pytest.mark.usefixtures("library")
def test_an_answer_is_checked_shown_and_kept(web, team, learner):
    exercise = exercise_on(web.get(page_of(team)))
    page = send(web, team, exercise, "1/4")
    assert page.redirect_chain == [(f"{page_of(team)}?exercise=1", 302)]
    assert "Correct" in words_of(page)
    assert "1 of 10 answered" in words_of(page)
    answer = ChallengeAnswer.objects.get()
    assert (answer.user, answer.submitted, answer.is_correct) == (learner, "1/4", True)
    assert exercise_on(web.get(page_of(team))) != exercise


@pytest.mark.usefixtures("library")
def test_what_cannot_be_read_costs_nothing(web, team):
    exercise = exercise_on(web.get(page_of(team)))
    for submitted in ("", "1/(", "\x00", "x" * 30_000):
        page = send(web, team, exercise, submitted)
        assert page.status_code == 200
        assert "This costs no try" in words_of(page)
    assert not ChallengeAnswer.objects.exists()


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("headers", [None, HTMX])
def test_the_first_answer_counts(web, team, headers):
    exercise = exercise_on(web.get(page_of(team)))
    send(web, team, exercise, "7")
    page = send(web, team, exercise, "0.25", headers=headers)
    assert "the first answer counts" in words_of(page)
    assert not ChallengeAnswer.objects.get().is_correct


@pytest.mark.usefixtures("library")
def test_a_double_click_answers_once(team, learner):
    challenge = challenges.challenge_of_the_week(team, now=NOON)
    exercise = challenge.exercises.select_related("challenge__team", "card__deck").first()
    arguments = {"exercise": exercise, "user": learner, "submitted": "0.25", "now": NOON}
    assert challenges.answer_exercise(**arguments) is None
    with pytest.raises(challenges.TeamError, match="first answer counts"):
        challenges.answer_exercise(**arguments)


@pytest.mark.usefixtures("library")
def test_giving_up_is_an_answer(web, team):
    exercise = exercise_on(web.get(page_of(team)))
    page = send(web, team, exercise, "", reveal="1")
    assert "Here is the answer" in words_of(page)
    assert not ChallengeAnswer.objects.get().is_correct


@pytest.mark.usefixtures("library")
def test_after_the_week_it_is_too_late(web, team):
    last = challenges.challenge_of_the_week(team, now=timezone.now() - dt.timedelta(days=7))
    page = send(web, team, last.exercises.first().pk)
    assert "its week has ended" in words_of(page)
    assert not ChallengeAnswer.objects.exists()


@pytest.mark.usefixtures("library")
def test_an_exercise_of_another_team_is_not_found(web, team):
    other = make_team(has_challenge=True)
    exercise = challenges.challenge_of_the_week(other, now=timezone.now()).exercises.first()
    assert send(web, team, exercise.pk).status_code == 404


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("exercise", ["", "x", "0", "-1", str(2**63), "1e3"])
def test_a_made_up_exercise_is_no_error(web, team, exercise):
    page = send(web, team, exercise)
    assert page.status_code == 200
    assert "Nothing was counted" in words_of(page)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("number", ["99", "x", "9" * 400, "", "²"])
def test_a_made_up_place_shows_the_next_exercise(web, team, number):
    assert exercise_on(web.get(page_of(team), {"exercise": number})) is not None


def test_options_are_answered_by_their_numbers(web, team):
    make_choice_card()
    exercise = exercise_on(web.get(page_of(team)))
    send(web, team, exercise, "1")
    answer = ChallengeAnswer.objects.get()
    assert (answer.is_correct, answer.submitted) == (True, '["Tanh"]')
    assert "Tanh" in words_of(web.get(page_of(team), {"exercise": 1}))


@pytest.mark.usefixtures("library")
def test_a_card_that_broke_can_be_passed_over(web, team):
    exercise = exercise_on(web.get(page_of(team)))
    Card.objects.update(answer_spec={"kind": "nonsense"})
    assert "can no longer be asked" in words_of(web.get(page_of(team)))
    assert "can no longer be asked" in words_of(send(web, team, exercise))
    send(web, team, exercise, reveal="1")
    assert ChallengeAnswer.objects.count() == 1


@pytest.mark.usefixtures("library")
def test_htmx_gets_the_challenge_alone(web, team):
    response = web.get(page_of(team), headers=HTMX)
    assert response.content.strip().startswith(b'<div id="challenge"')
    response = send(web, team, exercise_on(response), headers=HTMX)
    assert response.content.strip().startswith(b'<div id="challenge"')
    assert "Correct" in words_of(response)


@pytest.mark.usefixtures("library")
def test_no_schedule_and_no_standing_moves(web, team):
    answer_all(web, team)
    assert ChallengeAnswer.objects.count() == 10
    for model in (Schedule, Review, Attempt, StudyDay):
        assert not model.objects.exists()


# --- Results ---


@pytest.mark.usefixtures("library")
def test_results_are_seen_after_answering_and_not_before(web, other, team):
    answer_all(other, team)
    assert "Grace" not in words_of(web.get(page_of(team)))
    answer_all(web, team, "7")
    page = words_of(web.get(page_of(team)))
    assert "You have 0 of 10 correct" in page
    assert "1 Grace 10 2 Ada you 0" in page


@pytest.mark.usefixtures("library")
def test_who_said_no_is_in_no_result_but_sees_her_own(web, other, team, learner, teammate):
    answer_all(web, team)
    answer_all(other, team)
    assert "Ada" in words_of(other.get(page_of(team)))
    web.post(reverse("edit-membership", args=[team.slug]), {"appears": "no"})
    response = other.get(page_of(team))
    page = words_of(response)
    assert "Ada" not in page
    assert "1 Grace you 10" in page
    assert response.content.count(b'<th scope="row">') == 1
    page = words_of(web.get(page_of(team)))
    assert "You have 10 of 10 correct" in page
    assert "the others do not see your result" in page


@pytest.mark.usefixtures("library")
def test_leaving_takes_the_result_down_and_coming_back_gives_no_second_try(
    web, other, team, learner
):
    answer_all(other, team)
    answer_all(web, team, "7")
    web.post(reverse("leave-team", args=[team.slug]))
    assert "Ada" not in words_of(other.get(page_of(team)))
    make_member(team, learner, nickname="Ada")
    assert exercise_on(web.get(page_of(team))) is None
    assert "You have 0 of 10 correct" in words_of(web.get(page_of(team)))


@pytest.mark.usefixtures("library")
def test_last_weeks_results_stay_for_a_week(web, team, teammate):
    week_ago = timezone.now() - dt.timedelta(days=7)
    last = challenges.challenge_of_the_week(team, now=week_ago)
    for exercise in last.exercises.select_related("challenge__team", "card__deck"):
        challenges.answer_exercise(exercise=exercise, user=teammate, submitted="0.25", now=week_ago)
    page = words_of(web.get(page_of(team)))
    assert "Results of last week" in page
    assert "1 Grace 10" in page


@pytest.mark.usefixtures("library")
def test_the_page_costs_the_same_for_few_and_for_many(
    web, team, learner, django_assert_num_queries
):
    answer_all(web, team)
    challenge = Challenge.objects.get()
    for number in range(20):
        member = make_member(team, nickname=f"Person {number}")
        ChallengeAnswer.objects.bulk_create(
            ChallengeAnswer(
                exercise=exercise, user=member.user, outcome="correct", answered_at=NOON
            )
            for exercise in challenge.exercises.all()
        )
    with django_assert_num_queries(8):
        page = web.get(page_of(team))
    assert "Person 19" in words_of(page)


@pytest.mark.usefixtures("library")
def test_the_download_holds_ones_own_answers(web, other, team):
    answer_all(other, team, "7")
    send(web, team, exercise_on(web.get(page_of(team))), "0.2500")
    document = b"".join(web.get(reverse("download-personal-data"))).decode()
    assert "0.2500" in document
    assert '"submitted": "7"' not in document
    assert Membership.objects.count() == 2


# --- While typing ---


def preview(browser, team, exercise, submitted):
    return browser.post(
        reverse("preview-challenge", args=[team.slug]),
        {"exercise": exercise, "submitted": submitted},
        headers=HTMX,
    )


@pytest.mark.usefixtures("library")
def test_what_is_typed_is_previewed_and_counts_nothing(web, team):
    page = web.get(page_of(team))
    assert f'hx-post="{reverse("preview-challenge", args=[team.slug])}"' in page.content.decode()
    exercise = exercise_on(page)
    assert "<mfrac>" in preview(web, team, exercise, "1/4").content.decode()
    assert "<mark>" in preview(web, team, exercise, "1/(").content.decode()
    assert preview(web, team, 2**63 - 1, "1/4").status_code == 404
    assert preview(web, team, "x", "1/4").status_code == 204
    assert preview(web, team, exercise, "1" * 5000).status_code == 413
    assert not ChallengeAnswer.objects.exists()


@pytest.mark.usefixtures("library")
def test_the_page_says_that_there_is_no_appeal(web, team):
    page = web.get(page_of(team))
    assert "One answer counts, and there is no appeal." in words_of(page)
    page = send(web, team, exercise_on(page), "0.3")
    assert "A challenge knows no appeal" in words_of(page)
    assert "I was right" not in words_of(page)
