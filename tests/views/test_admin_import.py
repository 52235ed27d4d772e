import datetime as dt
import io
import re

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cards.actions.import_plans import tell_nobody
from cards.actions.import_work import (
    LARGE_BYTES,
    LARGE_DRAFTS,
    SupersededError,
    claim_run,
    hand_over,
    work_on,
)
from cards.admin.differences import MOST_WORDS, compare
from cards.admin.planned import shown_plan
from cards.forms.document_import import LARGEST_UPLOAD_BYTES, MOST_FILES
from cards.models import (
    Card,
    CardStatus,
    Document,
    ImportedChange,
    ImportRun,
    ImportStatus,
    Schedule,
)
from cards.models.imports import STALE_AFTER
from tests import factories
from tests.anki_packages import BASIC, note, package
from tests.views.markup import inline_code, repeated_ids

DECK = """\
# Activation functions

Q: Which activation clips at zero?
A: ReLU

Q: Which one is zero-centred?
A: Tanh
"""
URL = "/admin/cards/document/import/"


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def author_client(client, author):
    client.force_login(author)
    return client


def upload(client, text=DECK, name="activations.md", **fields):
    content = text.encode() if isinstance(text, str) else text
    return client.post(URL, {"uploads": [SimpleUploadedFile(name, content)], **fields}, follow=True)


def confirm(client, response, choices=(), **options):
    run = response.context["run"]
    address = reverse("admin:cards_importrun_confirm", args=[run.pk])
    return client.post(address, {"digest": run.digest, **dict(choices)}, **options)


def errors_of(response):
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def changes_of(response):
    return [
        (change["change"], change["prompt"])
        for document in response.context["documents"]
        for change in document["changes"]
    ]


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


# --- Dry run and confirmation ---


def test_the_dry_run_shows_every_card_and_changes_nothing(author_client):
    response = upload(author_client)
    assert response.status_code == 200
    assert changes_of(response) == [
        ("new", "Which activation clips at zero?"),
        ("new", "Which one is zero-centred?"),
    ]
    assert not Card.objects.exists()
    assert not Document.objects.exists()
    html = response.content.decode()
    assert inline_code(html) == []
    assert repeated_ids(html) == []


def test_what_was_shown_is_imported_on_confirmation(author_client, author):
    response = confirm(author_client, upload(author_client), follow=True)
    assert messages_of(response) == ["Imported. Cards: 2 new."]
    assert set(Card.objects.values_list("answer", "status")) == {
        ("ReLU", "draft"), ("Tanh", "draft"),
    }  # fmt: skip
    assert Document.objects.get().imported_by == author


def test_new_cards_are_published_when_the_author_says_so(author_client):
    confirm(author_client, upload(author_client, publishes="on"))
    assert set(Card.objects.values_list("status", flat=True)) == {CardStatus.PUBLISHED}


def test_a_pasted_text_is_imported_under_its_name(author_client):
    response = author_client.post(
        URL, {"text": DECK.replace("\n", "\r\n"), "name": "notes/a.md"}, follow=True
    )
    confirm(author_client, response)
    assert Document.objects.get().name == "notes/a.md"
    assert Card.objects.count() == 2


def test_an_edit_is_shown_word_by_word_with_its_learners(author_client, learner):
    confirm(author_client, upload(author_client))
    card = Card.objects.get(answer="ReLU")
    factories.make_schedule(learner, card)
    response = upload(author_client, DECK.replace("A: ReLU", "A: ReLU and its kin"))
    (change,) = response.context["documents"][0]["changes"]
    assert (change["change"], change["learners"]) == ("edited", 1)
    assert [(one.label, one.after) for one in change["differences"]] == [
        ("Answer", "ReLU<ins> and its kin</ins>")
    ]
    confirm(author_client, response)
    card.refresh_from_db()
    assert (card.answer, card.version) == ("ReLU and its kin", 2)


def test_a_card_the_file_lost_is_archived_after_confirmation(author_client):
    confirm(author_client, upload(author_client))
    response = upload(author_client, DECK.split("Q: Which one")[0])
    assert changes_of(response) == [("archived", "Which one is zero-centred?")]
    confirm(author_client, response)
    assert Card.objects.get(answer="Tanh").status == CardStatus.ARCHIVED


def test_the_same_file_again_leaves_nothing_to_confirm(author_client):
    confirm(author_client, upload(author_client))
    response = upload(author_client)
    assert changes_of(response) == []
    assert "There is nothing to import" in response.content.decode()


def test_cards_that_changed_after_the_dry_run_are_planned_again(author_client):
    confirm(author_client, upload(author_client))
    response = upload(author_client, DECK.replace("A: ReLU", "A: ReLU and its kin"))
    card = Card.objects.get(answer="ReLU")
    Card.objects.filter(pk=card.pk).update(status=CardStatus.ARCHIVED, left_document=True)
    again = confirm(author_client, response)
    assert again.status_code == 409
    assert "the cards changed after the dry run" in messages_of(again)[0]
    assert Card.objects.get(pk=card.pk).answer == "ReLU"
    assert changes_of(again)[0][0] == "revived"
    confirm(author_client, again)
    assert Card.objects.get(pk=card.pk).answer == "ReLU and its kin"


def test_a_dry_run_is_confirmed_once(author_client):
    response = upload(author_client)
    confirm(author_client, response)
    again = confirm(author_client, response, follow=True)
    assert "confirmed already" in messages_of(again)[-1]
    assert Card.objects.count() == 2
    assert ImportRun.objects.get().changes.count() == 2


def test_a_digest_of_another_plan_imports_nothing(author_client):
    run = upload(author_client).context["run"]
    address = reverse("admin:cards_importrun_confirm", args=[run.pk])
    assert author_client.post(address, {"digest": "0" * 64}).status_code == 409
    assert not Card.objects.exists()


def test_nobody_confirms_what_somebody_else_looked_at(author_client):
    response = upload(author_client)
    author_client.force_login(factories.make_user("bo", is_staff=True, is_superuser=True))
    assert confirm(author_client, response).status_code == 404
    assert not Card.objects.exists()


def test_a_dry_run_that_nobody_confirmed_goes_after_a_day(author_client):
    old = upload(author_client).context["run"]
    ImportRun.objects.update(created_at=timezone.now() - dt.timedelta(days=2))
    upload(author_client)
    assert not ImportRun.objects.filter(pk=old.pk).exists()


def test_the_author_says_whether_a_probable_edit_is_a_new_card(author_client):
    confirm(author_client, upload(author_client, publishes="on"))
    card = Card.objects.get(answer="Tanh")
    edited = DECK.replace("Which one is zero-centred?", "Which one of them is zero-centred?")
    response = upload(author_client, edited, publishes="on")
    (change,) = response.context["documents"][0]["changes"]
    assert change["asks"]
    assert f'name="edit-{card.pk}" value="same" checked' in response.content.decode()
    confirm(author_client, response, choices={f"edit-{card.pk}": "new"})
    card.refresh_from_db()
    assert (card.status, card.version) == (CardStatus.ARCHIVED, 1)
    assert Card.objects.get(prompt="Which one of them is zero-centred?").pk != card.pk


def test_a_choice_about_any_other_card_is_ignored(author_client):
    confirm(author_client, upload(author_client, publishes="on"))
    card = Card.objects.get(answer="ReLU")
    response = upload(author_client, DECK.replace("A: ReLU", "A: ReLU and its kin"))
    confirm(author_client, response, choices={f"edit-{card.pk}": "new"})
    card.refresh_from_db()
    assert (card.status, card.answer) == (CardStatus.PUBLISHED, "ReLU and its kin")


# --- Large uploads ---


def many_cards(number):
    return "".join(f"Q: Question {n}?\nA: Answer {n}.\n\n" for n in range(number))


def work(run):
    call_command("run_import", str(run.pk), stdout=io.StringIO())
    run.refresh_from_db()
    return run


def page_of(client, run, **headers):
    return client.get(reverse("admin:cards_importrun_change", args=[run.pk]), headers=headers)


def test_a_large_upload_waits_for_a_process_of_its_own(author_client):
    response = upload(author_client, DECK + "<!-- " + "x" * LARGE_BYTES + " -->\n")
    run = response.context["run"]
    assert (run.status, run.task) == (ImportStatus.QUEUED, "plan")
    html = response.content.decode()
    assert 'hx-trigger="every 2s"' in html
    assert '<noscript><meta http-equiv="refresh"' in html
    assert inline_code(html) == []


def test_many_drafts_are_worked_on_apart_and_look_the_same(author_client):
    run = upload(author_client, many_cards(LARGE_DRAFTS + 1)).context["run"]
    assert run.status == ImportStatus.QUEUED
    assert work(run).status == ImportStatus.PLANNED
    page = page_of(author_client, run)
    assert page.context["documents"][0]["more"] == LARGE_DRAFTS + 1 - 300
    confirm(author_client, page)
    assert not Card.objects.exists()
    run = work(run)
    assert (run.status, run.counts) == (ImportStatus.DONE, {"new": LARGE_DRAFTS + 1})
    assert Card.objects.count() == LARGE_DRAFTS + 1
    assert run.files.get().content is None


def queued(client):
    run = upload(client).context["run"]
    run.task = "plan"
    hand_over(run, now=timezone.now())
    return run


def test_the_bar_moves_and_then_gives_way_to_the_dry_run(author_client):
    run = queued(author_client)
    ImportRun.objects.filter(pk=run.pk).update(status="running", progress=40, stage="Reading a.md")
    fragment = page_of(author_client, run, **{"HX-Request": "true"}).content.decode()
    assert fragment.strip().startswith('<div id="import-run" hx-get')
    assert "Reading a.md, 40 %" in fragment
    ImportRun.objects.filter(pk=run.pk).update(status="queued")
    work(run)
    fragment = page_of(author_client, run, **{"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in fragment
    assert "Import exactly this" in fragment


def test_a_run_whose_process_was_killed_is_said_so_and_started_again(author_client):
    run = queued(author_client)
    long_ago = timezone.now() - STALE_AFTER - dt.timedelta(seconds=5)
    ImportRun.objects.filter(pk=run.pk).update(status="running", claim="dead", pulse_at=long_ago)
    assert "This import has stopped" in page_of(author_client, run).content.decode()
    author_client.post(reverse("admin:cards_importrun_start", args=[run.pk]))
    run.refresh_from_db()
    assert (run.status, run.claim) == (ImportStatus.QUEUED, "")
    assert work(run).status == ImportStatus.PLANNED


def test_a_run_that_lives_is_not_started_twice(author_client):
    run = queued(author_client)
    claim_run(run.pk, now=timezone.now())
    author_client.post(reverse("admin:cards_importrun_start", args=[run.pk]))
    run.refresh_from_db()
    assert run.status == ImportStatus.RUNNING
    with pytest.raises(CommandError, match="not waiting"):
        work(run)


def test_a_process_that_was_given_up_changes_nothing_when_it_ends_after_all(author_client):
    run = queued(author_client)
    slow = claim_run(run.pk, now=timezone.now())
    ImportRun.objects.filter(pk=run.pk).update(status="queued", claim="")
    with pytest.raises(SupersededError):
        work_on(slow, describe=shown_plan, clock=timezone.now, tell=tell_nobody)
    assert work(run).status == ImportStatus.PLANNED


def test_a_large_import_whose_cards_changed_shows_the_new_plan(author_client):
    confirm(author_client, upload(author_client, publishes="on"))
    run = queued(author_client)
    response = page_of(author_client, work(run))
    confirm(author_client, response)
    Card.objects.filter(answer="Tanh").update(status=CardStatus.ARCHIVED, left_document=True)
    run = work(run)
    assert run.status == ImportStatus.PLANNED
    assert "The cards changed after the dry run" in page_of(author_client, run).content.decode()


# --- The page of a run, and the undo ---


def test_an_import_is_undone_from_its_page(author_client, author):
    response = confirm(author_client, upload(author_client), follow=True)
    run = response.context["run"]
    assert "Undo this import" in response.content.decode()
    undo = reverse("admin:cards_importrun_undo", args=[run.pk])
    page = author_client.post(undo, follow=True)
    assert "The import was undone" in messages_of(page)[0]
    assert not Card.objects.exists()
    run.refresh_from_db()
    assert run.undone_by == author
    assert "undone already" in messages_of(author_client.post(undo, follow=True))[0]


def test_everything_that_an_undo_left_alone_can_be_looked_through(author_client):
    confirm(author_client, upload(author_client))
    run = ImportRun.objects.get()
    ImportRun.objects.filter(pk=run.pk).update(status="undone", undone_at=timezone.now())
    ImportedChange.objects.bulk_create(
        ImportedChange(
            run=run, excerpt=f"Card {number}?", change="edited", version=2, outcome="kept",
            note="edited since",
        )
        for number in range(205)
    )  # fmt: skip
    address = reverse("admin:cards_importrun_change", args=[run.pk])

    def kept_on(query):
        html = author_client.get(address + query).content.decode()
        section = html[html.index("Left alone by the undo") : html.index("What it did")]
        return section, re.findall(r"Card (\d+)\?", section)

    section, first = kept_on("?page=2")
    assert "205 cards" in section
    assert "?page=2&amp;kept=2#kept-heading" in section
    others = [kept_on(f"?kept={number}")[1] for number in (2, 3)]
    assert [len(numbers) for numbers in (first, *others)] == [100, 100, 5]
    assert {*first, *others[0], *others[1]} == {str(number) for number in range(205)}
    assert kept_on("?kept=nonsense")[1] == first


def test_the_list_of_imports_costs_the_same_however_many(author_client, django_assert_num_queries):
    confirm(author_client, upload(author_client))
    address = reverse("admin:cards_importrun_changelist")
    with CaptureQueriesContext(connection) as few:
        assert "activations.md" in author_client.get(address).content.decode()
    queries = len(few)
    for number in range(5):
        confirm(author_client, upload(author_client, name=f"{number}.md"))
    with django_assert_num_queries(queries):
        author_client.get(address)


def test_imports_are_for_those_who_may_import(client, learner):
    run = ImportRun.objects.create(status="done", origin="command", created_at=timezone.now())
    helper = factories.make_user("helper", is_staff=True)
    client.force_login(helper)
    assert client.get(reverse("admin:cards_importrun_changelist")).status_code == 403
    assert page_of(client, run).status_code == 403
    for name in ("confirm", "start", "undo"):
        address = reverse(f"admin:cards_importrun_{name}", args=[run.pk])
        assert client.post(address).status_code == 403
        assert client.get(address).status_code == 405


@pytest.mark.parametrize("number", ["0", "999999", "x", "12abc"])
def test_an_import_that_is_not_there_is_not_found(author_client, number):
    assert author_client.get(f"/admin/cards/importrun/{number}/change/").status_code == 404


def test_a_file_of_another_name_replaces_the_chosen_document(author_client):
    confirm(author_client, upload(author_client, name="old.md"))
    document = Document.objects.get()
    page = author_client.get(f"{URL}?replaces={document.pk}")
    assert f'<option value="{document.pk}" selected>' in page.content.decode()
    response = upload(author_client, DECK + "\nQ: New?\nA: Yes.\n", "new.md", replaces=document.pk)
    assert changes_of(response) == [("new", "New?")]
    confirm(author_client, response)
    assert Document.objects.get() == document


def test_macros_chosen_with_a_deck_are_written_out_and_a_change_of_them_is_offered(author_client):
    deck = "Q: The real numbers?\nA: $\\R$\n"
    for replacement in (r"\mathbb{R}", r"\mathbf{R}"):
        uploads = [
            SimpleUploadedFile("deck.md", deck.encode()),
            SimpleUploadedFile("macros.tex", rf"\R {replacement}".encode()),
        ]
        response = author_client.post(URL, {"uploads": uploads}, follow=True)
        confirm(author_client, response)
        assert Card.objects.get().answer == f"${replacement}$"
    assert Document.objects.get().name == "deck.md"


def test_a_namesake_in_another_folder_is_pointed_out(author_client):
    Document.objects.create(
        name="library/activations.md", imported_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    assert "There is a document “library/activations.md”" in upload(author_client).content.decode()


def test_problems_are_shown_with_line_and_field_and_kept(author_client):
    text = DECK + "\nQ: How much?\n= 5\nKind: number\nTolerance: many\n"
    response = upload(author_client, text)
    problems = response.context["documents"][0]["problems"]
    assert [(problem["line"], problem["field"]) for problem in problems] == [(12, "Tolerance")]
    confirm(author_client, response)
    document = Document.objects.get()
    page = author_client.get(reverse("admin:cards_document_change", args=[document.pk]))
    assert "<td>12</td><td>to mend</td><td>Tolerance</td>" in page.content.decode()


# --- Bad input ---


@pytest.mark.parametrize(
    ("uploads", "words"),
    [
        ([], "Choose a file, or paste a text"),
        ([("empty.md", b"")], "One of the files is empty"),
        ([("blank.md", b" \n\n")], "blank.md is empty"),
        ([("latin.md", "Q: é\nA: x".encode("latin-1"))], "latin.md: The file is not UTF-8 text"),
        ([("deck.zip", b"PK\x03\x04\x00\x00")], "deck.zip: This is not a text file"),
        ([("a.md", b"Q: a\nA: b"), ("a.md", b"Q: c\nA: d")], "a.md was chosen twice"),
        ([("big.md", b"x" * (LARGEST_UPLOAD_BYTES + 1))], "more than 10 MB"),
        ([(f"{n}.md", b"x") for n in range(MOST_FILES + 1)], f"at most {MOST_FILES} at a time"),
        ([(f"{n}.md", b"x") for n in range(200)], f"at most {MOST_FILES} at a time"),
    ],
    ids=["no file", "empty", "blank", "latin-1", "zip", "twice", "10 MB", "51 files", "200 files"],
)
def test_files_that_cannot_be_used_are_refused_at_the_field(author_client, uploads, words):
    files = [SimpleUploadedFile(name, content) for name, content in uploads]
    response = author_client.post(URL, {"uploads": files})
    assert response.status_code in (413, 422)
    assert any(words in message for message in errors_of(response)["uploads"])
    assert words in response.content.decode()


def test_a_pasted_text_of_more_than_the_limit_is_refused(author_client):
    for length in (LARGEST_UPLOAD_BYTES + 1, 13 * 1024 * 1024):
        response = author_client.post(URL, {"text": "x" * length})
        assert "more than 10 MB" in errors_of(response)["text"][0]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reader": "telepathy"}, "reader"),
        ({"name": "x" * 301}, "name"),
        ({"name": "a\u202eb.md"}, "name"),
        ({"replaces": "999"}, "replaces"),
    ],
)
def test_a_bad_choice_is_refused_at_its_field(author_client, fields, field):
    response = author_client.post(URL, {"text": DECK} | fields)
    assert list(errors_of(response)) == [field]


def test_one_document_at_a_time_takes_another_name(author_client):
    confirm(author_client, upload(author_client, name="old.md"))
    files = [SimpleUploadedFile(f"{n}.md", b"Q: a\nA: b") for n in range(2)]
    response = author_client.post(URL, {"uploads": files, "replaces": Document.objects.get().pk})
    assert "One document at a time" in errors_of(response)["replaces"][0]


def test_hostile_texts_are_shown_as_text(author_client):
    text = "Q: <script>alert(1)</script>\nA: <img src=x onerror=alert(1)>\n"
    html = upload(author_client, text, "<b>.md").content.decode()
    assert "<script>alert" not in html
    assert inline_code(html) == []


# --- Who may ---


def test_only_authors_import(client, learner):
    assert client.get(URL).status_code == 302
    client.force_login(learner)
    assert client.get(URL).status_code == 302
    clerk = factories.make_user("clerk", is_staff=True)
    client.force_login(clerk)
    assert client.get(URL).status_code == 403
    assert upload(client).status_code == 403
    names = ["add_card", "change_card", "view_document"]
    clerk.user_permissions.set(Permission.objects.filter(codename__in=names))
    assert client.get(URL).status_code == 200
    assert upload(client).status_code == 200


def test_the_upload_is_protected_against_forged_requests(author):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    assert upload(client).status_code == 403
    assert client.post(URL, {"token": "x"}).status_code == 403


def test_other_methods_are_refused(author_client):
    assert author_client.delete(URL).status_code == 405


# --- Documents ---


def test_documents_are_looked_at_and_not_changed(author_client):
    confirm(author_client, upload(author_client))
    document = Document.objects.get()
    html = author_client.get(reverse("admin:cards_document_changelist")).content.decode()
    assert "Import documents" in html
    assert inline_code(html) == []
    page = author_client.get(reverse("admin:cards_document_change", args=[document.pk]))
    assert "Which activation clips at zero?" in page.content.decode()
    for name, arguments in (("add", []), ("delete", [document.pk])):
        address = reverse(f"admin:cards_document_{name}", args=arguments)
        assert author_client.get(address).status_code == 403
    assert author_client.post(
        reverse("admin:cards_document_change", args=[document.pk]), {"name": "x"}
    ).status_code == 403  # fmt: skip


# --- Differences ---


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("same", "same", "same", "same"),
        ("", "new", "", "<ins>new</ins>"),
        ("old", "", "<del>old</del>", ""),
        ("a b c", "a x c", "a <del>b</del> c", "a <ins>x</ins> c"),
        ("$x^2$", "$x^3$", "$x^<del>2</del>$", "$x^<ins>3</ins>$"),
        ("<b>", "<i>", "&lt;<del>b</del>&gt;", "&lt;<ins>i</ins>&gt;"),
    ],
)
def test_differing_words_are_marked_on_their_side(before, after, left, right):
    compared = compare("Prompt", before, after)
    assert (compared.before, compared.after) == (left, right)


def test_very_long_texts_are_shown_whole():
    compared = compare("Prompt", "<a> " * MOST_WORDS, "b")
    assert not compared.is_marked
    assert compared.before.startswith("&lt;a&gt;")


# --- Packages of Anki ---


def test_a_package_is_imported_with_the_schedule_of_its_learner(author_client, author):
    studied = note("a", BASIC, "q", "b", type=2, queue=2, due=9, ivl=30, factor=2350)
    content = package(studied, note("b", BASIC, "q2", "b2"))
    response = upload(author_client, content, "deck.apkg", takes_schedules="on")
    assert changes_of(response) == [("new", "q"), ("new", "q2")]
    assert "Your schedule and reviews come along" in response.content.decode()
    response = confirm(author_client, response, follow=True)
    assert "Schedules taken over: 1" in response.content.decode()
    assert Schedule.objects.get().user == author
    # Known cards can still bring a schedule: the same again is offered, and adds nothing.
    confirm(author_client, upload(author_client, content, "deck.apkg", takes_schedules="on"))
    assert Schedule.objects.count() == 1


def test_a_package_without_the_tick_brings_cards_only(author_client):
    studied = note("a", BASIC, "q", "b", type=2, queue=2, due=9, ivl=30, factor=2350)
    confirm(author_client, upload(author_client, package(studied), "deck.apkg"))
    assert Card.objects.count() == 1
    assert not Schedule.objects.exists()


def test_a_broken_package_is_a_problem_of_the_dry_run(author_client):
    response = upload(author_client, b"PK\x03\x04 cut off", "deck.apkg")
    assert response.status_code == 200
    assert "damaged or cut off" in response.content.decode()
