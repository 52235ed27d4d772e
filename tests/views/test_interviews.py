"""Mock interviews over HTTP: the list, building one, the room with and without htmx, looking back."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.models import (
    Card,
    CardStatus,
    Interview,
    InterviewAnswer,
    InterviewDraft,
    Review,
    ReviewKind,
)
from tests.factories import (
    make_blueprint,
    make_deck,
    make_interview,
    make_number_card,
    make_question,
)
from tests.views.markup import inline_code, repeated_ids

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MINUTE = dt.timedelta(minutes=1)


def words_of(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


def value_of(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


@pytest.fixture
def interview(learner):
    """One that began a minute ago and asks two questions."""
    return make_interview(learner, now=timezone.now() - MINUTE)


@pytest.fixture
def finished(learner):
    """One that was over an hour ago, with one answer."""
    interview = make_interview(learner, now=timezone.now() - 90 * MINUTE)
    interview.answers.filter(position=1).update(
        text="Units die: gradients are zero for negative inputs.", is_answered=True
    )
    return interview


def room(web, interview, headers=None):
    return web.get(reverse("show-room", args=[interview.uid]), headers=headers or {})


def send(web, interview, page=None, position=1, headers=None, **fields):
    """What the form of a page of the room sends, with these fields typed and this button."""
    page = page or room(web, interview)
    hidden = {name: value_of(page, name) for name in ("render_id", "revision")}
    return web.post(
        reverse("save-interview-answer", args=[interview.uid, position]),
        {"text": "", "notes": ""} | hidden | fields,
        headers=headers or {},
    )


def answer_of(interview, position=1):
    return InterviewAnswer.objects.get(interview=interview, position=position)


# --- The list, blueprints, building ---


def test_the_list_offers_what_is_published(web):
    make_blueprint(title="On offer")
    make_blueprint(title="In the making", is_published=False)
    page = words_of(web.get(reverse("list-interviews")))
    assert "On offer" in page
    assert "In the making" not in page


def test_the_list_costs_the_same_however_many_there_are(
    web, learner, finished, django_assert_num_queries
):
    make_blueprint()
    # Session, user; the running one, how many others and a page of them, blueprints, parts;
    # pairings, teams.
    with django_assert_num_queries(9):
        web.get(reverse("list-interviews"))
    for number in range(3):
        make_blueprint()
        Interview.objects.update(ended_at=timezone.now())
        make_interview(learner, now=timezone.now() - (200 + number) * MINUTE)
    with django_assert_num_queries(9):
        page = web.get(reverse("list-interviews"))
    assert page.content.decode().count('<th scope="row">') == 4


def test_every_interview_can_be_reached_from_the_list(web, learner):
    card, begun = make_question(), timezone.now() - 200 * MINUTE
    past = {
        make_interview(
            learner, card, now=begun - number * MINUTE, ended_at=begun - number * MINUTE
        ).uid
        for number in range(45)
    }
    running = make_interview(learner, card, now=timezone.now() - MINUTE)
    list_address = reverse("list-interviews")
    found = []
    for number in (1, 2, 3):
        page = web.get(list_address, {"page": number})
        assert page.context["listed"].running == running
        found += [row.interview.uid for row in page.context["listed"].finished]
    assert len(found) == 45
    assert set(found) == past
    assert "?page=2#past-heading" in web.get(list_address).content.decode()


def test_the_newest_interview_stands_first(web, learner):
    for hours in (2, 1, 3):
        began = timezone.now() - hours * 60 * MINUTE
        make_interview(learner, now=began, title=f"{hours} hours ago", ended_at=began + MINUTE)
    page = words_of(web.get(reverse("list-interviews")))
    assert re.findall(r"(\d) hours ago", page) == ["1", "2", "3"]


def test_a_running_interview_is_shown_first(web, interview):
    assert "Back to the room" in words_of(web.get(reverse("list-interviews")))
    assert "Back to the room" in words_of(web.get(reverse("build-interview")))


def test_a_blueprint_says_what_it_asks_and_how_much_there_is(web):
    make_question()
    blueprint = make_blueprint({"minutes": 30, "kinds": ["conceptual"], "count": 5})
    page = words_of(web.get(reverse("show-blueprint", args=[blueprint.slug])))
    assert "5 questions: conceptual 1 in the library" in page


def test_starting_leads_into_the_room_and_a_second_click_too(web):
    make_question()
    make_question()
    start = reverse("start-interview", args=[make_blueprint().slug])
    first, second = web.post(start), web.post(start)
    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    assert "in an interview already" in words_of(web.get(second["Location"]))
    assert Interview.objects.count() == 1


def test_too_few_questions_are_said_where_one_starts(web):
    make_question()
    response = web.post(reverse("start-interview", args=[make_blueprint().slug]))
    assert response.status_code == 422
    assert "2 questions are needed, there is 1" in words_of(response)


def test_an_unpublished_blueprint_is_for_authors_only(web, client, author):
    blueprint = make_blueprint(is_published=False)
    for name in ("show-blueprint", "start-interview"):
        method = web.post if name == "start-interview" else web.get
        assert method(reverse(name, args=[blueprint.slug])).status_code == 404
    client.force_login(author)
    page = client.get(reverse("show-blueprint", args=[blueprint.slug]))
    assert "not published" in words_of(page)


def build(web, **fields):
    return web.post(reverse("build-interview"), {"topics": "all", "minutes": "10"} | fields)


@pytest.mark.parametrize("chosen", ["optimizers", "optimizers-adam"])
def test_an_interview_of_ones_own_asks_what_was_chosen(web, chosen):
    deck, elsewhere = make_deck("Optimizers"), make_deck("Sampling")
    wanted = make_question("coding", deck=make_deck("Adam", parent=deck), minutes=10)
    make_question("coding", deck=elsewhere, minutes=10)
    make_question("behavioural", deck=deck, minutes=10)
    response = build(web, topics="picked", decks=[chosen], kinds=["coding"], minutes="10")
    assert response.status_code == 302
    assert Interview.objects.get().answers.get().card == wanted


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"minutes": "0"}, "at least 5 minutes"),
        ({"minutes": "10000"}, "at most 240 minutes"),
        ({"minutes": "9" * 400}, ""),
        ({"minutes": "soon"}, "whole number"),
        ({"minutes": ""}, "Say how many minutes"),
        ({"topics": "picked"}, "Tick at least one topic"),
        ({"topics": "picked", "decks": ["nowhere"]}, "is gone"),
        ({"topics": "other"}, "Choose which topics"),
        ({"topics": "weak"}, "weak topics"),
        ({"kinds": ["gossip"]}, "gossip"),
        ({}, "there are none"),
    ],
)
def test_what_cannot_be_built_is_said_at_its_field(web, fields, message):
    response = build(web, **fields)
    assert response.status_code == 422
    assert message in words_of(response)
    assert repeated_ids(response.content.decode()) == []
    assert not Interview.objects.exists()


def make_review(user, card, quality):
    Review.objects.create(
        user=user, card=card, schedule_version=1, kind=ReviewKind.REVIEW, quality=quality,
        reviewed_at=timezone.now(), studied_on=user.study_day(timezone.now()),
        ease_hundredths_before=250, ease_hundredths_after=250,
    )  # fmt: skip


def test_weak_topics_are_those_in_which_most_was_forgotten(web, learner):
    weak, solid = make_deck("Weak"), make_deck("Solid")
    hard = [make_question(deck=weak, minutes=10) for _ in range(2)]
    easy = [make_question(deck=solid, minutes=10) for _ in range(2)]
    for _ in range(5):
        make_review(learner, hard[0], 2)
        make_review(learner, easy[0], 4)
    assert build(web, topics="weak", minutes="20").status_code == 302
    asked = Interview.objects.get()
    assert set(asked.answers.values_list("card", flat=True)) == {card.pk for card in hard}
    assert asked.title == "My weak topics"


# --- The room ---


def test_the_room_shows_one_question_and_the_time_left(web, interview):
    page = room(web, interview)
    first, second = interview.answers.order_by("position").select_related("card")
    assert first.card.prompt in words_of(page)
    assert second.card.prompt not in words_of(page)
    assert (
        28 * 60 < int(re.search(r'data-seconds-left="(\d+)"', page.content.decode())[1]) <= 29 * 60
    )
    assert "blob:" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert not inline_code(page.content.decode())


def test_everything_works_by_whole_pages(web, interview):
    response = send(web, interview, text="First.", notes="n", go="next")
    assert response.status_code == 302
    assert (answer_of(interview).text, answer_of(interview).notes) == ("First.", "n")
    response = send(web, interview, position=2, text="Second.", go="1", follow=True)
    page = room(web, interview)
    assert "First." in page.content.decode()
    response = send(web, interview, page, text="First.", go="end")
    assert response["Location"] == reverse("end-interview", args=[interview.uid])
    assert "Every question has an answer" in words_of(web.get(response["Location"]))
    assert web.post(response["Location"])["Location"] == reverse(
        "show-interview", args=[interview.uid]
    )
    assert room(web, interview).status_code == 302


def test_htmx_gets_the_state_alone_while_typing_and_the_step_with_a_button(web, interview):
    page = room(web, interview)
    state = send(web, interview, page, headers=HTMX, text="Typed.")
    assert state.content.strip().startswith(b'<div id="save-state"')
    assert "Saved" in words_of(state)
    assert value_of(state, "revision") == "1"
    step = send(web, interview, state_page(page, state), headers=HTMX, text="Typed.", go="next")
    assert step.content.strip().startswith(b'<div id="interview-step"')
    assert "HX-Request" in step["Vary"]
    assert "question 2 of 2" in words_of(step)
    assert Interview.objects.get().position == 2


def state_page(page, state):
    """The page after the state was swapped in."""

    class Page:
        content = page.content.replace(
            f'name="revision" value="{value_of(page, "revision")}"'.encode(),
            f'name="revision" value="{value_of(state, "revision")}"'.encode(),
        )

    return Page


def test_a_step_costs_a_constant_number_of_queries(web, learner, django_assert_num_queries):
    for count in (2, 6):
        Interview.objects.update(ended_at=timezone.now())
        cards = [make_question() for _ in range(count)]
        interview = make_interview(learner, *cards, now=timezone.now() - MINUTE)
        page = room(web, interview)
        together = connection.vendor == "postgresql"  # statements that go out in one round trip
        # Session, user, interview, steps and question.
        with django_assert_num_queries(4 if together else 5):
            room(web, interview)
        # Session, user, interview; in a savepoint (2) its lock, the answer and its update.
        with django_assert_num_queries(7 if together else 8):
            send(web, interview, page, headers=HTMX, text="Typed.")
        # The same, three updates to move on, and the next question as in the room.
        with django_assert_num_queries(10 if together else 13):
            send(web, interview, page, headers=HTMX, text="Typed more.", go="next")


def test_saving_twice_saves_once(web, interview):
    page = room(web, interview)
    for _ in range(2):
        assert send(web, interview, page, text="Same.", go="next").status_code == 302
    answer = answer_of(interview)
    assert (answer.text, answer.revision) == ("Same.", 1)
    assert Interview.objects.get().position == 2


def test_the_older_of_two_tabs_is_told_and_may_choose(web, interview):
    older, newer = room(web, interview), room(web, interview)
    send(web, interview, newer, headers=HTMX, text="From the newer tab.")
    state = send(web, interview, older, headers=HTMX, text="From the older tab.")
    assert "changed in another tab" in words_of(state)
    assert "From the newer tab." in words_of(state)
    assert value_of(state, "revision") == "0"
    assert answer_of(interview).text == "From the newer tab."
    page = send(web, interview, older, text="From the older tab.", go="next")
    assert page.status_code == 422
    assert "From the older tab." in page.content.decode(), "what was typed is still in the field"
    assert InterviewDraft.objects.get().text == "From the older tab."
    response = send(web, interview, page, text="From the older tab.", overwrite="1")
    assert response.status_code == 302
    assert answer_of(interview).text == "From the older tab."
    assert InterviewDraft.objects.get().text == "From the newer tab."


def test_an_answer_after_the_deadline_is_kept_apart_and_said_so(web, learner):
    interview = make_interview(learner, now=timezone.now() - 10 * MINUTE)
    page = room(web, interview)
    Interview.objects.update(deadline_at=timezone.now() - MINUTE)
    state = send(web, interview, page, headers=HTMX, text="Too late.")
    assert "after time" in words_of(state)
    response = send(web, interview, page, text="Too late, by button.", go="next")
    assert response["Location"] == reverse("show-interview", args=[interview.uid])
    assert "after time" in words_of(web.get(response["Location"]))
    assert answer_of(interview).text == ""
    assert InterviewDraft.objects.get().text == "Too late, by button."
    debrief = web.get(reverse("show-debrief", args=[interview.uid, 1]))
    assert "After time" in words_of(debrief)
    assert "Too late, by button." in words_of(debrief)


def test_half_a_minute_is_forgiven(web, interview):
    page = room(web, interview)
    Interview.objects.update(deadline_at=timezone.now() - dt.timedelta(seconds=20))
    send(web, interview, page, headers=HTMX, text="Just in time.")
    assert answer_of(interview).text == "Just in time."


def test_an_answer_of_200_kilobytes_is_refused_with_a_message_and_stays_in_its_field(
    web, interview
):
    long = "word " * 40_000
    page = room(web, interview)
    response = send(web, interview, page, text=long, notes="kept", go="next")
    assert response.status_code == 422
    assert "200,000 characters; at most 20,000" in words_of(response)
    assert long.strip() in response.content.decode()
    assert "kept" in response.content.decode()
    state = send(web, interview, page, headers=HTMX, text=long)
    assert "200,000 characters" in words_of(state)
    assert not answer_of(interview).is_answered


def test_a_page_that_is_not_ours_saves_nothing(web, interview):
    address = reverse("save-interview-answer", args=[interview.uid, 1])
    for fields in ({}, {"render_id": "x", "revision": "0", "text": "t"}, {"revision": "-1"}):
        for headers in ({}, HTMX):
            response = web.post(address, fields, headers=headers)
            assert response.status_code in (200, 422)
            assert "out of date" in words_of(response)
    assert not answer_of(interview).is_answered


@pytest.mark.parametrize("position", [0, 3, 99999, 10**30])
def test_a_question_the_interview_does_not_have_is_not_found(web, interview, position):
    assert send(web, interview, position=position, text="t").status_code == 404
    assert web.get(reverse("show-debrief", args=[interview.uid, position])).status_code == 404


@pytest.mark.parametrize("go", ["999", "-1", "next" * 3, "²", "99999"])
def test_a_button_that_leads_nowhere_does_no_harm(web, interview, go):
    assert send(web, interview, text="t", go=go).status_code in (302, 404, 422)


def test_a_question_archived_during_the_interview_is_still_asked(web, interview):
    prompt = answer_of(interview).card.prompt
    Card.objects.update(prompt="Rewritten?", points=[], status=CardStatus.ARCHIVED)
    page = words_of(room(web, interview))
    assert prompt in page
    assert "Rewritten" not in page


def test_somebody_elses_interview_is_not_found(client, stranger, interview, finished_of):
    client.force_login(stranger)
    for other in (interview, finished_of):
        for name in ("show-interview", "show-room", "end-interview"):
            assert client.get(reverse(name, args=[other.uid])).status_code == 404
        assert client.get(reverse("show-debrief", args=[other.uid, 1])).status_code == 404
        for name in ("save-interview-answer", "predict-band", "answer-follow-up", "score-answer"):
            assert client.post(reverse(name, args=[other.uid, 1]), {"text": "t"}).status_code == 404
    assert not InterviewAnswer.objects.filter(is_answered=True).exists()


@pytest.fixture
def finished_of(teammate):
    return make_interview(teammate, now=timezone.now() - 90 * MINUTE)


@pytest.mark.parametrize(
    ("kind", "label", "field"),
    [
        ("behavioural", "Situation", "place-action"),
        ("system-design", "Estimate: traffic", "place-traffic"),
    ],
)
def test_stories_and_designs_have_places_of_their_own(web, learner, kind, label, field):
    interview = make_interview(learner, make_question(kind), now=timezone.now())
    page = room(web, interview)
    assert label in words_of(page)
    send(web, interview, page, go="1", **{field: "I did it."})
    answer = answer_of(interview)
    assert answer.fields == {field.removeprefix("place-"): "I did it."}
    assert answer.is_answered
    assert "I did it." in room(web, interview).content.decode()


def test_a_story_of_we_is_asked_whose_it_was(web, learner):
    interview = make_interview(learner, make_question("behavioural"), now=timezone.now())
    state = send(web, interview, headers=HTMX, **{"place-action": "We met. Then we won."})
    assert "“we” 2 times and “I” never" in words_of(state)


def test_a_calculation_says_how_it_is_read_and_not_whether_it_is_right(web, learner):
    interview = make_interview(learner, make_number_card("0.25"), now=timezone.now())
    page = room(web, interview)
    state = send(web, interview, page, headers=HTMX, text="1/4")
    assert "Read as" in words_of(state)
    assert "<math" in state.content.decode()
    assert "orrect" not in words_of(state)
    state = send(web, interview, page, headers=HTMX, text="1/")
    assert "cannot be read yet" in words_of(state)


def test_a_starter_that_was_not_touched_is_no_answer(web, learner):
    card = make_question(
        "coding", coding={"starter": "def f():\n    ...", "visible_tests": "assert f() is None"}
    )
    interview = make_interview(learner, card, now=timezone.now())
    page = room(web, interview)
    assert "def f():" in page.content.decode()
    send(web, interview, page, headers=HTMX, text="def f():\r\n    ...")
    assert not answer_of(interview).is_answered
    send(web, interview, page, headers=HTMX, text="def f():\r\n    return None")
    assert answer_of(interview).is_answered
    assert answer_of(interview).text == "def f():\n    return None"


def test_a_broken_card_can_still_be_answered(web, learner):
    card = make_number_card("0.25")
    Card.objects.update(answer_spec={"kind": "number", "correct": 3, "options": "none"})
    interview = make_interview(learner, card, now=timezone.now() - 10 * MINUTE)
    assert card.prompt in words_of(room(web, interview))
    assert send(web, interview, headers=HTMX, text="1/4").status_code == 200
    Interview.objects.update(deadline_at=timezone.now() - MINUTE)
    response = web.post(
        reverse("predict-band", args=[interview.uid, 1]), {"band": "2"}, headers=HTMX
    )
    assert "could not be checked" in words_of(response)
    # It has no points that could be missing.
    assert "Choose the sentence that fits best in each row. Maths" in words_of(response)


def test_times_are_in_the_learners_zone(web, learner, interview):
    learner.time_zone = "Asia/Kolkata"
    learner.save()
    state = send(web, interview, headers=HTMX, text="t")
    saved = answer_of(interview).saved_at.astimezone(learner.zone)
    assert f"Saved {saved:%H:%M:%S}" in words_of(state)


# --- Looking back ---


def step(web, interview, name, position=1, headers=None, **fields):
    address = reverse(name, args=[interview.uid, position])
    return web.post(address, fields, headers=headers or {})


def debrief(web, interview, position=1):
    return web.get(reverse("show-debrief", args=[interview.uid, position]))


def test_there_is_no_looking_back_while_the_clock_runs(web, interview):
    for response in (
        debrief(web, interview),
        step(web, interview, "predict-band", band="3"),
        step(web, interview, "score-answer", **{"band-concept": "4"}),
    ):
        assert response["Location"] == reverse("show-room", args=[interview.uid])
    assert answer_of(interview).predicted_band is None


def test_the_debrief_goes_from_prediction_to_the_next_question(web, finished):
    page = words_of(debrief(web, finished))
    assert "What would an interviewer say" in page
    assert "dead units" not in page
    assert "How would you notice" not in page
    step(web, finished, "predict-band", band="4")
    page = words_of(debrief(web, finished))
    assert "Follow-up 1 of 2 How would you notice?" in page
    assert "And then?" not in page
    step(web, finished, "answer-follow-up", number="0", text="By looking.")
    page = words_of(debrief(web, finished))
    assert "Follow-up 2 of 2 And then?" in page
    assert "dead units" not in page
    step(web, finished, "answer-follow-up", number="1", text="")
    page = debrief(web, finished)
    assert "A model answer I would keep it as the default." in words_of(page)
    assert words_of(page).count("maybe in your answer") == 1
    assert "You predicted “Strong hire”" in words_of(page)
    assert "A point missing above" in words_of(page)
    rubric = {f"band-{name}": "3" for name in ("concept", "maths", "trade-offs", "communication")}
    response = step(
        web, finished, "score-answer", point=["0", "1"], own_notes="Next time.", **rubric
    )
    assert response["Location"] == reverse("show-debrief", args=[finished.uid, 2])
    answer = answer_of(finished)
    assert (answer.ticked, answer.scored_band) == ([True, True, False], 3)
    summary = words_of(web.get(reverse("show-interview", args=[finished.uid])))
    assert "Leaning hire band so far" in summary or "band so far Leaning hire" in summary
    assert "Go on with question 2" in summary


def test_htmx_gets_each_step_of_the_debrief_alone(web, finished):
    response = step(web, finished, "predict-band", headers=HTMX, band="4")
    assert response.content.strip().startswith(b'<div id="debrief-step"')
    assert "Follow-up 1 of 2" in words_of(response)


def test_missing_choices_are_said_and_the_rest_stays(web, finished):
    response = step(web, finished, "predict-band")
    assert response.status_code == 422
    assert "Choose the band you expect." in words_of(response)
    assert step(web, finished, "predict-band", band="9").status_code == 422
    step(web, finished, "predict-band", band="4")
    long = step(web, finished, "answer-follow-up", number="0", text="x" * 6000)
    assert long.status_code == 422
    assert "x" * 6000 in long.content.decode()
    for number in "01":
        step(web, finished, "answer-follow-up", number=number, text="")
    response = step(
        web, finished, "score-answer", point="1", own_notes="Mine.",
        **{"band-concept": "2", "band-maths": "five"},
    )  # fmt: skip
    assert response.status_code == 422
    assert "Choose a band for “Maths”" in words_of(response)
    page = response.content.decode()
    assert "Mine." in page
    assert re.search(r'name="point" value="1" checked', page)
    assert re.search(r'name="band-concept" value="2" required checked', page)
    assert answer_of(finished).scored_at is None


def test_scoring_before_the_reveal_is_turned_down(web, finished):
    rubric = {f"band-{name}": "3" for name in ("concept", "maths", "trade-offs", "communication")}
    response = step(web, finished, "score-answer", **rubric)
    assert "Look at the key points first" in words_of(web.get(response["Location"]))
    assert answer_of(finished).scored_at is None


def test_a_debrief_costs_a_constant_number_of_queries(web, finished, django_assert_num_queries):
    debrief(web, finished)  # writes down that time is over
    with django_assert_num_queries(5):  # session, user, answer, drafts, count
        debrief(web, finished)
    with django_assert_num_queries(5):  # session, user, interview, answers, pairing
        web.get(reverse("show-interview", args=[finished.uid]))


def test_every_page_of_an_interview_is_fit_for_our_policy(web, finished):
    pages = [reverse("list-interviews"), reverse("build-interview")]
    pages += [
        reverse("show-interview", args=[finished.uid]),
        debrief(web, finished).request["PATH_INFO"],
    ]
    step(web, finished, "predict-band", band="4")
    for number in "01":
        step(web, finished, "answer-follow-up", number=number, text="")
    pages += [reverse("show-debrief", args=[finished.uid, 1])]
    for address in pages:
        page = web.get(address).content.decode()
        assert inline_code(page) == []
        assert repeated_ids(page) == []


def test_interviews_are_part_of_the_personal_data(web, learner, finished):
    data = b"".join(web.get(reverse("download-personal-data"))).decode()
    assert "Units die: gradients" in data
    for table in ("interviews", "interview_answers", "interview_drafts"):
        assert f'"{table}": [' in data


def test_a_card_that_was_asked_is_archived_and_not_deleted(client, author, interview):
    client.force_login(author)
    card = answer_of(interview).card
    address = reverse("admin:cards_card_delete", args=[card.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403
    assert Card.objects.filter(pk=card.pk).exists()


@pytest.mark.parametrize("name", ["save-interview-answer", "predict-band", "score-answer"])
def test_a_form_of_an_interview_without_its_token_is_refused(learner, interview, name):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    assert browser.post(reverse(name, args=[interview.uid, 1])).status_code == 403


def test_an_interview_of_nobody_is_not_found(web):
    assert web.get(reverse("show-interview", args=[uuid.uuid4()])).status_code == 404
