"""What an address leads to that has no page: on a server, and on a laptop that runs with DEBUG; or that takes forms only."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, reverse

from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db
OURS = "The address is mistyped, or what stood here was moved or deleted."


def break_down(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("a fault of the site")


urlpatterns = [path("broken/", break_down), path("", include("quizsite.urls"))]


@pytest.fixture(params=[False, True], ids=["server", "laptop"])
def is_debug(request, settings):
    settings.DEBUG = request.param
    return request.param


@pytest.mark.parametrize("address", ["/nowhere/", "/teams/nobody/", "/decks/none/", "/admin/none/"])
def test_an_unknown_address_gets_the_page_of_the_site(client, author, is_debug, address):
    client.force_login(author)
    page = client.get(address)
    assert page.status_code == 404
    assert OURS in words_of(page)
    assert "Sign out" in words_of(page)


def test_a_slash_that_was_forgotten_is_added(web, is_debug):
    answer = web.get(reverse("show-progress").rstrip("/"))
    assert (answer.status_code, answer["Location"]) == (301, reverse("show-progress"))


@pytest.mark.urls(__name__)
def test_an_error_keeps_its_traceback_under_debug_and_there_alone(web, is_debug):
    web.raise_request_exception = False
    answer = web.get("/broken/")
    assert answer.status_code == 500
    assert ("ZeroDivisionError" in answer.content.decode()) is is_debug


@pytest.mark.parametrize("name", ["rate-card", "choose-theme"])
def test_the_address_of_a_form_says_that_nothing_was_sent(web, is_debug, name):
    page = web.get(reverse(name))
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "what you sent was not saved" in words_of(page)
    assert "Sign out" in words_of(page)
    assert "no-store" in page["Cache-Control"]
    # No page where nobody reads it.
    assert not web.post(reverse("show-progress")).content


def test_who_signs_in_again_for_what_she_sent_is_told_that_it_was_not_saved(client, learner):
    turned_away = client.post(reverse("rate-card"))
    client.force_login(learner)
    address = turned_away["Location"].partition("?next=")[2]
    page = client.get(address)
    assert address == reverse("rate-card")
    assert "what you sent was not saved" in words_of(page)
