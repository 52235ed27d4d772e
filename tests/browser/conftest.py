"""A real browser: the page with its console watched, axe, a quick sign-in, screens."""

import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from cards.rendering.font import build_font

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
NO_BROWSER = "no Chromium found: install one (apt-get install chromium) or set CHROMIUM"
# Rules of WCAG 2.2 AA are off in axe unless asked for by tag; target size is one of them.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a screen may change; the other rules hold for all of them or for none.
LOOK_RULES = ["color-contrast", "target-size", "scrollable-region-focusable"]
SCREENS = {"phone": (390, 844), "desktop": (1280, 900)}
# Passes are not worth their way out of the browser. No rule of these needs the text of style sheets,
# which axe would fetch again and write into the page, against our policy.
RUN_AXE = """
    async runOnly => {
        // The admin of Django fades colours when the theme turns: look at where they end.
        for (const animation of document.getAnimations())
            if (animation instanceof CSSTransition) animation.finish();
        const options = { runOnly, resultTypes: ["violations"], preload: false };
        return (await axe.run(options)).violations;
    }
"""


def pytest_collection_modifyitems(items):
    """Everything in this folder needs the browser; where REQUIRE_BROWSER is set, so does the run."""
    if not CHROMIUM and os.environ.get("REQUIRE_BROWSER"):
        pytest.exit(NO_BROWSER, returncode=1)
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


@pytest.fixture(scope="session", autouse=True)
def database_beside_an_event_loop():
    """Playwright keeps a loop running in this thread, which Django takes for asynchronous code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="session", autouse=True)
def math_font():
    """Pages link it; without, the console would rightly complain."""
    build_font(Path(settings.MATH_FONT_DIR))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    # The sandbox of Chromium refuses to run as root, which containers do.
    no_sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": no_sandbox}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {
        "timezone_id": "UTC",
        "locale": "en-GB",
        "reduced_motion": "reduce",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def console_errors():
    """What the browser complained about; a test that provokes an error clears the list."""
    return []


@pytest.fixture
def watch(console_errors):
    """Watch the console of a page, also of one that a test opens itself."""

    def watch_console(page):
        page.on(
            "console",
            lambda message: (
                console_errors.append(f"{page.url}: {message.text}")
                if message.type in ("error", "warning")
                # Leaving a page cuts short what it was fetching; that is no fault of the page.
                and "htmx:sendAbort" not in message.text
                else None
            ),
        )
        page.on("pageerror", lambda error: console_errors.append(f"{page.url}: {error}"))
        page.set_default_timeout(8000)
        return page

    return watch_console


@pytest.fixture
def page(context, live_server, watch, console_errors):
    """A page whose paths start at the live server; its console must stay empty."""
    page = watch(context.new_page())
    yield page
    page.close()
    assert console_errors == []


@pytest.fixture(scope="session")
def base_url():
    """Paths are made absolute by `open_path`: the live server has its own address for each test."""
    return


@pytest.fixture
def open_path(page, live_server):
    def open_on_live_server(path):
        return page.goto(live_server.url + path)

    return open_on_live_server


@pytest.fixture
def sign_in(context, live_server, settings):
    """Sign a user in by the session cookie, without the form."""

    def sign_in_by_cookie(user):
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        return user

    return sign_in_by_cookie


@pytest.fixture
def run_axe():
    """Assert that a page breaks none of these rules of axe, at any impact."""
    script = Axe().axe_script

    def assert_no_violations(page, kind, values, circumstances=""):
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        problems = [
            f"{violation['id']} ({violation['impact']}): {node['html'][:160]}\n"
            f"    {node['failureSummary']}"
            for violation in page.evaluate(RUN_AXE, {"type": kind, "values": values})
            for node in violation["nodes"]
        ]
        assert problems == [], f"{page.url}{circumstances}\n" + "\n".join(problems)

    return assert_no_violations


@pytest.fixture
def axe(run_axe):
    """Assert that a page has no accessibility problem that axe can see, in either theme.

    The device turns dark with the page as it stands: a theme changes colours and nothing else.
    """

    def assert_no_violations(page):
        run_axe(page, "tag", RULES)
        page.emulate_media(color_scheme="dark")
        run_axe(page, "rule", ["color-contrast"], " in the dark")
        page.emulate_media(color_scheme="light")

    return assert_no_violations


@pytest.fixture
def axe_everywhere(run_axe, axe):
    """The same on a desktop, and on a phone the rules that hang on how a page looks.

    Nothing is loaded again in between.
    """

    def assert_no_violations(page):
        page.set_viewport_size({"width": 1280, "height": 900})
        axe(page)
        page.set_viewport_size({"width": 390, "height": 900})
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme)
            run_axe(page, "rule", LOOK_RULES, f" on a phone, {theme}")
        page.set_viewport_size({"width": 1280, "height": 900})

    return assert_no_violations


@pytest.fixture(params=sorted(SCREENS))
def screen(request, page):
    """A phone and a desktop."""
    width, height = SCREENS[request.param]
    page.set_viewport_size({"width": width, "height": height})
    return request.param


@pytest.fixture
def fits():
    """Assert that nothing sticks out sideways."""

    def assert_no_sideways_scrolling(page):
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, f"{page.url} is {too_wide} px too wide"

    return assert_no_sideways_scrolling
