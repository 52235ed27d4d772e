import re

import pytest
from django.urls import reverse

from cards.models import Card, CardVersion
from tests import factories
from tests.views.card_form import form_of, load, url_of
from tests.views.markup import inline_code


@pytest.fixture
def author_client(client, author):
    client.force_login(author)
    return client


def preview(client, card, **changes):
    fields = load(client, card, **changes)
    return client.post(reverse("admin:cards_card_preview", args=[card.pk]), fields)


def test_the_preview_shows_front_and_back_and_saves_nothing(author_client):
    card = factories.make_card()
    response = preview(
        author_client, card, prompt="What is $x^2$?", answer="A **square**.",
        explanation="Because.", points=["one", {"text": "two", "is_must": False}],
    )  # fmt: skip
    html = response.content.decode()
    assert html.count("<math") == 1
    assert "<strong>square</strong>" in html
    assert "Because." in html
    assert re.search(r"two\s*<small>extra", html)
    assert "<html" not in html
    assert inline_code(html) == []
    card.refresh_from_db()
    assert card.version == 1


def test_a_cloze_is_shown_blank_and_then_filled(author_client):
    card = factories.make_card()
    html = preview(
        author_client, card, kind="cloze", prompt="A {{c1::ReLU}} clips."
    ).content.decode()
    front, back = html.split("Back")
    assert "ReLU" not in front
    assert "ReLU" in back


def test_the_preview_says_what_keeps_the_card_from_being_saved(author_client):
    card = factories.make_card()
    html = preview(author_client, card, kind="cloze", prompt="No gap <b>here</b>").content.decode()
    assert "Not ready to be saved" in html
    assert "needs a gap" in html
    assert "No gap" in html.split("Front")[1], "a refused text is still shown"


def test_the_preview_tells_of_an_edit_by_somebody_else(author_client):
    card = factories.make_card()
    fields = load(author_client, card)
    Card.objects.update(prompt="Edited meanwhile")
    url = reverse("admin:cards_card_preview", args=[card.pk])
    assert "Somebody saved this card" in author_client.post(url, fields).content.decode()


def test_a_new_card_has_a_preview_too(author_client):
    response = author_client.post(
        reverse("admin:cards_card_preview_new"), {"kind": "question", "prompt": "New?"}
    )
    assert "New?" in response.content.decode()


@pytest.mark.parametrize(
    ("submitted", "outcome", "words"),
    [
        ("1/4", "correct", "Read as"),
        ("0.3", "incorrect", "Not correct"),
        ("0.3 +", "unreadable", "<mark>"),
    ],
)
def test_an_answer_is_tried_without_saving(author_client, submitted, outcome, words):
    card = factories.make_number_card()
    html = preview(author_client, card, try_submitted=submitted, _try="1").content.decode()
    assert f"tried--{outcome}" in html
    assert words in html
    assert re.search(r"[\d.]+ ms", html)
    assert not CardVersion.objects.exists()


def test_an_answer_is_not_tried_while_the_author_types(author_client):
    card = factories.make_number_card()
    assert "tried--" not in preview(author_client, card, try_submitted="1/4").content.decode()


def test_a_randomised_card_is_tried_with_its_seed(author_client):
    spec = {"kind": "number", "correct": "2*n", "parameters": {"n": "2..9"}}
    card = factories.make_card("Double ${n}.", kind="number", answer_spec=spec)
    seen = set()
    for seed in range(6):
        response = preview(author_client, card, try_seed=seed, _try="1", try_submitted="0")
        number = re.search(r"Double (\d)", response.content.decode())[1]
        seen.add(number)
        right = preview(
            author_client, card, try_seed=seed, _try="1", try_submitted=str(2 * int(number))
        )
        assert "tried--correct" in right.content.decode()
    assert len(seen) > 1


@pytest.mark.parametrize("seed", ["-1", "x", "9" * 30, "1.5", "²"])
def test_a_bad_seed_is_told(author_client, seed):
    card = factories.make_number_card()
    html = preview(author_client, card, try_seed=seed).content.decode()
    assert "Write a whole number" in html


@pytest.mark.parametrize(
    ("ticked", "outcome"), [(["1"], "correct"), (["0"], "incorrect"), (["99", "x", "²"], None)]
)
def test_options_are_tried_by_ticking(author_client, ticked, outcome):
    card = factories.make_choice_card()
    html = preview(author_client, card, try_option=ticked, _try="1").content.decode()
    assert (f"tried--{outcome}" in html) if outcome else ("tried--" not in html)


def test_an_ordering_is_tried_by_numbering(author_client):
    steps = ["forward", "backward", "update"]
    spec = {"kind": "ordering", "correct": steps, "options": {"options": sorted(steps)}}
    card = factories.make_card(kind="ordering", answer_spec=spec)
    places = {f"try_place-{n}": steps.index(step) + 1 for n, step in enumerate(sorted(steps))}
    assert "tried--correct" in preview(author_client, card, _try="1", **places).content.decode()
    swapped = {name: 4 - place for name, place in places.items()}
    assert "tried--incorrect" in preview(author_client, card, _try="1", **swapped).content.decode()


@pytest.mark.parametrize("button", ["_preview", "_try"])
def test_without_scripts_the_buttons_bring_the_page_back_with_a_preview(author_client, button):
    card = factories.make_number_card()
    fields = load(author_client, card, prompt="Changed?", try_submitted="1/4", **{button: "1"})
    response = author_client.post(url_of(card), fields)
    html = response.content.decode()
    assert response.status_code == 200
    assert "tried--correct" in html
    assert "Please correct" not in html
    assert form_of(response)["prompt"].value() == "Changed?"
    card.refresh_from_db()
    assert card.version == 1


def test_a_number_that_becomes_a_choice_is_told_that_it_lacks_options(author_client):
    spec = {
        "kind": "number", "correct": "p/2", "options": {},
        "wrong": [{"answer": "p", "feedback": "Halve it."}], "parameters": {"p": "2..9"},
    }  # fmt: skip
    card = factories.make_card("Half of ${p}?", kind="number", answer="", answer_spec=spec)
    response = preview(author_client, card, kind="choice")
    assert response.status_code == 200
    assert "Not ready to be saved" in response.content.decode()
