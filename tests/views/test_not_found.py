"""What an address leads to that has no page: on a server, and on a laptop that runs with DEBUG."""

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
