"""Two people in one interview over HTTP: two browsers, from the link to the swapped roles."""

import datetime as dt
import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.access import pairing_token
from cards.actions.accounts import delete_account
from cards.models import (
    Interview,
    InterviewAnswer,
    Pairing,
    ScriptNote,
)
from tests.factories import (
    make_blueprint,
    make_interview,
    make_pairing,
    make_question,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MINUTE = dt.timedelta(minutes=1)


def words_of(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


def value_of(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def desk(teammate):
    """The interviewer's browser; `web` is the candidate's."""
    return browser_of(teammate)


@pytest.fixture
def interview(learner):
    cards = [make_question(prompt="Why ReLU?"), make_question(prompt="Why dropout?")]
    return make_interview(learner, *cards, now=timezone.now() - MINUTE)


@pytest.fixture
def pairing(interview, teammate):
    """A running interview with its interviewer."""
    return make_pairing(interview, teammate, now=timezone.now() - MINUTE)


@pytest.fixture
def over(pairing, interview):
    """The same when time has gone by."""
    Interview.objects.update(ended_at=timezone.now())
    interview.refresh_from_db()
    return pairing


def at(name, pairing, *more):
    return reverse(name, args=[pairing.uid, *more])


def door(pairing):
    return reverse("join-pairing", args=[pairing_token(pairing)])


def room(interview):
    return reverse("show-room", args=[interview.uid])


def send_notes(desk, pairing, page=None, position=1, headers=None, **fields):
    page = page or desk.get(at("show-script", pairing))
    hidden = {name: value_of(page, name) for name in ("render_id", "revision")}
    return desk.post(
        at("save-script", pairing, position), {"notes": ""} | hidden | fields, headers=headers or {}
    )


# --- The invitation ---


def invited(web, interview=None):
    """The pairing that a click on “Invite an interviewer” makes."""
    if interview is None:
        web.post(reverse("make-pairing"))
    else:
        web.post(reverse("invite-interviewer", args=[interview.uid]))
    return Pairing.objects.latest("pk")


def test_a_friend_joins_by_the_link_before_the_interview_begins(web, desk, learner, teammate):
    pairing = invited(web)
    page = web.get(at("show-pairing", pairing))
    assert door(pairing) in page.content.decode()
    assert "learner practises a mock interview" in words_of(desk.get(door(pairing)))
    assert desk.post(door(pairing))["Location"] == at("show-pairing", pairing)
    assert "has not begun yet" in words_of(desk.get(at("show-pairing", pairing)))
    assert "teammate is here" in words_of(web.get(at("show-pairing", pairing)))
    pairing.refresh_from_db()
    assert (pairing.candidate, pairing.interviewer) == (learner, teammate)


def test_a_double_click_makes_one_link_only(web, interview):
    for _ in range(2):
        assert web.post(reverse("make-pairing")).status_code == 302
    assert Pairing.objects.count() == 1
    for _ in range(2):
        web.post(reverse("invite-interviewer", args=[interview.uid]))
    assert Pairing.objects.count() == 1, "who was invited before comes along into the room"
    assert Pairing.objects.get().interview == interview


def test_the_link_of_a_running_interview_stands_in_its_room(web, interview):
    pairing = invited(web, interview)
    assert door(pairing) in web.get(room(interview)).content.decode()


def test_a_signed_out_visitor_signs_in_and_comes_back(client, web, learner):
    pairing = invited(web)
    page = Client().get(door(pairing)).content.decode()
    assert f"?next={door(pairing)}" in page.replace("%3A", ":")
    assert Client().post(door(pairing)).status_code == 200
    pairing.refresh_from_db()
    assert pairing.interviewer is None


def test_the_third_visitor_is_told_that_the_seat_is_taken(pairing, stranger):
    for send in (browser_of(stranger).get, browser_of(stranger).post):
        response = send(door(pairing))
        assert response.status_code == 410
        assert "seat is taken" in words_of(response)
    pairing.refresh_from_db()
    assert pairing.interviewer.username == "teammate"


def test_the_candidate_cannot_take_the_seat_herself(web, learner):
    pairing = invited(web)
    for send in (web.get, web.post):
        response = send(door(pairing), follow=True)
        assert "This is your own link" in words_of(response)
    pairing.refresh_from_db()
    assert pairing.interviewer is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ended_at": timezone.now()}, "taken back"),
        ({"expires_at": timezone.now() - MINUTE}, "has expired"),
    ],
)
def test_a_link_that_is_closed_says_why(desk, learner, fields, words):
    pairing = make_pairing(candidate=learner, now=timezone.now(), **fields)
    response = desk.post(door(pairing))
    assert response.status_code == 410
    assert words in words_of(response)


def test_the_link_of_an_interview_that_is_over_opens_nothing(desk, interview):
    pairing = make_pairing(interview, now=timezone.now())
    Interview.objects.update(ended_at=timezone.now())
    assert "is over" in words_of(desk.post(door(pairing)))


def test_a_guessed_link_leads_nowhere(desk, learner):
    pairing = make_pairing(candidate=learner, now=timezone.now())
    for token in (pairing.uid.hex, f"{pairing.uid.hex}.guessed", "x" * 200):
        assert desk.get(reverse("join-pairing", args=[token])).status_code == 404


def test_a_link_taken_back_opens_nothing_and_another_can_be_made(web, desk):
    pairing = invited(web)
    web.post(at("leave-pairing", pairing))
    assert desk.post(door(pairing)).status_code == 410
    assert invited(web) != pairing


def test_the_candidate_begins_and_both_are_led_on(web, desk, teammate):
    make_question()
    make_question()
    blueprint = make_blueprint()
    pairing = invited(web)
    desk.post(door(pairing))
    begin = at("begin-pairing", pairing)
    first, second = (web.post(begin, {"blueprint": blueprint.slug}) for _ in range(2))
    interview = Interview.objects.get()
    assert first["Location"] == second["Location"] == room(interview)
    assert desk.get(at("show-pairing", pairing))["Location"] == at("show-script", pairing)
    moved = desk.get(at("show-pairing", pairing), headers=HTMX | {"If-None-Match": "old"})
    assert moved["HX-Redirect"] == at("show-script", pairing)


def test_too_few_questions_are_said_in_the_lobby(web):
    pairing = invited(web)
    response = web.post(at("begin-pairing", pairing), {"blueprint": make_blueprint().slug})
    assert response.status_code == 422
    assert "Too few questions" in words_of(response)


@pytest.mark.parametrize("sent", [{}, {"blueprint": "\x00"}, {"blueprint": "x" * 5000}])
def test_what_is_no_interview_is_not_begun(web, sent):
    pairing = invited(web)
    response = web.post(at("begin-pairing", pairing), sent)
    assert response.status_code == 422
    assert "Choose one of the interviews" in words_of(response)
    assert not Interview.objects.exists()


# --- The room of two ---


def test_the_interviewer_sees_the_script_and_the_candidate_only_the_question(
    web, desk, pairing, interview
):
    script = words_of(desk.get(at("show-script", pairing)))
    for words in ("How would you notice?", "dead units", "must", "I would keep it", "Hints"):
        assert words in script
    page = words_of(web.get(room(interview)))
    assert "Why ReLU?" in page
    for words in ("How would you notice?", "dead units", "I would keep it"):
        assert words not in page
    assert "Next question" not in page


def test_the_authors_hints_stand_in_the_place_of_the_usual_ones(web, desk, teammate, learner):
    hinted = make_question(
        prompt="Why ReLU?", interviewer_hints=["Draw its **slope**.", "And below 0?"]
    )
    interview = make_interview(learner, hinted, make_question(), now=timezone.now() - MINUTE)
    pairing = make_pairing(interview, teammate, now=timezone.now() - MINUTE)
    script = desk.get(at("show-script", pairing))
    assert (
        "<li>Draw its <strong>slope</strong>.</li><li>And below 0?</li>" in script.content.decode()
    )
    assert "Say it in one sentence first." not in words_of(script)
    assert "Draw its" not in words_of(web.get(room(interview)))
    send_notes(desk, pairing, script, go="next")
    assert "Say it in one sentence first." in words_of(desk.get(at("show-script", pairing)))


def test_a_question_asked_before_there_were_hints_has_the_usual_ones(desk, pairing, interview):
    answer = interview.answers.get(position=1)
    version = answer.card_version
    del version.content["interviewer_hints"]
    version.save()
    answer.card.interviewer_hints = ["Written since."]
    answer.card.save()
    assert "Say it in one sentence first." in words_of(desk.get(at("show-script", pairing)))


def test_the_interviewer_sees_what_is_typed_and_not_the_candidates_notes(
    web, desk, pairing, interview
):
    page = web.get(room(interview))
    hidden = {name: value_of(page, name) for name in ("render_id", "revision")}
    save = reverse("save-interview-answer", args=[interview.uid, 1])
    tag = desk.get(at("show-typed", pairing, 1))["ETag"]
    web.post(save, hidden | {"text": "Because of gradients.", "notes": "I am nervous."})
    typed = desk.get(at("show-typed", pairing, 1), headers=HTMX | {"If-None-Match": tag})
    assert "Because of gradients." in words_of(typed)
    assert "nervous" not in words_of(typed) + words_of(desk.get(at("show-script", pairing)))
    again = desk.get(at("show-typed", pairing, 1), headers=HTMX | {"If-None-Match": typed["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_interviewer_moves_on_and_the_candidates_page_follows(web, desk, pairing, interview):
    before = web.get(at("follow-pairing", pairing, 1))["ETag"]
    unchanged = web.get(at("follow-pairing", pairing, 1), headers={"If-None-Match": before})
    assert unchanged.status_code == 304
    send_notes(desk, pairing, go="next")
    changed = web.get(at("follow-pairing", pairing, 1), headers={"If-None-Match": before})
    assert '"go": "follow"' in changed.content.decode()
    assert "Why dropout?" in words_of(web.get(room(interview)))


def test_following_saves_what_is_typed_to_the_question_it_answers(web, desk, pairing, interview):
    page = web.get(room(interview))
    hidden = {name: value_of(page, name) for name in ("render_id", "revision")}
    send_notes(desk, pairing, go="next")
    step = web.post(
        reverse("save-interview-answer", args=[interview.uid, 1]),
        hidden | {"text": "The last words.", "notes": "", "go": "follow"},
        headers=HTMX,
    )
    assert "Why dropout?" in words_of(step)
    first, second = InterviewAnswer.objects.filter(interview=interview).order_by("position")
    assert (first.text, second.text) == ("The last words.", "")


@pytest.mark.parametrize("go", ["next", "skip", "2"])
def test_the_candidate_does_not_move_on_while_she_is_led(web, pairing, interview, go):
    page = web.get(room(interview))
    hidden = {name: value_of(page, name) for name in ("render_id", "revision")}
    save = reverse("save-interview-answer", args=[interview.uid, 1])
    web.post(save, hidden | {"text": "Kept.", "notes": "", "go": go})
    interview.refresh_from_db()
    assert interview.position == 1
    assert InterviewAnswer.objects.get(interview=interview, position=1).text == "Kept."


def test_a_double_click_of_the_interviewer_moves_once(desk, interview, pairing):
    page = desk.get(at("show-script", pairing))
    for _ in range(2):
        send_notes(desk, pairing, page, go="next")
    interview.refresh_from_db()
    assert interview.position == 2


def test_marks_and_notes_are_kept_for_the_interviewer_alone(web, desk, pairing, interview):
    send_notes(desk, pairing, asked=["0", "7", "x"], notes="Hesitates.")
    note = ScriptNote.objects.get()
    assert (note.asked, note.notes, note.question) == ([0], "Hesitates.", "Why ReLU?")
    assert "Hesitates." in words_of(desk.get(at("show-script", pairing)))
    Interview.objects.update(ended_at=timezone.now())
    assert "Hesitates." in words_of(desk.get(at("show-pairing", pairing)))
    seen = [
        web.get(at("show-pairing", pairing)),
        web.get(reverse("show-interview", args=[interview.uid])),
    ]
    assert all("Hesitates." not in words_of(page) for page in seen)


def test_far_too_long_notes_are_refused_at_their_field_and_not_lost(desk, pairing):
    response = send_notes(desk, pairing, notes="y" * 200_000)
    assert response.status_code == 422
    assert "200,000 characters" in words_of(response)
    assert "y" * 200_000 in response.content.decode()
    assert not ScriptNote.objects.exists()


def test_notes_of_an_older_tab_do_not_wipe_out_those_of_a_newer(desk, pairing):
    older = desk.get(at("show-script", pairing))
    send_notes(desk, pairing, notes="From the newer tab.")
    response = send_notes(desk, pairing, older, notes="From the older tab.", go="next")
    assert response.status_code == 422
    assert "From the older tab." in response.content.decode()
    assert "From the newer tab." in words_of(response)
    assert ScriptNote.objects.get().notes == "From the newer tab."
    send_notes(desk, pairing, older, notes="From the older tab.", overwrite="1")
    assert ScriptNote.objects.get().notes == "From the older tab."


def test_the_script_belongs_to_the_interviewer_alone(web, pairing, stranger):
    for browser in (web, browser_of(stranger)):
        assert browser.get(at("show-script", pairing)).status_code == 404
        assert browser.get(at("show-typed", pairing, 1)).status_code == 404
        assert browser.post(at("save-script", pairing, 1)).status_code == 404
    assert browser_of(stranger).get(at("follow-pairing", pairing, 1)).status_code == 404
    assert browser_of(stranger).get(at("show-pairing", pairing)).status_code == 404


def test_the_interviewer_ends_the_interview_for_both(web, desk, pairing, interview):
    assert send_notes(desk, pairing, go="end")["Location"] == at("show-pairing", pairing)
    interview.refresh_from_db()
    assert interview.ended_at
    page = web.get(room(interview), follow=True)
    assert "interviewed by teammate" in words_of(page)


@pytest.mark.parametrize("who", ["candidate", "interviewer", "deleted"])
def test_without_the_interviewer_it_goes_on_as_a_solo_interview(
    web, desk, pairing, interview, teammate, who
):
    if who == "deleted":
        delete_account(teammate)
    else:
        (web if who == "candidate" else desk).post(at("leave-pairing", pairing))
    page = web.get(room(interview))
    assert "Next question" in words_of(page)
    hidden = {name: value_of(page, name) for name in ("render_id", "revision")}
    save = reverse("save-interview-answer", args=[interview.uid, 1])
    web.post(save, hidden | {"text": "", "notes": "", "go": "next"})
    interview.refresh_from_db()
    assert interview.position == 2
    if who != "deleted":
        assert desk.get(at("show-script", pairing)).status_code == 404
        assert "goes on alone" in words_of(desk.get(at("show-pairing", pairing))).replace(
            "went", "goes"
        )
    assert web.post(reverse("invite-interviewer", args=[interview.uid])).status_code == 302
    assert "Waiting for your interviewer" in words_of(web.get(room(interview)))


def test_following_and_typing_cost_few_queries_however_long_the_interview(
    web, desk, pairing, interview, django_assert_num_queries
):
    tag = web.get(at("follow-pairing", pairing, 1))["ETag"]
    with django_assert_num_queries(3):  # session, user, pairing with interview
        web.get(at("follow-pairing", pairing, 1), headers={"If-None-Match": tag})
    with django_assert_num_queries(4):  # and the answer
        desk.get(at("show-typed", pairing, 1))
    with django_assert_num_queries(6):  # and steps, answer, note
        desk.get(at("show-script", pairing))


def test_every_pairing_with_somebody_can_be_reached_from_the_list(web, learner, teammate):
    now = timezone.now()
    pairings = {
        make_pairing(
            candidate=learner, interviewer=teammate, now=now, ended_at=now, ended_by="candidate"
        ).pk
        for _ in range(23)
    }
    make_pairing(candidate=learner, now=now - 30 * dt.timedelta(days=1))  # expired, nobody came
    found = []
    for number in (1, 2, 3):
        page = web.get(reverse("list-interviews"), {"pairs": number})
        found += [row.pairing.pk for row in page.context["pairings"]]
    assert len(found) == 23
    assert set(found) == pairings
    assert "?pairs=2#pairs-heading" in page.content.decode()
