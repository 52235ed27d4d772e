"""Checked cards over HTTP: the same numbers as long as one turn lasts, hints, and the preview of what is typed."""

import datetime as dt
import html
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.core.presentation import presentation_seed
from cards.models import Attempt, Card, Review, Schedule
from cards.queries.exercises import specification_of
from cards.views.preview import LARGEST_REQUEST, PREVIEWS_A_MINUTE
from tests.factories import make_card, make_number_card, make_randomised_card, present

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def text_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def token_of(response):
    return re.search(r'name="presentation" value="([^"]+)"', response.content.decode())[1]


def number_of(response):
    """The drawn output of the sigmoid unit, as the page shows it."""
    return re.search(r"outputs (0\.\d+)", text_of(response))[1]


def drawn(card, seed):
    return f"{specification_of(card).draw(seed)['s']:f}"


def answer(web, token, **fields):
    return web.post(reverse("check-answer"), {"presentation": token} | fields, headers=HTMX)


def rate(web, token, rating):
    return web.post(reverse("rate-card"), {"presentation": token, "rating": rating}, headers=HTMX)


# --- Randomised exercises ---


def test_one_turn_has_one_set_of_numbers_from_the_first_look_to_the_appeal(web, learner, author):
    card = make_randomised_card()
    first = web.get(reverse("study"))
    number = number_of(first)
    assert number_of(web.get(reverse("study"))) == number, "a reload"
    wrong = answer(web, token_of(first), submitted="0.9")
    assert number_of(wrong) == number, "after a wrong try"
    shown = answer(web, token_of(wrong), submitted="0.8")
    assert number_of(shown) == number, "with the answer"
    assert f"{float(number) * (1 - float(number)):.4f}".rstrip("0") in text_of(shown)
    rate(web, token_of(shown), "again")

    seed = Review.objects.get().seed
    assert set(Attempt.objects.values_list("seed", flat=True)) == {seed}
    assert drawn(card, seed) == number, "the log"

    web.post(reverse("make-appeal"), {"attempt": Attempt.objects.latest("pk").pk})
    web.force_login(author)
    appeal = learner.appeals.get()
    page = web.get(reverse("admin:cards_appeal_change", args=[appeal.pk]))
    assert number_of(page) == number, "the appeal"


def test_the_next_review_draws_new_numbers(web, learner):
    card = make_randomised_card()
    seeds = set()
    for _ in range(4):
        page = web.get(reverse("study"))
        number = number_of(page)
        schedule = Schedule.objects.filter(card=card).first()
        seed = presentation_seed(learner.pk, card.pk, schedule.turn if schedule else 0)
        assert drawn(card, seed) == number
        right = answer(web, token_of(page), submitted=str(float(number) * (1 - float(number))))
        assert "Correct" in text_of(right)
        rate(web, token_of(right), "good")
        seeds.add(seed)
        today = learner.study_day(timezone.now())
        Schedule.objects.update(due=today, drill_on=None, drill_at=None)
    assert len(seeds) == 4
    assert Review.objects.values("seed").distinct().count() == 4


def test_undoing_a_rating_brings_the_same_numbers_and_attempts_back(web):
    make_randomised_card()
    page = web.get(reverse("study"))
    number = number_of(page)
    shown = answer(web, token_of(page), reveal="1")
    rate(web, token_of(shown), "again")
    web.post(reverse("undo-rating"), {"review": Review.objects.get().pk})
    again = web.get(reverse("study"))
    assert number_of(again) == number
    assert "Here is the answer" in text_of(again)


def test_two_learners_get_numbers_of_their_own(web, learner, teammate):
    card = make_randomised_card()
    assert present(learner, card).seed != present(teammate, card).seed
    other = type(web)()
    other.force_login(teammate)
    for browser, user in ((web, learner), (other, teammate)):
        number = number_of(browser.get(reverse("study")))
        assert number == drawn(card, present(user, card).seed)


# --- Ratings ---


@pytest.mark.parametrize(
    ("tries", "rating", "quality"),
    [
        (["0.5", "0.6"], "again", 1),
        (["0.5", "0.6"], "hard", 2),
        (["0.5", "0.6"], "good", None),
        (["0.5", "0.6"], "easy", None),
        (["0.25"], "again", None),
        (["0.25"], "hard", 3),
        (["0.25"], "good", 4),
        (["0.25"], "easy", 5),
        (["0.5", "0.25"], "again", None),
        (["0.5", "0.25"], "hard", 3),
    ],
)
def test_the_verdict_limits_the_ratings_that_are_taken(web, tries, rating, quality):
    make_number_card("0.25")
    page = web.get(reverse("study"))
    for submitted in tries:
        page = answer(web, token_of(page), submitted=submitted)
    offered = set(re.findall(r'name="rating" value="(\w+)"', page.content.decode()))
    assert (rating in offered) == (quality is not None)
    refused = rate(web, token_of(page), rating)
    if quality is None:
        assert "does not fit the checked answer" in text_of(refused)
        assert not Review.objects.exists()
    else:
        assert Review.objects.get().quality == quality
        assert Schedule.objects.get().repetitions == (1 if quality >= 3 else 0)


# --- Hints ---


@pytest.mark.parametrize(("hints", "is_hinted"), [(True, True), (False, False)])
def test_hints_can_be_switched_off_for_a_card(web, hints, is_hinted):
    options = {"variables": ["x"]}
    spec = {"kind": "expression", "correct": "2*x", "options": options, "hints": hints}
    make_card("Differentiate x^2.", kind="expression", answer_spec=spec)
    page = answer(web, token_of(web.get(reverse("study"))), submitted="-2x")
    assert "Not correct" in text_of(page)
    assert ("sign" in text_of(page).lower().replace("insert a sign", "")) == is_hinted
    attempt = Attempt.objects.get()
    assert bool(attempt.hint) == is_hinted
    if not is_hinted:
        assert attempt.message == "This is not the correct answer."


# --- Preview ---


@pytest.fixture
def preview(web):
    cache.clear()
    make_number_card("0.25")
    token = token_of(web.get(reverse("study")))

    def ask(submitted, **fields):
        return web.post(
            reverse("preview-answer"),
            {"presentation": token, "submitted": submitted} | fields,
            headers=HTMX,
        )

    yield ask
    cache.clear()


def test_a_preview_shows_how_an_answer_is_read_and_counts_nothing(preview):
    page = preview("1/2*3")
    assert "<math" in page.content.decode()
    assert page.content.strip().startswith(b'<output id="preview"')
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("submitted", "marked"),
    [("0.25 + (1", None), ("1/4 $$ 2", None), ("2 + qqq", "qqq"), ("1 <b>", None)],
)
def test_a_preview_marks_the_place_that_cannot_be_read(preview, submitted, marked):
    page = preview(submitted).content.decode()
    assert "preview--unreadable" in page
    place = re.search(r'preview__submitted">(.*?)<mark>(.*?)</mark>(.*?)</span>', page, re.DOTALL)
    before, found, after = map(html.unescape, place.groups())
    assert before + found + after == submitted
    assert found
    assert marked in (None, found)
    assert "<b>" not in page


def test_nothing_typed_shows_nothing(preview):
    assert "preview--empty" in preview("   ").content.decode()


def test_a_preview_takes_four_kilobytes_and_no_more(preview):
    assert preview("1+" * 200 + "1").status_code == 200
    response = preview("1+" * (LARGEST_REQUEST // 2))
    assert response.status_code == 413
    assert b"too long" in response.content


def test_a_preview_may_come_as_multipart_through_the_check_against_forged_requests(
    preview, learner
):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    page = browser.get(reverse("study"))
    fields = {
        "csrfmiddlewaretoken": page.context["csrf_token"],
        "presentation": token_of(page),
        "submitted": "1",
    }
    assert browser.post(reverse("preview-answer"), fields).status_code == 200


def test_a_learner_who_types_faster_than_anybody_waits_for_her_next_minute(
    preview, client, teammate, monkeypatch
):
    noon = timezone.now().replace(second=0)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    statuses = [preview("1").status_code for _ in range(PREVIEWS_A_MINUTE + 2)]
    assert statuses == [200] * PREVIEWS_A_MINUTE + [204] * 2
    other = type(client)()
    other.force_login(teammate)
    token = token_of(other.get(reverse("study")))
    fields = {"presentation": token, "submitted": "1"}
    assert other.post(reverse("preview-answer"), fields).status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: noon + dt.timedelta(minutes=1))
    assert preview("1").status_code == 200


def test_somebody_elses_page_gets_no_preview(preview, client, stranger):
    token = token_of(client.get(reverse("study")))
    other = type(client)()
    other.force_login(stranger)
    fields = {"presentation": token, "submitted": "1"}
    assert other.post(reverse("preview-answer"), fields).status_code == 404


def test_a_preview_says_nothing_about_being_right(preview):
    right, wrong = (preview(text).content.decode() for text in ("0.25", "0.35"))
    assert right.replace("0.25", "") == wrong.replace("0.35", "")
    assert Card.objects.count() == 1
