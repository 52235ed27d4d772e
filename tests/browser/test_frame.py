import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from playwright.sync_api import expect

from tests import factories

PASSWORD = "correct horse battery"
VISITOR_PAGES = [
    "/welcome/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
]
MEMBER_PAGES = [
    "/settings/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
]
# WCAG 1.4.12: what a reader may set without losing anything.
TEXT_SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }
"""


@pytest.fixture(autouse=True)
def no_attempts_counted_yet():
    """Rate limits count in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def member(learner, sign_in):
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    return sign_in(learner)


@pytest.fixture
def on_welcome(open_path, page):
    open_path("/welcome/")
    return page


@pytest.mark.usefixtures("screen", "db")
def test_pages_for_visitors_are_accessible(page, open_path, axe, fits):
    factories.make_number_card()
    for path in VISITOR_PAGES:
        assert open_path(path).status == 200
        axe(page)
        fits(page)


@pytest.mark.usefixtures("screen", "member")
def test_pages_for_members_are_accessible(page, open_path, axe, fits):
    for path in MEMBER_PAGES:
        assert open_path(path).status == 200
        axe(page)
        fits(page)


@pytest.mark.usefixtures("member")
def test_a_form_full_of_errors_is_accessible(page, open_path, axe, console_errors):
    open_path("/settings/")
    page.fill("[name=time_zone]", "Atlantis")
    page.fill("[name=new_cards_per_day]", "5000")
    page.eval_on_selector("main form.card", "form => { form.noValidate = true; }")
    with page.expect_response(lambda response: response.status == 422):
        page.click("text=Save settings")
    page.locator("[role=alert] >> text=marked below").wait_for()
    assert page.locator("[aria-invalid=true]").count() == 2
    axe(page)
    assert all("422" in error for error in console_errors)
    console_errors.clear()


@pytest.mark.usefixtures("member")
def test_pages_reflow_on_the_narrowest_screen_and_with_wide_text(page, open_path, fits):
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ["/welcome/", *MEMBER_PAGES]:
        open_path(path)
        fits(page)
        page.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
            " document.adoptedStyleSheets = [sheet]; }",
            TEXT_SPACING,
        )
        fits(page)


# --- The frame by keyboard ---


def test_the_first_tab_leads_past_the_header(on_welcome):
    on_welcome.keyboard.press("Tab")
    assert on_welcome.evaluate("document.activeElement.className") == "skip-link"
    on_welcome.keyboard.press("Enter")
    assert on_welcome.evaluate("document.activeElement.id") == "main"


@pytest.mark.usefixtures("member")
def test_the_account_menu_works_without_a_mouse(page, open_path):
    open_path("/welcome/")
    page.focus(".account-menu summary")
    page.keyboard.press("Enter")
    assert page.locator(".account-menu__panel").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Settings"
    page.keyboard.press("Escape")
    assert not page.locator(".account-menu__panel").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.usefixtures("member")
def test_the_account_menu_closes_when_the_focus_leaves(page, open_path):
    open_path("/settings/")
    page.click(".account-menu summary")
    page.focus("[name=time_zone]")
    assert not page.locator(".account-menu__panel").is_visible()


def press(page, keys):
    page.evaluate(
        """() => {
            document.querySelector("main").innerHTML =
                '<button type="button" data-key="1 space">One</button><input id="typing">';
            window.pressed = 0;
            document.querySelector("main button").onclick = () => { window.pressed += 1; };
        }"""
    )
    for key in keys:
        page.keyboard.press(key)
    return page.evaluate("window.pressed")


@pytest.mark.parametrize(
    ("keys", "times"),
    [
        (["1"], 1),
        ([" "], 1),
        (["1", "1"], 2),
        (["2"], 0),
        (["Control+1"], 0),
        (["Alt+1"], 0),
        (["Meta+1"], 0),
        (["Shift+A"], 0),
    ],
)
def test_a_single_key_presses_its_button(on_welcome, keys, times):
    assert press(on_welcome, keys) == times


def test_a_key_held_down_counts_once(on_welcome):
    press(on_welcome, [])
    on_welcome.keyboard.down("1")
    on_welcome.keyboard.down("1")
    on_welcome.keyboard.down("1")
    on_welcome.keyboard.up("1")
    assert on_welcome.evaluate("window.pressed") == 1


def test_keys_are_left_alone_while_somebody_types(on_welcome):
    press(on_welcome, [])
    on_welcome.focus("#typing")
    on_welcome.keyboard.type("1 1")
    assert on_welcome.evaluate("window.pressed") == 0
    assert on_welcome.input_value("#typing") == "1 1"


def test_space_on_a_focused_button_presses_it_once(on_welcome):
    press(on_welcome, [])
    on_welcome.focus("main button")
    on_welcome.keyboard.press(" ")
    assert on_welcome.evaluate("window.pressed") == 1


def test_keys_can_be_switched_off(page, open_path, member):
    member.has_shortcuts = False
    member.save()
    open_path("/welcome/")
    assert press(page, ["1", " "]) == 0


# --- Theme and time zone ---


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.usefixtures("db")
def test_the_theme_changes_at_once_and_stays(on_welcome):
    light = background(on_welcome)
    with on_welcome.expect_response("**/settings/theme/"):
        on_welcome.click(".theme-choice >> text=Dark")
    dark = background(on_welcome)
    assert dark != light
    assert on_welcome.get_attribute("button[value=dark]", "aria-pressed") == "true"
    on_welcome.reload()
    assert background(on_welcome) == dark
    assert on_welcome.get_attribute("html", "data-theme") == "dark"


@pytest.mark.usefixtures("db")
def test_the_theme_changes_without_scripts_too(browser, live_server, watch):
    context = browser.new_context(java_script_enabled=False)
    page = watch(context.new_page())
    page.goto(live_server.url + "/welcome/")
    page.click(".theme-choice >> text=Dark")
    assert page.url.endswith("/welcome/")
    assert page.get_attribute("html", "data-theme") == "dark"
    context.close()


def test_the_zone_of_the_browser_is_offered_once(browser, live_server, watch, learner):
    context = browser.new_context(timezone_id="Asia/Tokyo")
    page = watch(context.new_page())
    page.goto(live_server.url + "/accounts/login/")
    page.fill("[name=login]", "learner")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button:has-text('Sign in')")
    offer = page.locator("[data-zone-offer]")
    expect(offer).to_contain_text("Asia/Tokyo")
    page.click("text=Use this zone")
    expect(page.locator("#messages")).to_contain_text(
        "Your days now follow the clocks of Asia/Tokyo."
    )
    expect(offer).to_have_count(0)
    learner.refresh_from_db()
    assert learner.time_zone == "Asia/Tokyo"
    context.close()


@pytest.mark.usefixtures("member")
def test_a_browser_in_utc_is_offered_nothing(page, open_path):
    open_path("/")
    assert not page.locator("[data-zone-offer]").is_visible()


@pytest.mark.usefixtures("member")
def test_the_zone_field_takes_over_the_zone_of_the_browser(page, open_path):
    open_path("/settings/")
    button = page.locator("[data-use-zone]")
    assert not button.is_visible()  # UTC it is already
    page.fill("[name=time_zone]", "Europe/Lisbon")
    button.click()
    assert page.input_value("[name=time_zone]") == "UTC"
    assert not button.is_visible()


# --- When a request of htmx fails ---


def send_by_htmx(page, path):
    page.evaluate(
        """path => {
            const main = document.querySelector("main");
            main.innerHTML = `<form hx-post="${path}" hx-swap="none">
                <button name="rating" value="good">Good</button></form>`;
            htmx.process(main);
        }""",
        path,
    )
    page.click("main button")


@pytest.mark.usefixtures("db")
def test_what_was_pressed_offline_can_be_sent_again(on_welcome, context, console_errors):
    sent = []
    on_welcome.on(
        "request",
        lambda request: sent.append(request.post_data) if request.method == "POST" else None,
    )
    context.set_offline(True)
    send_by_htmx(on_welcome, "/welcome/")
    toast = on_welcome.locator("#toasts .toast")
    toast.wait_for()
    assert "Nothing was lost" in toast.inner_text()
    context.set_offline(False)
    on_welcome.route("**/welcome/", lambda route: route.fulfill(status=204))
    console_errors.clear()
    sent.clear()
    with on_welcome.expect_request(lambda request: request.method == "POST"):
        toast.locator("text=Retry").click()
    assert sent == ["rating=good"]
    expect(toast).to_have_count(0)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("status", "words", "button"),
    [
        (403, "no longer signed in", "Reload"),
        (404, "not there any more", "Reload"),
        (429, "Wait a moment", "Retry"),
        (500, "on our side", "Retry"),
    ],
)
def test_a_refused_request_says_what_to_do(on_welcome, console_errors, status, words, button):
    on_welcome.route("**/refused/", lambda route: route.fulfill(status=status))
    send_by_htmx(on_welcome, "/refused/")
    toast = on_welcome.locator("#toasts .toast")
    expect(toast).to_contain_text(words)
    expect(toast.locator("button").first).to_have_text(button)
    assert any(str(status) in error for error in console_errors)
    console_errors.clear()


@pytest.mark.usefixtures("db")
def test_a_swap_moves_the_focus_and_is_read_out(on_welcome):
    on_welcome.evaluate(
        """() => {
            const main = document.querySelector("main");
            htmx.swap(main, '<h1 data-focus data-announce="Next card: what is a tensor?">Next</h1>',
                { swapStyle: "innerHTML" });
        }"""
    )
    expect(on_welcome.locator("h1")).to_be_focused()
    expect(on_welcome.locator("#announcer")).to_have_text("Next card: what is a tensor?")


# --- Passkeys, print ---


def test_a_passkey_is_added_and_signs_in(page, open_path, context, learner, member):
    authenticator = context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    authenticator.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    open_path("/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main button:has-text('Confirm')")
    page.fill("[name=name]", "My phone")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.locator("#messages").wait_for()
    open_path("/accounts/2fa/webauthn/")
    assert "My phone" in page.inner_text("main")
    context.clear_cookies()
    open_path("/accounts/login/?next=/welcome/")
    page.click("#passkey_login")
    page.locator(".account-menu").wait_for()


@pytest.mark.usefixtures("db")
def test_paper_shows_the_content_only(on_welcome):
    on_welcome.emulate_media(media="print")
    assert on_welcome.locator("h1").is_visible()
    for part in (".site-header", ".site-footer", ".button"):
        assert not on_welcome.locator(part).first.is_visible()
