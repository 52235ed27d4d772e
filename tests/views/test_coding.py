"""The editor of a coding question in the study page, and the script that runs it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cards.forms.presentation import sign
from quizsite.python_in_browser import FILES
from tests.factories import make_card, present

pytestmark = pytest.mark.django_db
TASK = {
    "starter": "def double(number):\n    ...",
    "visible_tests": 'assert double(2) == 4, "a </div> <b>"',
    "hidden_tests": "assert double(0) == 0",
}


@pytest.fixture
def installed(settings, tmp_path):
    """A folder that looks like an installed interpreter."""
    settings.PYTHON_IN_BROWSER_DIR = tmp_path
    directory = tmp_path / "1.2.3"
    directory.mkdir()
    for name in FILES:
        (directory / name).write_bytes(b"")
    return directory


@pytest.fixture
def absent(settings, tmp_path):
    settings.PYTHON_IN_BROWSER_DIR = tmp_path


def make_coding_card(**fields):
    options = {"kind": "interview", "interview_kind": "coding", "coding": TASK}
    return make_card("Double a number.", **(options | fields))


def test_the_worker_may_reach_the_files_of_the_interpreter_and_nothing_else(client, installed):
    response = client.get(reverse("show-python-worker"))
    assert response["Content-Type"].startswith("text/javascript")
    policy = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
    )
    files = {f"testserver/static/python/1.2.3/{name}" for name in FILES}
    assert policy.keys() == {"default-src", "script-src", "connect-src"}
    assert policy["default-src"] == "'none'"
    assert set(policy["script-src"].split()) == files | {"'wasm-unsafe-eval'"}
    assert set(policy["connect-src"].split()) == files
    assert 'const INTERPRETER = "/static/python/1.2.3/";' in response.content.decode()


def test_the_policy_of_pages_knows_nothing_of_webassembly(web, installed):
    make_coding_card()
    response = web.get(reverse("study"))
    assert "wasm" not in response["Content-Security-Policy"]


def test_a_half_installed_interpreter_is_none(client, web, installed):
    (installed / FILES[0]).unlink()
    assert client.get(reverse("show-python-worker")).status_code == 404
    make_coding_card()
    assert b"not installed on this site" in web.get(reverse("study")).content


def test_hidden_tests_are_promised_only_where_tests_are_run(web, installed):
    make_coding_card()
    promised = b"stay hidden until your code fails"
    assert promised in web.get(reverse("study")).content
    (installed / FILES[0]).unlink()
    assert promised not in web.get(reverse("study")).content


def test_the_worker_is_only_read(client, installed):
    assert client.post(reverse("show-python-worker")).status_code == 405


def test_a_coding_question_has_an_editor_with_its_starter_and_its_tests(web, installed):
    make_coding_card()
    page = web.get(reverse("study")).content.decode()
    assert "\ndef double(number):\n    ...</textarea>" in page
    assert f'data-worker="{reverse("show-python-worker")}"' in page
    assert 'data-tests="assert double(2) == 4, &quot;a &lt;/div&gt; &lt;b&gt;&quot;"' in page
    assert "a </div>" not in page


def test_a_coding_question_without_tests_has_the_editor_all_the_same(web, absent):
    make_coding_card(coding=None)
    page = web.get(reverse("study")).content.decode()
    assert "data-code-editor" in page
    assert "data-worker" not in page


def test_other_interview_questions_have_no_editor(web, installed):
    make_card("Why?", kind="interview", interview_kind="conceptual")
    assert b"data-code-editor" not in web.get(reverse("study")).content


def test_the_code_is_shown_beside_the_answer_as_it_was_written(web, learner, absent):
    card = make_coding_card()
    code = "if a < b:\n    pass"
    fields = {"presentation": sign(present(learner, card)), "response": code}
    page = web.post(reverse("check-answer"), fields).content.decode()
    assert 'aria-label="Your code">if a &lt; b:\n    pass</pre>' in page


def test_a_starter_that_nobody_touched_is_no_answer(web, learner, absent):
    card = make_coding_card()
    sent = TASK["starter"].replace("\n", "\r\n") + "\r\n"
    fields = {"presentation": sign(present(learner, card)), "response": sent}
    page = web.post(reverse("check-answer"), fields).content.decode()
    assert "rating-buttons" in page
    assert "Your answer" not in page


def test_the_editor_costs_no_query(web, installed):
    make_card("Why?", kind="interview", interview_kind="conceptual")
    web.get(reverse("study"))
    with CaptureQueriesContext(connection) as plain:
        web.get(reverse("study"))
    make_coding_card(position=0)
    with CaptureQueriesContext(connection) as coding:
        assert b"data-code-editor" in web.get(reverse("study")).content
    assert len(coding) == len(plain)
