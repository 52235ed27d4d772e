import json
import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as site_settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import server_error

from cards.templatetags.site import ICONS, icon
from tests import factories
from tests.views.markup import inline_code, repeated_ids

PASSWORD = "correct horse battery"
MIDDLEWARE = "cards.views.middleware.log_in_redirects_reload_the_page"

VISITOR_PAGES = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/inactive/",
    "/welcome/",
    "/there/is/nothing/",
]
MEMBER_PAGES = [
    "/settings/",
    "/settings/delete-account/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
    "/welcome/",
    "/there/is/nothing/",
]


@pytest.fixture(autouse=True)
def no_attempts_counted_yet():
    """Rate limits count in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def member(client, learner):
    """Signed in by the front door, so that dangerous pages open as well."""
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": "learner", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def assert_clean(response):
    html = response.content.decode()
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert inline_code(html) == []
    assert repeated_ids(html) == []
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    return html


@pytest.mark.parametrize(
    "path", [page for page in VISITOR_PAGES + MEMBER_PAGES if "accounts" in page]
)
def test_headings_labels_and_buttons_are_written_as_on_our_own_pages(client, member, path):
    """`Sign in`, not `Sign In`: the library's words in the case of ours."""
    if path in VISITOR_PAGES:
        client.logout()
    html = client.get(path).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    main = re.sub(r"<span class=\"badge.*?</span>", "", main, flags=re.DOTALL)  # no part of a label
    found = re.findall(r"<(?:h1|h2|label|legend|button|summary)[^>]*>(.*?)</", main, re.DOTALL)
    title = re.search(r"<title>(.*?) ·", html, re.DOTALL)[1]
    words = [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in [title, *found]]
    assert len(words) > 1
    assert [text for text in words if text[:1].islower() and "@" not in text] == []
    assert [text for text in words if re.search(r" [A-Z][a-z]+\b", text)] == []


@pytest.mark.parametrize("path", VISITOR_PAGES)
def test_a_page_for_visitors_obeys_the_content_policy(client, db, path):
    html = assert_clean(client.get(path))
    assert 'href="/accounts/login/"' in html
    assert "account-menu" not in html


@pytest.mark.parametrize("path", MEMBER_PAGES)
def test_a_page_for_members_obeys_the_content_policy(member, path):
    response = member.get(path)
    assert response.status_code == (404 if "nothing" in path else 200)
    html = assert_clean(response)
    assert "Account menu of learner" in html


def test_the_finder_of_inline_code_finds_it():
    bad = '<p style="a" onclick="b"><script>c</script><style>d</style><a href="javascript:e">'
    assert len(inline_code(bad)) == 5
    assert inline_code('<script src="a.js"></script><script type="application/json">{}') == []


def test_the_debug_script_of_htmx_is_never_sent(client, db, settings):
    settings.DEBUG = True
    html = client.get("/welcome/").content.decode()
    assert "htmx-2.min.js" in html
    assert "django-htmx.js" not in html


def test_the_htmx_settings_are_json_and_forbid_evaluation(client, db):
    html = client.get("/welcome/").content.decode()
    found = re.search(r"<meta name=\"htmx-config\" content='([^']*)'>", html)
    config = json.loads(found.group(1))
    assert config["allowEval"] is False
    assert config["allowScriptTags"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0


def test_every_static_file_that_the_frame_names_exists(client, db):
    from django.contrib.staticfiles import finders

    html = client.get("/welcome/").content.decode()
    names = re.findall(r'(?:href|src)="/static/([^"]+)"', html)
    assert len(names) > 12
    assert [name for name in names if finders.find(name) is None] == []


# --- Signing up, in and out ---


def test_somebody_signs_up_and_lands_on_the_home_page(client, db):
    response = client.post(
        reverse("account_signup"),
        {"email": "lin@example.com", "username": "lin", "password1": PASSWORD,
         "password2": PASSWORD},
    )  # fmt: skip
    assert response["Location"] == "/"
    assert "Account menu of lin" in client.get("/welcome/").content.decode()


def test_errors_stand_at_their_fields(client, db):
    response = client.post(
        reverse("account_signup"),
        {"email": "no address", "username": "admin", "password1": "1234", "password2": "x"},
    )
    html = response.content.decode()
    for name in ("email", "username", "password1"):
        assert f'id="id_{name}_error"' in html
        assert re.search(rf'<input[^>]*aria-describedby="[^"]*id_{name}_error', html)


@pytest.mark.parametrize("login", ["learner", "learner@example.com", "LEARNER@example.com"])
def test_one_signs_in_by_name_or_by_address(client, learner, login):
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": login, "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_a_wrong_password_says_nothing_about_who_exists(client, learner):
    answers = [
        re.search(
            r'class="form__errors".*?</div>',
            client.post(
                reverse("account_login"), {"login": login, "password": "wrong"}
            ).content.decode(),
            re.DOTALL,
        ).group()
        for login in ("learner", "nobody")
    ]
    assert answers[0] == answers[1]


def test_signing_out_takes_a_post(member):
    member.get(reverse("account_logout"))
    assert "_auth_user_id" in member.session
    member.post(reverse("account_logout"))
    assert "_auth_user_id" not in member.session


def test_a_code_by_mail_signs_in(client, learner, mailoutbox):
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    client.post(reverse("account_request_login_code"), {"email": learner.email})
    body = mailoutbox[0].body
    assert "Gradient" in body
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", body, re.MULTILINE).group(1)
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" in client.session


def test_a_code_by_mail_resets_the_password(client, learner, mailoutbox):
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    client.post(reverse("account_reset_password"), {"email": learner.email})
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mailoutbox[0].body, re.MULTILINE).group(1)
    new = "battery staple horse"
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    learner.refresh_from_db()
    assert learner.check_password(new)


def test_an_unknown_address_is_told_by_mail_and_not_on_the_page(client, learner, mailoutbox):
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    pages = {
        client.post(reverse("account_reset_password"), {"email": email})["Location"]
        for email in (learner.email, "nobody@example.com")
    }
    assert len(pages) == 1
    assert len(mailoutbox) == 2


def test_guessing_passwords_is_slowed_down_on_a_page_of_ours(client, learner):
    answers = [
        client.post(reverse("account_login"), {"login": "learner", "password": f"guess {number}"})
        for number in range(31)
    ]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "Too many attempts" in assert_clean(answers[-1])


# --- htmx ---


@pytest.fixture
def with_middleware(settings):
    if MIDDLEWARE not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, MIDDLEWARE]


@pytest.mark.usefixtures("with_middleware", "db")
def test_htmx_is_sent_to_the_sign_in_page_as_a_whole_page():
    client = Client(
        headers={
            "HX-Request": "true",
            "HX-Current-URL": "http://testserver/decks/calculus/?page=2",
        }
    )
    response = client.get(reverse("edit-settings"))
    assert response.status_code == 200
    assert response.content == b""
    assert response["HX-Redirect"] == "/accounts/login/?next=%2Fdecks%2Fcalculus%2F%3Fpage%3D2"
    assert "no-store" in response["Cache-Control"]
    assert "HX-Request" in response["Vary"]


@pytest.mark.usefixtures("with_middleware", "db")
@pytest.mark.parametrize("elsewhere", ["https://evil.example/page", "", "http://["])
def test_htmx_never_comes_back_to_another_site(elsewhere):
    client = Client(headers={"HX-Request": "true", "HX-Current-URL": elsewhere})
    response = client.get(reverse("edit-settings"))
    assert response["HX-Redirect"] == "/accounts/login/?next=%2F"


@pytest.mark.usefixtures("with_middleware")
def test_other_redirects_and_plain_requests_stay_as_they_are(client, learner):
    assert client.get(reverse("edit-settings")).status_code == 302
    client.force_login(learner)
    response = client.post(
        reverse("choose-theme"), {"theme": "dark"}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 302


# --- Pages without an account ---


def test_the_landing_page_counts_what_is_published(client, db):
    factories.make_number_card()
    factories.make_card()
    factories.make_card(kind="interview", interview_kind="conceptual")
    factories.make_card(status="draft")
    numbers = client.get(reverse("show-landing")).context["numbers"]
    assert (numbers.decks, numbers.cards) == (1, 3)
    assert (numbers.exercises, numbers.interview_questions) == (1, 1)


def test_the_landing_page_invites_visitors_only(client, learner):
    assert b"Make an account" in client.get(reverse("show-landing")).content
    client.force_login(learner)
    html = client.get(reverse("show-landing")).content.decode()
    assert "Make an account" not in html
    assert f'href="{reverse("study")}">Study now' in html


def test_the_landing_page_tells_of_interviews_and_teams(client, db):
    html = client.get(reverse("show-landing")).content.decode()
    assert "<h2>Mock interviews</h2>" in html
    assert "<h2>Learn as a team</h2>" in html


def test_every_page_names_a_touch_icon_that_exists(client, db):
    from django.contrib.staticfiles import finders

    html = client.get(reverse("show-landing")).content.decode()
    name = html.split('rel="apple-touch-icon" href="/static/')[1].split('"')[0]
    assert finders.find(name)


def test_the_landing_page_does_not_boast_of_nothing(client, db):
    assert b"In the library" not in client.get(reverse("show-landing")).content


def test_the_manifest_names_icons_that_exist(client, db):
    from django.contrib.staticfiles import finders

    response = client.get(reverse("show-manifest"))
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert manifest["name"] == site_settings.SITE_NAME
    assert {entry["purpose"] for entry in manifest["icons"]} == {"any", "maskable"}
    for entry in manifest["icons"]:
        assert finders.find(entry["src"].removeprefix("/static/"))


def test_robots_stay_out_of_accounts(client, db):
    lines = client.get(reverse("show-robots")).content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /accounts/" in lines


def test_the_health_check_says_ok(client, db):
    response = client.get(reverse("check-health"))
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_the_health_check_fails_without_a_database(client, db, caplog):
    def no_answer(execute, sql, params, many, context):
        raise DatabaseError("no answer")

    with connection.execute_wrapper(no_answer):
        assert client.get(reverse("check-health")).status_code == 503
    assert "cannot reach the database" in caplog.text


@pytest.mark.parametrize("name", ["show-landing", "show-manifest", "show-robots", "check-health"])
def test_open_pages_only_answer_reading(client, db, name):
    assert client.post(reverse(name)).status_code == 405
    assert client.head(reverse(name)).status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "http://[", "\0"])
def test_signing_in_never_leads_to_another_site(client, learner, elsewhere):
    assert client.get(reverse("account_login"), {"next": elsewhere}).status_code == 200
    fields = {"login": learner.username, "password": PASSWORD, "next": elsewhere}
    response = client.post(reverse("account_login"), fields)
    assert (response.status_code, response["Location"]) == (302, "/")


# --- Errors ---


def test_a_form_in_another_encoding_than_utf_8_is_refused_on_a_page_of_ours(db):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.get(reverse("account_login"))  # without the cookie, nobody would look into the form
    response = browser.post(
        reverse("try-cards"),
        "a=1",
        content_type="application/x-www-form-urlencoded; charset=utf-16",
    )
    assert response.status_code == 400
    assert "This request cannot be read" in response.content.decode()
    assert inline_code(response.content.decode()) == []


def test_the_page_of_a_broken_server_needs_no_database_and_no_request_context():
    # Without the db fixture, any query would fail this test.
    response = server_error(RequestFactory().get("/"))
    html = response.content.decode()
    assert response.status_code == 500
    assert "Something broke on our side" in html
    assert inline_code(html) == []


def test_the_page_of_a_broken_server_comes_up_without_collected_static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
        render_to_string("404.html", {"theme": "auto"})
    html = server_error(RequestFactory().get("/")).content.decode()
    assert 'href="/static/css/tokens.css"' in html


def test_a_form_without_a_token_is_explained(db):
    response = Client(enforce_csrf_checks=True).post(reverse("choose-theme"), {"theme": "dark"})
    assert response.status_code == 403
    assert "open for too long" in assert_clean(response)


def test_the_page_for_the_wrong_role_has_our_frame(client, learner):
    request = RequestFactory().get("/")
    request.user = learner
    html = render_to_string("403.html", request=request)
    assert "This page is not for you" in html
    assert "Account menu of learner" in html


# --- Tags ---


@pytest.mark.parametrize("name", sorted(ICONS))
def test_an_icon_is_decoration_unless_it_has_a_name(name):
    assert 'aria-hidden="true"' in icon(name)
    named = icon(name, 'a "name"')
    assert 'aria-label="a &quot;name&quot;"' in named
    assert "aria-hidden" not in named


def test_every_icon_that_a_template_asks_for_exists():
    asked = {
        name
        for path in Path(site_settings.BASE_DIR, "templates").rglob("*.html")
        for name in re.findall(r'\{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert asked - set(ICONS) == set()
