"""The forms of two people after one interview: blind, side by side, swapped roles, deleted accounts."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.actions.accounts import delete_account
from cards.models import Interview, InterviewAnswer, Pairing, PeerForm, Review, Schedule
from tests.factories import make_interview, make_pairing, make_question, make_schedule
from tests.views.test_pairings import at, browser_of, send_notes, words_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MINUTE = dt.timedelta(minutes=1)
ROWS = ("concept", "maths", "trade-offs", "communication")


@pytest.fixture
def desk(teammate):
    """The interviewer's browser; `web` is the candidate's."""
    return browser_of(teammate)


@pytest.fixture
def pairing(learner, teammate):
    """Two people whose interview is over."""
    now = timezone.now()
    interview = make_interview(learner, now=now - 20 * MINUTE, minutes=10, ended_at=now - MINUTE)
    return make_pairing(interview, teammate, now=now - 20 * MINUTE)


def fields(band, advance="yes", words="", **more):
    rubric = {f"band-{name}": band for name in ROWS}
    return {**rubric, "would_advance": advance, "words": words, **more}


def submit(browser, pairing, band=3, **more):
    return browser.post(at("submit-pair-form", pairing), fields(band, **more))


def submit_hers(web, pairing, words="Hers.", **more):
    return submit(web, pairing, band=2, predicted_band=2, words=words, **more)


def submit_his(desk, pairing, words="His."):
    return submit(desk, pairing, band=4, words=words)


def downloaded(browser):
    response = browser.get(reverse("download-personal-data"))
    return b"".join(response.streaming_content).decode()


# --- Blind ---


def test_each_sees_the_others_form_only_after_both_submitted(web, desk, pairing):
    submit_his(desk, pairing)
    page = words_of(web.get(at("show-pairing", pairing)))
    assert "His." not in page
    assert "teammate’s is in" in page
    submit_hers(web, pairing)
    for browser in (web, desk):
        page = words_of(browser.get(at("show-pairing", pairing)))
        assert "Side by side" in page
        assert "Hers." in page
        assert "His." in page
        assert page.count("interviewer 2 higher") == 5, "four dimensions and the prediction"


@pytest.mark.parametrize("first", ["candidate", "interviewer"])
def test_nothing_of_a_form_leaks_before_both_are_in(web, desk, pairing, first):
    """Neither the page, nor its tag, nor the other's download hangs on what was written."""
    reader = desk if first == "candidate" else web
    seen = []
    for words, band in (("A secret.", 1), ("Another secret.", 4)):
        PeerForm.objects.all().delete()
        if first == "candidate":
            submit(web, pairing, band=band, predicted_band=band, words=words)
        else:
            submit(desk, pairing, band=band, words=words)
        page = reader.get(at("show-pairing", pairing))
        fragment = reader.get(at("show-pairing", pairing), headers=HTMX)
        assert "secret" not in page.content.decode() + fragment.content.decode()
        assert " checked>" not in page.content.decode()
        assert "secret" not in downloaded(reader)
        seen.append((page["ETag"], words_of(fragment)))
    assert seen[0] == seen[1]


def test_waiting_pages_are_told_by_304_until_the_other_form_comes(web, desk, pairing):
    submit_hers(web, pairing)
    tag = web.get(at("show-pairing", pairing))["ETag"]
    asks = {"headers": HTMX | {"If-None-Match": tag}}
    assert web.get(at("show-pairing", pairing), **asks).status_code == 304
    submit_his(desk, pairing)
    assert "Side by side" in words_of(web.get(at("show-pairing", pairing), **asks))


def test_a_form_can_be_changed_until_the_other_one_is_in_and_not_after(web, desk, pairing):
    submit_hers(web, pairing, words="First thought.")
    submit_hers(web, pairing, words="Second thought.")
    submit_his(desk, pairing)
    response = web.post(
        at("submit-pair-form", pairing),
        fields(4, words="After a look at his.", predicted_band=4),
        follow=True,
    )
    assert "nothing is changed any more" in words_of(response)
    form = PeerForm.objects.get(role="candidate")
    assert (form.words, form.rubric["maths"]) == ("Second thought.", 2)


def test_a_replayed_form_changes_nothing_and_says_nothing(web, desk, pairing):
    submit_hers(web, pairing)
    submit_his(desk, pairing)
    before = PeerForm.objects.get(role="candidate").submitted_at
    response = web.post(
        at("submit-pair-form", pairing), fields(2, words="Hers.", predicted_band=2), follow=True
    )
    assert "nothing is changed" not in words_of(response)
    assert PeerForm.objects.get(role="candidate").submitted_at == before
    assert PeerForm.objects.count() == 2


def test_a_form_that_lacks_something_says_what_and_keeps_the_rest(web, pairing):
    response = web.post(
        at("submit-pair-form", pairing), {"band-maths": "4", "words": "w" * 200_000}
    )
    assert response.status_code == 422
    page = words_of(response)
    for words in (
        "Choose a band for “Concept depth”.",
        "Choose the band you expect to be given.",
        "Say yes or no.",
        "200,000 characters",
    ):
        assert words in page
    assert "Choose a band for “Maths”" not in page
    assert "w" * 200_000 in page
    assert not PeerForm.objects.exists()


@pytest.mark.parametrize("value", ["0", "5", "high", "\x00"])
def test_a_band_that_there_is_not_is_refused(desk, pairing, value):
    assert submit(desk, pairing, band=value).status_code == 422
    assert not PeerForm.objects.exists()


def test_the_interviewer_predicts_nothing(desk, pairing):
    submit(desk, pairing, predicted_band=4)
    assert PeerForm.objects.get().predicted_band is None


def test_no_form_is_taken_while_the_interview_runs_or_after_one_left(web, desk, pairing):
    Interview.objects.update(ended_at=None, deadline_at=timezone.now() + 5 * MINUTE)
    submit_hers(web, pairing)
    Pairing.objects.update(ended_at=timezone.now(), ended_by="interviewer")
    Interview.objects.update(ended_at=timezone.now())
    submit_his(desk, pairing)
    assert not PeerForm.objects.exists()


def test_a_stranger_finds_no_form(stranger, pairing):
    browser = browser_of(stranger)
    assert submit(browser, pairing).status_code == 404
    assert browser.post(at("swap-roles", pairing)).status_code == 404
    assert browser.post(at("leave-pairing", pairing)).status_code == 404


def test_nobody_leaves_when_there_is_nothing_to_leave(web, desk, pairing):
    for browser in (web, desk):
        response = browser.post(at("leave-pairing", pairing), follow=True)
        assert "nothing to leave" in words_of(response)
    assert Pairing.objects.get().ended_at is None


def test_the_table_costs_the_same_however_much_was_written(
    web, desk, pairing, django_assert_num_queries
):
    submit_hers(web, pairing)
    submit_his(desk, pairing)
    # session, user, pairing, who submitted, forms, notes, mirror
    with django_assert_num_queries(7):
        web.get(at("show-pairing", pairing))


# --- Swapped roles ---


def test_one_click_starts_the_mirrored_interview_with_other_questions(
    web, desk, pairing, learner, teammate
):
    asked = set(InterviewAnswer.objects.values_list("card_id", flat=True))
    InterviewAnswer.objects.update(opened_at=timezone.now())
    fresh = {make_question().pk, make_question().pk}
    first, second = (desk.post(at("swap-roles", pairing)) for _ in range(2))
    mirror = Pairing.objects.get(mirror_of=pairing)
    assert first["Location"] == second["Location"] == at("show-pairing", mirror)
    assert (mirror.candidate, mirror.interviewer) == (teammate, learner)
    now_asked = set(mirror.interview.answers.values_list("card_id", flat=True))
    assert now_asked == fresh
    assert not now_asked & asked
    assert web.get(at("show-script", mirror)).status_code == 200
    assert desk.get(reverse("show-room", args=[mirror.interview.uid])).status_code == 200


def test_questions_either_has_just_met_are_not_asked_in_the_mirror(
    desk, pairing, learner, teammate
):
    InterviewAnswer.objects.update(opened_at=timezone.now())
    met = make_question()
    began = timezone.now() - 60 * MINUTE
    make_interview(learner, met, now=began, ended_at=began)
    make_question()
    response = desk.post(at("swap-roles", pairing))
    assert response.status_code == 422
    assert "Too few questions" in words_of(response)
    make_question()
    desk.post(at("swap-roles", pairing))
    mirror = Pairing.objects.get(mirror_of=pairing)
    assert met not in [answer.card for answer in mirror.interview.answers.all()]


def test_what_one_conducted_is_not_asked_of_oneself(desk, pairing, teammate):
    InterviewAnswer.objects.update(opened_at=timezone.now())
    response = desk.get(reverse("build-interview"))
    assert response.status_code == 200
    response = desk.post(reverse("build-interview"), {"topics": "all", "minutes": 10})
    assert "Too few questions" in words_of(response)


def test_the_candidate_does_not_start_the_others_clock(web, pairing):
    make_question()
    make_question()
    response = web.post(at("swap-roles", pairing), follow=True)
    assert "it is their clock" in words_of(response)
    assert not Pairing.objects.filter(mirror_of=pairing).exists()


def test_who_sits_in_an_interview_already_finishes_it_first(desk, pairing, teammate):
    make_interview(teammate, now=timezone.now())
    response = desk.post(at("swap-roles", pairing))
    assert response.status_code == 422
    assert "in an interview already" in words_of(response)
    assert Pairing.objects.count() == 1


def test_the_first_candidate_finds_the_mirror_on_the_comparison(web, desk, pairing):
    submit_hers(web, pairing)
    submit_his(desk, pairing)
    InterviewAnswer.objects.update(opened_at=timezone.now())
    make_question()
    make_question()
    tag = web.get(at("show-pairing", pairing))["ETag"]
    desk.post(at("swap-roles", pairing))
    page = web.get(at("show-pairing", pairing), headers=HTMX | {"If-None-Match": tag})
    assert at("show-pairing", Pairing.objects.get(mirror_of=pairing)) in page.content.decode()


# --- What stays ---


def test_a_deleted_account_leaves_the_others_own_form_without_the_name(
    web, desk, pairing, learner, teammate
):
    submit_hers(web, pairing)
    submit_his(desk, pairing)
    delete_account(learner)
    page = words_of(desk.get(at("show-pairing", pairing)))
    assert "His." in page
    assert "Hers." not in page
    assert "learner" not in page
    assert "learner" not in words_of(desk.get(reverse("list-interviews")))
    assert PeerForm.objects.get().user == teammate


def test_a_deleted_interviewer_leaves_the_candidates_form(web, desk, pairing, teammate):
    submit_hers(web, pairing)
    submit_his(desk, pairing)
    delete_account(teammate)
    page = words_of(web.get(at("show-pairing", pairing)))
    assert "Hers." in page
    assert "His." not in page
    assert "teammate" not in page


def test_a_form_is_still_taken_when_the_other_account_is_gone(desk, pairing, learner):
    delete_account(learner)
    submit_his(desk, pairing)
    assert "His." in words_of(desk.get(at("show-pairing", pairing)))


def test_forms_outlive_an_interview_that_its_candidate_deletes(web, desk, pairing):
    submit_hers(web, pairing)
    submit_his(desk, pairing)
    Interview.objects.all().delete()
    for browser in (web, desk):
        page = words_of(browser.get(at("show-pairing", pairing)))
        assert "His." in page
        assert "interview was deleted" in page
    response = desk.post(at("swap-roles", pairing))
    assert response.status_code == 422
    assert "The first interview was deleted" in words_of(response)


def test_a_link_nobody_used_goes_with_its_account(learner):
    make_pairing(candidate=learner, now=timezone.now())
    delete_account(learner)
    assert not Pairing.objects.exists()


def test_when_both_accounts_are_gone_nothing_stays(web, desk, pairing, learner, teammate):
    submit_hers(web, pairing)
    submit_his(desk, pairing)
    delete_account(learner)
    delete_account(teammate)
    assert not Pairing.objects.exists()
    assert not PeerForm.objects.exists()


def test_the_download_holds_ones_own_side_and_nothing_of_the_other(web, desk, pairing):
    Interview.objects.update(ended_at=None, deadline_at=timezone.now() + 5 * MINUTE)
    send_notes(desk, pairing, notes="A private note.")
    Interview.objects.update(ended_at=timezone.now())
    submit_hers(web, pairing)
    submit_his(desk, pairing)
    hers, his = json.loads(downloaded(web)), json.loads(downloaded(desk))
    assert [row["words"] for row in hers["peer_forms"]] == ["Hers."]
    assert [row["words"] for row in his["peer_forms"]] == ["His."]
    assert [row["notes"] for row in his["script_notes"]] == ["A private note."]
    assert hers["script_notes"] == []
    assert "teammate" not in json.dumps(hers)
    assert "learner" not in json.dumps(his)
    assert (len(hers["pairings_as_candidate"]), len(his["pairings_as_interviewer"])) == (1, 1)


def test_no_schedule_and_no_review_comes_of_it(web, desk, pairing, learner, teammate):
    card = InterviewAnswer.objects.first().card
    for user in (learner, teammate):
        make_schedule(user, card)
    before = list(Schedule.objects.order_by("pk").values())
    submit_hers(web, pairing)
    submit_his(desk, pairing)
    make_question()
    make_question()
    InterviewAnswer.objects.update(opened_at=timezone.now())
    desk.post(at("swap-roles", pairing))
    assert list(Schedule.objects.order_by("pk").values()) == before
    assert not Review.objects.exists()


def test_a_form_without_its_token_is_refused(learner, pairing):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    assert submit(browser, pairing).status_code == 403
