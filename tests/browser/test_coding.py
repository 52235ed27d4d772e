"""Coding questions as a learner lives them: Python in her browser, what it says, and what it cannot reach."""

import datetime as dt
import os
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cards.models import Review
from cards.queries.coding import installed_python
from tests.factories import make_card, make_interview

NOT_INSTALLED = "no Python for browsers: `python3 -m quizsite python-in-browser` fetches it"
TASK = {
    "starter": "def double(number):\n    ...",
    "visible_tests": 'assert double(2) == 4\nassert double(0.1) == 0.2, "a fraction"',
    "hidden_tests": "assert close(double(-0.5), -1.0)",
}
SOLUTION = "def double(number):\n    return 2 * number"
# Ways out of the worker, each tried by code that prints what it got.
WAYS_OUT = {
    "fetch": "from js import fetch",
    "the page": "from js import document",
    "the scope": "import js; js.self",
    "pyodide's requests": "from pyodide.http import pyfetch; pyfetch('/')\n"
    "from pyodide.http import open_url; open_url('/')",
    "the interpreter": "import pyodide_js",
    "JavaScript": "from pyodide.code import run_js; run_js('self')",
    "a function of JavaScript": "import sys\n"
    "f = sys._getframe()\n"
    "while f and 'report' not in f.f_locals: f = f.f_back\n"
    "f.f_locals['report'].constructor('return fetch')()",
    "urllib": "import urllib.request; urllib.request.urlopen('ADDRESS/healthz', timeout=3).read()",
    "sockets": "import socket; s = socket.create_connection(('localhost', PORT), timeout=3)\n"
    "s.send(b'GET / HTTP/1.0\\r\\n\\r\\n')",
    "a process": "import subprocess; subprocess.run(['ls'])",
    "input": "input()",
}


@pytest.fixture
def python():
    """Skips where the extra is not installed; CI installs it."""
    if installed_python() is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(NOT_INSTALLED)
        pytest.skip(NOT_INSTALLED)


@pytest.fixture
def coding_card(learner, sign_in):
    sign_in(learner)
    return make_card(
        "Double a number.",
        kind="interview",
        interview_kind="coding",
        answer=f"Twice.\n\n```python\n{SOLUTION}\n```",
        points=[{"text": "twice the number", "is_must": True}],
        coding=TASK,
    )


@pytest.fixture
def editor(python, coding_card, page, open_path):
    open_path("/study/")
    return page.get_by_label("Your code")


def run(page, code=None):
    if code is not None:
        page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Run the tests").click()


def says(page, words, seconds=60):
    """Wait for the summary of a run; the first one loads Python."""
    expect(page.locator("[data-status]")).to_contain_text(words, timeout=seconds * 1000)


def rows(page):
    return page.locator("[data-results] tbody tr:not(.coding__detail)")


def details(page):
    """What is said below the tests that failed."""
    return page.locator("[data-results] .coding__detail")


def test_a_right_answer_passes_every_test_and_is_rated_by_the_learner_alone(
    editor, page, axe, fits
):
    run(page, SOLUTION)
    says(page, "All 3 tests passed.")
    expect(rows(page)).to_have_count(3)
    expect(rows(page).nth(1)).to_contain_text("a fraction")
    expect(rows(page).nth(2)).to_contain_text("A hidden test")
    expect(rows(page).nth(2)).not_to_contain_text("-0.5")
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    fits(page)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_label("Your code")).to_have_text(SOLUTION)
    assert not Review.objects.exists()
    # Nothing is suggested by what ran: a tick decides, as with every interview question.
    expect(page.locator(".rating--suggested")).to_have_count(0)


def test_a_wrong_answer_shows_what_came_out_and_what_was_wanted(editor, page, axe, fits):
    run(page, "def double(number):\n    return number * number")
    says(page, "1 of 3 tests passed.")
    expect(rows(page).nth(0)).to_contain_text("passed")
    expect(rows(page).nth(1)).to_contain_text("failed")
    expect(details(page).nth(0)).to_contain_text(re.compile(r"got 0\.01.*wanted 0\.2"))
    expect(rows(page).nth(2)).to_contain_text("close(double(-0.5), -1.0)")
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    fits(page)


def test_an_error_shows_the_line_of_the_learner_and_none_of_ours(editor, page):
    run(page, "def double(number):\n    return number / nothing")
    says(page, "0 of 3 tests passed.")
    error = details(page).nth(0).locator("pre")
    expect(error).to_contain_text('File "your_code.py", line 2, in double')
    expect(error).to_contain_text("return number / nothing")
    expect(error).to_contain_text("NameError: name 'nothing' is not defined")
    expect(error).not_to_contain_text("judge")
    run(page, "def double(number)\n    return 2")
    says(page, "SyntaxError")
    expect(page.locator("[data-error] pre")).to_contain_text('File "your_code.py", line 1')


def test_what_is_printed_is_shown_as_text_and_not_without_end(editor, page):
    run(page, SOLUTION + "\nprint('<b>bold</b>', 'é')\nfor _ in range(10**5): print('x' * 50)")
    says(page, "All 3 tests passed.")
    printed = page.locator("[data-output] pre")
    expect(printed).to_contain_text("<b>bold</b> é")
    expect(printed).to_contain_text("the rest is left out")
    assert len(printed.text_content()) < 21_000


def test_an_endless_loop_is_ended_after_ten_seconds_and_the_next_run_works(editor, page):
    loop = "print('before')\ndef double(number):\n    while True: pass"
    run(page, loop)
    says(page, "Running …")
    says(page, "longer than 10 seconds", seconds=13)
    says(page, "It was at this test: double(2) == 4")
    expect(page.locator("[data-output] pre")).to_have_text("before\n")
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    run(page, SOLUTION)
    says(page, "All 3 tests passed.")


def test_stop_ends_a_run_at_once_whatever_the_code_does(editor, page):
    run(
        page,
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    )
    says(page, "Running …")
    page.get_by_role("button", name="Stop").focus()
    page.keyboard.press("Enter")
    says(page, "Stopped.", seconds=1)
    expect(page.get_by_role("button", name="Run the tests")).to_be_focused()


def test_a_list_too_large_for_the_memory_is_an_error_and_the_page_lives(editor, page):
    run(page, "def double(number):\n    return len([0] * 250_000_000)  # four bytes each: 1 GB")
    says(page, "0 of 3 tests passed.")
    expect(details(page).nth(0)).to_contain_text("asked for more memory than there is")
    run(page, "blocks = []\nwhile True: blocks.append(bytearray(10**8))")
    says(page, "MemoryError", seconds=12)
    run(page, SOLUTION)
    says(page, "All 3 tests passed.")


def test_code_reaches_neither_network_nor_page(editor, page, live_server):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    run(page, SOLUTION)
    says(page, "All 3 tests passed.")
    loaded = len(asked)
    server = live_server.url.removeprefix("http://")
    port = server.rpartition(":")[2]
    for name, attempt in WAYS_OUT.items():
        code = attempt.replace("ADDRESS", live_server.url).replace("PORT", port)
        lines = "\n".join(f"    {line}" for line in code.split("\n"))
        run(page, f"try:\n{lines}\nexcept BaseException as e: print('refused', type(e).__name__)\n"
                  f"else: print('GOT OUT')\n{SOLUTION}")  # fmt: skip
        says(page, "All 3 tests passed.")
        expect(page.locator("[data-output] pre"), name).to_contain_text("refused")
    assert asked[loaded:] == []


ESCAPES = """
  const attempts = {
    fetch: () => fetch("/healthz"),
    elsewhere: () => fetch("https://example.org/"),
    request: () => { const r = new XMLHttpRequest(); r.open("GET", "/healthz", false); r.send(); },
    socket: () => new Promise((good, bad) => {
      const socket = new WebSocket("ws://" + location.host + "/");
      socket.onopen = good; socket.onerror = bad;
    }),
    script: () => import("/static/js/theme.js"),
    worker: () => new Promise((good, bad) => {
      const worker = new Worker("/static/js/theme.js");
      worker.onerror = bad; setTimeout(good, 2000);
    }),
    text: () => (0, eval)("1"),
  };
  const through = [];
  for (const [name, attempt] of Object.entries(attempts)) {
    try { await attempt(); through.push(name); } catch {}
  }
  post({ kind: "event", text: JSON.stringify({ event: "error", text: "through: " + through.join() }) });
"""


def test_the_policy_of_the_worker_would_hold_what_escaped_from_python(editor, page, console_errors):
    def leave_the_doors_open(route):
        response = route.fetch()
        script = response.text().replace("  closeTheDoors();\n", ESCAPES)
        assert "through" in script
        route.fulfill(response=response, body=script)

    page.route("**/python/worker.js", leave_the_doors_open)
    run(page, SOLUTION)
    expect(page.locator("[data-error] pre")).to_have_text("through: ", timeout=60_000)
    console_errors.clear()  # each refusal is reported there


def test_the_editor_is_used_by_keyboard_and_can_be_left(editor, page):
    editor.fill("")
    editor.press_sequentially("def double(n):")
    page.keyboard.press("Enter")
    page.keyboard.type("if n:")
    page.keyboard.press("Enter")
    page.keyboard.type("pass")
    expect(editor).to_have_value("def double(n):\n    if n:\n        pass")
    page.keyboard.press("Shift+Tab")
    expect(editor).to_have_value("def double(n):\n    if n:\n    pass")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+z")
    expect(editor).to_have_value("def double(n):\n    if n:\n    pass")
    expect(page.locator(".code-editor__numbers")).to_have_text("1\n2\n3")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(editor).not_to_be_focused()
    page.get_by_role("button", name="Back to the start").click()
    expect(editor).to_have_value(TASK["starter"])
    editor.fill(SOLUTION)
    page.keyboard.press("Control+Enter")
    says(page, "All 3 tests passed.")


def test_the_interview_room_runs_code_and_saves_it_meanwhile(
    python, coding_card, learner, page, open_path, axe
):
    interview = make_interview(learner, coding_card, now=timezone.now() - dt.timedelta(minutes=1))
    open_path(reverse("show-room", args=[interview.uid]))
    run(page, SOLUTION)
    says(page, "All 3 tests passed.")
    expect(page.locator(".code-editor__numbers")).to_have_text("1\n2")
    with page.expect_response(re.compile(r"/room/\d+/$")):
        page.evaluate("document.dispatchEvent(new Event('save-now'))")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    says(page, "All 3 tests passed.")  # saving leaves the editor and its results alone
    assert interview.answers.get().text == SOLUTION
    axe(page)


def test_without_the_extra_the_question_is_answered_as_text(
    coding_card, page, open_path, settings, tmp_path, axe
):
    settings.PYTHON_IN_BROWSER_DIR = tmp_path
    open_path("/study/")
    expect(page.get_by_text("Python for the browser is not installed on this site")).to_be_visible()
    expect(page.get_by_role("button", name="Run")).to_have_count(0)
    expect(page.get_by_text("assert double(2) == 4")).to_be_visible()
    axe(page)
    page.get_by_label("Your code").fill(SOLUTION)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_label("Your code")).to_have_text(SOLUTION)


def test_without_javascript_the_code_is_written_in_a_plain_field(
    coding_card, browser, live_server, context
):
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(live_server.url + "/study/")
    expect(page.get_by_role("button", name=re.compile("^Run"))).to_have_count(0)
    if installed_python():
        expect(page.get_by_text("Running code needs JavaScript")).to_be_visible()
    page.get_by_label("Your code").fill(SOLUTION)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_label("Your code")).to_have_text(SOLUTION)
    plain.close()
