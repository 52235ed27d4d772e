"""Every address of the app, for everybody: who gets in, by which method, and what a page may hold."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from cards import urls
from cards.access import invitation_token, pairing_token, share_token
from cards.models import (
    Blueprint,
    Card,
    CardStatus,
    InterviewShare,
    Invitation,
    Pairing,
    Schedule,
    TeamDeck,
)
from tests.factories import (
    make_blueprint,
    make_card,
    make_deck,
    make_interview,
    make_invitation,
    make_member,
    make_pairing,
    make_personal_card,
    make_plan,
    make_practice,
    make_question,
    make_schedule,
    make_share,
    make_team,
    make_team_interview,
)
from tests.views.markup import inline_code, repeated_ids

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
PEOPLE = ("anonymous", "stranger", "member", "staff")
DRAFT = uuid.UUID(int=1)
PUBLISHED = uuid.UUID(int=2)
ARCHIVED = uuid.UUID(int=3)
NO_CARD = uuid.UUID(int=4)
INVITATION = uuid.UUID(int=5)
TOKEN = invitation_token(Invitation(uid=INVITATION))
RUNNING = uuid.UUID(int=15)
OVER = uuid.UUID(int=16)
ROUND = uuid.UUID(int=17)
SHARE = uuid.UUID(int=18)
SHARED = share_token(InterviewShare(uid=SHARE))
LED = uuid.UUID(int=19)  # by the member of staff
COMING = uuid.UUID(int=20)
OWN = uuid.UUID(int=21)  # a personal card of the member's
SECRET = "Xylophones"
SEAT = pairing_token(Pairing(uid=COMING))

# name: (method, arguments, (status for each of PEOPLE)). A stranger signed up a minute ago; the
# member has met the cards; each row is asked for with nothing but what the address says.
ROWS = {
    "show-home": [("get", (), (200, 200, 200, 200))],
    "show-landing": [("get", (), (200, 200, 200, 200))],
    "show-manifest": [("get", (), (200, 200, 200, 200))],
    # Without the extra: tests/views/test_coding.py has it installed.
    "show-python-worker": [("get", (), (404, 404, 404, 404))],
    "show-robots": [("get", (), (200, 200, 200, 200))],
    "check-health": [("get", (), (200, 200, 200, 200))],
    "study": [("get", (), (302, 200, 200, 200))],
    "study-deck": [
        ("get", ("optimizers",), (302, 200, 200, 200)),
        ("get", ("nowhere",), (302, 404, 404, 404)),
    ],
    "check-answer": [("post", (), (302, 200, 200, 200))],
    "preview-answer": [("post", (), (302, 204, 204, 204))],
    "make-appeal": [("post", (), (302, 404, 404, 404))],
    "rate-card": [("post", (), (302, 200, 200, 200))],
    "undo-rating": [("post", (), (302, 200, 200, 200))],
    "learn-more": [("post", (), (302, 302, 302, 302))],
    "list-decks": [("get", (), (302, 200, 200, 200))],
    "choose-learned-decks": [("post", (), (302, 302, 302, 302))],
    "show-deck": [
        ("get", ("optimizers",), (302, 200, 200, 200)),
        ("get", ("nowhere",), (302, 404, 404, 404)),
    ],
    "show-card": [
        ("get", (PUBLISHED,), (302, 200, 200, 200)),
        ("get", (DRAFT,), (302, 404, 404, 200)),
        ("get", (ARCHIVED,), (302, 404, 200, 200)),
        ("get", (NO_CARD,), (302, 404, 404, 404)),
        ("get", (OWN,), (302, 404, 200, 404)),
    ],
    "search-cards": [("get", (), (302, 200, 200, 200))],
    "list-personal-cards": [("get", (), (302, 200, 200, 200))],
    "write-personal-card": [
        ("get", (), (302, 200, 200, 200)),
        ("post", (), (302, 422, 422, 422)),
    ],
    "edit-personal-card": [
        ("get", (OWN,), (302, 404, 200, 404)),
        ("post", (OWN,), (302, 404, 422, 404)),
        ("get", (PUBLISHED,), (302, 404, 404, 404)),
    ],
    "remove-personal-card": [("post", (OWN,), (302, 404, 302, 404))],
    "take-back-personal-card": [("post", (OWN,), (302, 404, 302, 404))],
    "list-changed-cards": [("get", (), (302, 200, 200, 200))],
    "answer-changed-cards": [("post", (), (302, 302, 302, 302))],
    "undo-changed-card": [("post", (1,), (302, 404, 404, 404))],
    "set-aside": [
        ("post", (PUBLISHED,), (302, 302, 302, 302)),
        ("post", (DRAFT,), (302, 404, 404, 302)),
        ("post", (OWN,), (302, 404, 302, 404)),
        ("post", (ARCHIVED,), (302, 404, 302, 302)),
    ],
    "try-cards": [("get", (), (200, 200, 200, 200)), ("post", (), (200, 200, 200, 200))],
    "try-card": [("get", (1,), (200, 200, 200, 200)), ("get", (9,), (404, 404, 404, 404))],
    "list-interviews": [("get", (), (302, 200, 200, 200))],
    "build-interview": [("get", (), (302, 200, 200, 200)), ("post", (), (302, 422, 422, 422))],
    "show-blueprint": [
        ("get", ("screen",), (302, 200, 200, 200)),
        ("get", ("draft",), (302, 404, 404, 200)),
        ("get", ("nowhere",), (302, 404, 404, 404)),
    ],
    "start-interview": [
        ("post", ("screen",), (302, 422, 302, 422)),
        ("post", ("draft",), (302, 404, 404, 422)),
    ],
    "show-interview": [("get", (OVER,), (302, 404, 200, 404))],
    "show-room": [
        ("get", (RUNNING,), (302, 404, 200, 404)),
        ("get", (OVER,), (302, 404, 302, 404)),
    ],
    "save-interview-answer": [("post", (RUNNING, 1), (302, 404, 422, 404))],
    "end-interview": [
        ("get", (RUNNING,), (302, 404, 200, 404)),
        ("post", (OVER,), (302, 404, 302, 404)),
    ],
    "show-report": [
        ("get", (OVER,), (302, 404, 200, 404)),
        ("get", (RUNNING,), (302, 404, 302, 404)),
    ],
    "show-transcript": [("get", (OVER,), (302, 404, 200, 404))],
    "compare-interviews": [("get", (OVER,), (302, 404, 200, 404))],
    "show-trends": [("get", (), (302, 200, 200, 200))],
    "show-interview-cards": [("get", (OVER,), (302, 404, 200, 404))],
    "take-interview-cards": [("post", (OVER,), (302, 404, 422, 404))],
    "put-back-interview-card": [("post", (OVER, 1), (302, 404, 404, 404))],
    "share-interview": [
        ("get", (OVER,), (302, 404, 200, 404)),
        ("post", (OVER,), (302, 404, 422, 404)),
    ],
    "revoke-share": [
        ("post", (OVER, 1), (302, 404, 302, 404)),
        ("post", (OVER, 9), (302, 404, 404, 404)),
    ],
    "show-shared-interview": [
        ("get", (SHARED,), (200, 200, 200, 200)),
        ("get", ("made-up",), (404, 404, 404, 404)),
        ("get", (TOKEN,), (404, 404, 404, 404)),
    ],
    "delete-interview": [
        ("get", (OVER,), (302, 404, 200, 404)),
        ("post", (OVER,), (302, 404, 302, 404)),
        ("post", (RUNNING,), (302, 404, 302, 404)),
    ],
    "show-debrief": [("get", (OVER, 1), (302, 404, 200, 404))],
    "predict-band": [("post", (OVER, 1), (302, 404, 422, 404))],
    "answer-follow-up": [("post", (OVER, 1), (302, 404, 422, 404))],
    "score-answer": [("post", (OVER, 1), (302, 404, 422, 404))],
    "show-plan": [("get", (), (302, 200, 200, 200))],
    "edit-plan": [("get", (), (302, 200, 200, 200)), ("post", (), (302, 422, 422, 422))],
    "archive-plan": [("post", (), (302, 404, 302, 404))],
    "choose-practice": [("get", (), (302, 200, 200, 200)), ("post", (), (302, 422, 422, 422))],
    "show-practice": [("get", (ROUND,), (302, 404, 200, 404))],
    "check-practice-answer": [
        ("post", (ROUND, 1), (302, 404, 302, 404)),
        ("post", (ROUND, 99), (302, 404, 404, 404)),
    ],
    "preview-practice-answer": [("post", (ROUND, 1), (302, 404, 200, 404))],
    "rate-practice": [("post", (ROUND, 1), (302, 404, 302, 404))],
    "end-practice": [("post", (ROUND,), (302, 404, 302, 404))],
    "practise-missed": [("post", (ROUND,), (302, 404, 302, 404))],
    "make-pairing": [("post", (), (302, 302, 302, 302))],
    "invite-interviewer": [("post", (RUNNING,), (302, 404, 302, 404))],
    "join-pairing": [
        ("get", (SEAT,), (200, 200, 302, 200)),
        ("post", (SEAT,), (200, 302, 302, 410)),
        ("get", ("made-up",), (404, 404, 404, 404)),
    ],
    "show-pairing": [
        ("get", (LED,), (302, 404, 302, 302)),
        ("get", (COMING,), (302, 404, 200, 404)),
    ],
    "begin-pairing": [("post", (COMING,), (302, 404, 422, 404))],
    "leave-pairing": [("post", (LED,), (302, 404, 302, 302))],
    "submit-pair-form": [("post", (LED,), (302, 404, 302, 302))],
    "swap-roles": [("post", (LED,), (302, 404, 302, 302))],
    "show-script": [("get", (LED,), (302, 404, 404, 200))],
    "save-script": [
        ("post", (LED, 1), (302, 404, 404, 422)),
        ("post", (LED, 9), (302, 404, 404, 404)),
    ],
    "show-typed": [("get", (LED, 1), (302, 404, 404, 200))],
    "follow-pairing": [("get", (LED, 1), (302, 404, 200, 404))],
    "show-progress": [("get", (), (302, 200, 200, 200))],
    "list-leeches": [("get", (), (302, 200, 200, 200))],
    "practise-leeches": [("post", (), (302, 302, 302, 302))],
    "list-teams": [("get", (), (302, 200, 200, 200))],
    "create-team": [("get", (), (302, 200, 200, 200)), ("post", (), (302, 200, 200, 200))],
    "join-team": [
        ("get", (TOKEN,), (200, 200, 302, 302)),
        ("post", (TOKEN,), (200, 200, 302, 302)),
        ("get", ("made-up",), (404, 404, 404, 404)),
    ],
    "show-team": [
        ("get", ("circle",), (302, 404, 200, 200)),
        ("get", ("nowhere",), (302, 404, 404, 404)),
    ],
    "list-weeks": [("get", ("circle",), (302, 404, 200, 200))],
    "show-week": [
        ("get", ("circle", "2026-06-08"), (302, 404, 200, 200)),
        ("get", ("circle", "2026-06-09"), (302, 404, 404, 404)),
        ("get", ("circle", "9999-12-27"), (302, 404, 404, 404)),
        ("get", ("circle", "soon"), (302, 404, 404, 404)),
    ],
    "show-season": [
        ("get", ("circle", 2026, 2), (302, 404, 200, 200)),
        ("get", ("circle", 2026, 9), (302, 404, 404, 404)),
        ("get", ("circle", 99999999, 1), (302, 404, 404, 404)),
    ],
    "show-own-score": [("get", ("circle",), (302, 404, 200, 200))],
    "show-own-score-of-week": [
        ("get", ("circle", "2026-06-08"), (302, 404, 200, 200)),
        ("get", ("circle", "0000-00-00"), (302, 404, 404, 404)),
    ],
    "edit-membership": [
        ("get", ("circle",), (302, 404, 200, 200)),
        ("post", ("circle",), (302, 404, 200, 200)),
    ],
    "edit-team": [("post", ("circle",), (302, 404, 403, 422))],
    "hand-over-team": [("post", ("circle",), (302, 404, 403, 302))],
    "leave-team": [("post", ("circle",), (302, 404, 302, 302))],
    "delete-team": [
        ("get", ("circle",), (302, 404, 403, 200)),
        ("post", ("circle",), (302, 404, 403, 200)),
    ],
    "list-team-decks": [("get", ("circle",), (302, 404, 200, 200))],
    "assign-deck": [("post", ("circle",), (302, 404, 403, 200))],
    "show-team-deck": [
        ("get", ("circle", 1), (302, 404, 403, 200)),
        ("get", ("circle", 2), (302, 404, 403, 404)),
    ],
    "withdraw-deck": [
        ("post", ("circle", 1), (302, 404, 403, 302)),
        ("post", ("circle", 2), (302, 404, 403, 404)),
    ],
    "take-up-deck": [
        ("post", ("circle", 1), (302, 404, 302, 302)),
        ("post", ("circle", 2), (302, 404, 404, 404)),
    ],
    "list-team-interviews": [("get", ("circle",), (302, 404, 200, 200))],
    "assign-interview": [("post", ("circle",), (302, 404, 403, 422))],
    "withdraw-interview": [
        ("post", ("circle", 1), (302, 404, 403, 302)),
        ("post", ("circle", 9), (302, 404, 403, 404)),
    ],
    "show-challenge": [("get", ("circle",), (302, 404, 200, 200))],
    "answer-challenge": [("post", ("circle",), (302, 404, 302, 302))],
    "preview-challenge": [("post", ("circle",), (302, 404, 204, 204))],
    "list-members": [("get", ("circle",), (302, 404, 200, 200))],
    "show-member": [
        ("get", ("circle", 1), (302, 404, 403, 200)),
        ("get", ("circle", 3), (302, 404, 403, 404)),
    ],
    "change-role": [
        ("post", ("circle", 1), (302, 404, 403, 302)),
        ("post", ("circle", 3), (302, 404, 403, 404)),
    ],
    "remove-member": [
        ("post", ("circle", 1), (302, 404, 403, 302)),
        ("post", ("circle", 3), (302, 404, 403, 404)),
    ],
    "make-invitation": [("post", ("circle",), (302, 404, 403, 422))],
    "revoke-invitation": [
        ("post", ("circle", 1), (302, 404, 403, 302)),
        ("post", ("circle", 9), (302, 404, 403, 404)),
    ],
    "edit-settings": [("get", (), (302, 200, 200, 200)), ("post", (), (302, 200, 200, 200))],
    "choose-theme": [("post", (), (400, 400, 400, 400))],
    "choose-time-zone": [("post", (), (302, 302, 302, 302))],
    "download-personal-data": [("get", (), (302, 200, 200, 200))],
    "delete-account": [("get", (), (302, 302, 302, 302))],
}
CASES = [
    pytest.param(name, method, arguments, statuses, id=f"{method} {name} {number}")
    for name, rows in ROWS.items()
    for number, (method, arguments, statuses) in enumerate(rows)
]
PAGES = [
    (name, arguments)
    for name, rows in ROWS.items()
    for method, arguments, statuses in rows
    if method == "get" and statuses[-1] == 200
]


def names_of(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        else:
            yield from names_of(pattern.url_patterns)


@pytest.fixture
def library(db):
    deck = make_deck("Optimizers")
    make_card("Published?", deck=deck, uid=PUBLISHED)
    make_card("Draft?", deck=deck, uid=DRAFT, status=CardStatus.DRAFT)
    make_card("Archived?", deck=deck, uid=ARCHIVED, status=CardStatus.ARCHIVED)
    assert deck.slug == "optimizers"
    return deck


@pytest.fixture
def circle(library, learner, author):
    """A team of the member and the member of staff, and somebody in another team."""
    team = make_team("Circle", pk=1, slug="circle", has_challenge=True)
    make_member(team, learner, pk=1)
    make_member(team, author, pk=2, role="owner")
    other = make_team("Other", pk=2)  # a number drawn may be the one that the circle has
    make_member(other, pk=3)
    for pk, owner in ((1, team), (2, other)):
        TeamDeck.objects.create(pk=pk, team=owner, deck=library, created_at=timezone.now())
    make_invitation(team, pk=1, uid=INVITATION, expires_at=timezone.now() + dt.timedelta(days=1))
    return team


@pytest.fixture
def people(client, library, circle, learner, stranger, author, settings, tmp_path):
    """A browser for each sort of person; the member of staff owns the member's team."""
    own = make_personal_card(learner, SECRET, deck=library, uid=OWN, answer=SECRET)
    Schedule.objects.filter(card=own).update(
        introduced_on=dt.date(2026, 1, 1), due=dt.date(2026, 1, 2), is_leech=True, lapses=9
    )
    settings.PYTHON_IN_BROWSER_DIR = tmp_path
    for card in Card.objects.exclude(status=CardStatus.DRAFT):
        make_schedule(learner, card)
    started = timezone.now() - dt.timedelta(minutes=1)
    for uid, ended_at in ((OVER, started), (RUNNING, None)):
        card = make_question(deck=library, status=CardStatus.ARCHIVED)
        interview = make_interview(learner, card, now=started, uid=uid, ended_at=ended_at)
        if uid == OVER:
            make_share(interview, pk=1, uid=SHARE)
    make_plan(learner, library)
    make_practice(learner, Card.objects.get(uid=PUBLISHED), uid=ROUND)
    make_pairing(interview, author, uid=LED, now=started)
    make_pairing(candidate=learner, uid=COMING, now=started)
    for slug in ("screen", "draft"):
        make_blueprint(slug=slug, is_published=slug == "screen")
    make_team_interview(circle, Blueprint.objects.get(slug="screen"), pk=1)
    browsers = {"anonymous": client}
    for person, user in {"stranger": stranger, "member": learner, "staff": author}.items():
        browsers[person] = type(client)()
        browsers[person].force_login(user)
    return browsers


def test_every_address_is_listed_here():
    assert set(names_of(urls.urlpatterns)) == set(ROWS)


def test_no_name_is_given_twice():
    names = list(names_of(urls.urlpatterns))
    assert len(names) == len(set(names))
    assert set(names) <= {name for name in get_resolver().reverse_dict if isinstance(name, str)}


@pytest.mark.parametrize(("name", "method", "arguments", "statuses"), CASES)
def test_who_may_open_what(people, name, method, arguments, statuses):
    address = reverse(name, args=arguments)
    responses = {person: getattr(people[person], method)(address) for person in PEOPLE}
    found = {person: response.status_code for person, response in responses.items()}
    assert found == dict(zip(PEOPLE, statuses, strict=True))
    if found["anonymous"] == 302:
        assert responses["anonymous"]["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(ROWS))
def test_another_method_than_the_address_takes_is_refused(people, name):
    methods = {method for method, _, _ in ROWS[name]}
    address = reverse(name, args=ROWS[name][0][1])
    if name in {"delete-account", "try-card"}:  # forms, listed above by what they show
        methods.add("post")
    for method in {"get", "post", "put", "patch", "delete"} - methods:
        assert getattr(people["member"], method)(address).status_code == 405, method


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_every_page_is_fit_for_our_content_security_policy(people, name, arguments):
    response = people["staff"].get(reverse(name, args=arguments))
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    if response["Content-Type"].startswith("text/html"):
        page = response.content.decode()
        assert inline_code(page) == []
        assert repeated_ids(page) == []


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_no_page_shows_a_personal_card_to_anybody_else(people, name, arguments):
    for person in ("staff", "stranger"):
        response = people[person].get(reverse(name, args=arguments))
        content = response.getvalue() if response.streaming else response.content
        assert SECRET not in content.decode()


@pytest.mark.parametrize(
    ("name", "method"),
    [("study", "get"), ("check-answer", "post"), ("rate-card", "post"), ("undo-rating", "post")],
)
def test_htmx_gets_the_step_alone_and_caches_are_told(people, name, method):
    send = getattr(people["member"], method)
    page, fragment = send(reverse(name)), send(reverse(name), headers=HTMX)
    assert b"<!DOCTYPE html>" in page.content
    assert fragment.content.strip().startswith(b'<div id="study-step"')
    assert b"<html" not in fragment.content
    for response in (page, fragment):
        assert "HX-Request" in response["Vary"]
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "headers", [HTMX | {"HX-Boosted": "true"}, HTMX | {"HX-History-Restore-Request": "true"}]
)
def test_a_boosted_link_and_a_restored_page_are_whole_pages(people, headers):
    response = people["member"].get(reverse("study"), headers=headers)
    assert b"<!DOCTYPE html>" in response.content


@pytest.mark.parametrize("name", ["rate-card", "check-answer", "set-aside", "choose-learned-decks"])
def test_a_form_without_its_token_is_refused(learner, library, name):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    arguments = (PUBLISHED,) if name == "set-aside" else ()
    assert browser.post(reverse(name, args=arguments)).status_code == 403
