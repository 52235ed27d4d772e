"""Finding cards over HTTP."""

import html

import pytest
from django.urls import reverse

from tests.factories import make_card, make_personal_card
from tests.views.markup import inline_code, repeated_ids
from tests.views.test_interview_cards import words_of

pytestmark = pytest.mark.django_db
ADDRESS = reverse("search-cards")


def test_what_is_found_leads_to_its_card(web, learner):
    card = make_card("What is momentum?")
    own = make_personal_card(learner, "Why $\\beta$ in momentum?")
    page = web.get(ADDRESS, {"words": " momentum "})
    assert "2 cards" in words_of(page)
    assert "your own" in words_of(page)
    for each in (card, own):
        assert each.get_absolute_url() in page.content.decode()
    assert inline_code(page.content.decode()) == []
    assert repeated_ids(page.content.decode()) == []


@pytest.mark.parametrize("words", ["xyzzy", "<script>alert(1)</script>", "a\0b xyzzy", "%" * 5000])
def test_when_nothing_is_found_the_page_says_what_to_do(web, words):
    make_card("What is momentum?")
    page = web.get(ADDRESS, {"words": words})
    assert page.status_code == 200
    assert "No card with these words" in words_of(page)
    assert "<script>alert" not in page.content.decode()


def test_without_words_the_page_says_how_to_look(web):
    assert "every word is somewhere" in words_of(web.get(ADDRESS))


def test_many_are_paged_through_with_the_words_kept(web, django_assert_num_queries):
    for number in range(60):
        make_card(f"Filler {number}?")
    with django_assert_num_queries(5):  # session, user, count, cards, schedules
        page = web.get(ADDRESS, {"words": "filler"})
    assert 'rel="next" href="?words=filler&page=2"' in html.unescape(page.content.decode())
    assert "Page 2 of 2" in words_of(web.get(ADDRESS, {"words": "filler", "page": 2}))


def test_decks_lead_there(web):
    make_card()
    assert f'action="{ADDRESS}"' in web.get(reverse("list-decks")).content.decode()
