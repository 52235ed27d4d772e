"""Three cards for a visitor: checked like the learner's, and nothing is stored."""

import pytest
from django.urls import reverse

from cards.models import Attempt, CardStatus, Review, Schedule
from tests.factories import make_card, make_choice_card
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = 1, 2, 3


@pytest.fixture
def library():
    make_card(
        "Differentiate $x^2$.", kind="expression", answer="2*x",
        answer_spec={"kind": "expression", "correct": "2*x", "options": {"variables": ["x"]}},
        explanation="The power rule.",
    )  # fmt: skip
    make_choice_card()
    make_card("When not ReLU?", kind="interview", answer="When units die.",
              points=[{"text": "dead units", "is_must": True}])  # fmt: skip


def address(number):
    return reverse("try-card", args=[number])


def test_a_site_without_cards_has_nothing_to_try(client):
    assert "Nothing to try yet" in words_of(client.get(reverse("try-cards")))
    assert client.get(address(SECOND)).status_code == 404


@pytest.mark.usefixtures("library")
def test_one_of_each_sort_and_then_an_account(client):
    for number, prompt in ((FIRST, "Differentiate"), (SECOND, "zero-centred"), (THIRD, "ReLU")):
        page = words_of(client.get(address(number)))
        assert prompt in page
        assert f"Card {number} of 3" in page
    last = words_of(client.post(address(THIRD)))
    assert "What a good answer says dead units" in last
    assert "Make an account" in last
    assert client.get(address(4)).status_code == 404


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("submitted", "words"),
    [("2x", "Correct"), ("x + x", "Correct"), ("x^2", "Not correct"), ("2x^", "costs no try")],
)
def test_an_answer_is_checked(client, submitted, words):
    response = client.post(address(FIRST), {"submitted": submitted})
    page = words_of(response)
    assert words in page
    is_open = 'name="submitted"' in response.content.decode()
    assert is_open == (words == "costs no try")
    assert ("The power rule." in page) != is_open


@pytest.mark.usefixtures("library")
def test_an_unreadable_answer_stays_in_the_field_with_its_mark(client):
    page = client.post(address(FIRST), {"submitted": '2x + "<b>'}).content.decode()
    assert "<mark>" in page
    assert 'value="2x + &quot;&lt;b&gt;"' in page


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(("submitted", "words"), [("1", "Correct"), ("0", "Not correct")])
def test_a_choice_is_checked(client, submitted, words):
    assert words in words_of(client.post(address(SECOND), {"submitted": submitted}))


@pytest.mark.usefixtures("library")
def test_the_answer_is_shown_on_request_and_the_visitor_is_told_no_verdict(client):
    page = words_of(client.post(address(FIRST), {"reveal": "1"}))
    assert "Here is the answer" in page
    assert "Not correct" not in page


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("number", [FIRST, SECOND, THIRD])
@pytest.mark.parametrize("submitted", ["", "9" * 30_000, "\x00", "[" * 5000])
def test_whatever_is_sent_is_answered(client, number, submitted):
    assert client.post(address(number), {"submitted": submitted}).status_code == 200


@pytest.mark.usefixtures("library")
def test_nothing_is_stored_and_nobody_is_signed_in(client):
    for number in (FIRST, SECOND, THIRD):
        client.post(address(number), {"submitted": "1"})
    for model in (Attempt, Review, Schedule):
        assert not model.objects.exists()
    assert "sessionid" not in client.cookies


@pytest.mark.usefixtures("library")
def test_drafts_are_not_tried(client):
    from cards.models import Card

    Card.objects.filter(kind="expression").update(status=CardStatus.DRAFT)
    page = words_of(client.get(reverse("try-cards")))
    assert "Differentiate" not in page
    assert "Card 1 of 2" in page
