"""The review queue of drafts in the admin."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cards.actions.imports import SourceFile, apply_import, plan_import
from cards.models import Card, CardStatus, Document, DraftStep, User
from cards.queries.drafts import DRAFTS_A_PAGE
from tests import factories
from tests.factories import NOON
from tests.views.markup import inline_code, repeated_ids

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NOTES = "# Networks\n\nQ: First?\nA: One.\n\nQ: Second?\nA: Two.\n\nQ: Third?\nA: Three.\n"
QUEUE = "/admin/cards/card/review/"


def load(text=NOTES, name="notes.md"):
    plan = plan_import([SourceFile(name=name, content=text.encode())])
    apply_import(plan, now=NOON)


@pytest.fixture
def drafts(db):
    load()
    return list(Card.objects.order_by("position"))


@pytest.fixture
def web(client, author):
    client.force_login(author)
    return client


def step(client, card, verb, query="", **fields):
    headers = fields.pop("headers", None)
    follow = fields.pop("follow", False)
    fields = {"verb": verb, "version": card.version} | fields
    address = reverse("admin:cards_card_review_step", args=[card.pk]) + query
    return client.post(address, fields, headers=headers, follow=follow)


def prompts(response):
    return [draft.card.prompt for draft in response.context["queue"].drafts]


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def status_of(card):
    return Card.objects.get(pk=card.pk).status


# --- The page ---


def test_each_draft_stands_beside_the_lines_it_came_from(web, drafts):
    response = web.get(QUEUE)
    assert prompts(response) == ["First?", "Second?", "Third?"]
    html = response.content.decode()
    assert "Q: First?\nA: One.</pre>" in html
    assert "notes.md, lines 3–4" in html
    assert inline_code(html) == []
    assert repeated_ids(html) == []


def test_htmx_gets_the_queue_alone(web, drafts):
    response = web.get(QUEUE, headers=HTMX)
    assert response.content.decode().strip().startswith('<div id="review"')
    assert "HX-Request" in response["Vary"]


def test_drafts_that_need_words_come_first(web, drafts):
    factories.make_card("How would you?", kind="interview", answer="", status="draft")
    assert prompts(web.get(QUEUE))[0] == "How would you?"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("confidence=low", ["Second?"]),
        ("confidence=high", ["First?", "Third?"]),
        ("kind=list", ["Third?"]),
        ("kind=nonsense&confidence=very&document=x", ["First?", "Second?", "Third?"]),
        ("document=99999999999999999999999", ["First?", "Second?", "Third?"]),
        ("document=999999", []),
        ("state=discarded", []),
    ],
)
def test_the_queue_is_filtered_and_nonsense_filters_nothing(web, drafts, query, found):
    Card.objects.filter(pk=drafts[1].pk).update(confidence=0.4)
    Card.objects.filter(pk=drafts[2].pk).update(
        kind="list", points=[{"text": "a", "is_must": True}]
    )
    assert prompts(web.get(f"{QUEUE}?{query}")) == found


def test_sections_are_offered_within_a_document(web, drafts):
    document = Document.objects.get()
    Card.objects.filter(pk=drafts[0].pk).update(source_section="Basics")
    response = web.get(f"{QUEUE}?document={document.pk}")
    assert '<option value="Basics">' in response.content.decode()
    assert prompts(web.get(f"{QUEUE}?document={document.pk}&section=Basics")) == ["First?"]


def test_thousands_of_drafts_are_paged_with_the_same_queries(web, django_assert_num_queries):
    load()
    with CaptureQueriesContext(connection) as few:
        web.get(QUEUE)
    queries = len(few)
    load("".join(f"Q: Question {n}?\nA: Answer {n}.\n\n" for n in range(2_000)), "many.md")
    last = Card.objects.order_by("document_id", "position").last()
    with django_assert_num_queries(queries):
        response = web.get(f"{QUEUE}?at={last.pk}")
    queue = response.context["queue"]
    assert (queue.total, queue.current, len(queue.drafts)) == (2_003, last.pk, 3)
    assert len(web.get(QUEUE).context["queue"].drafts) == DRAFTS_A_PAGE


def test_the_queue_is_linked_from_the_index_and_from_its_document(web, drafts):
    assert QUEUE in web.get(reverse("admin:index")).content.decode()
    document = Document.objects.get()
    page = web.get(reverse("admin:cards_document_change", args=[document.pk]))
    assert f"{QUEUE}?document={document.pk}" in page.content.decode()


# --- Steps ---


@pytest.mark.parametrize(
    ("verb", "status"), [("accept", CardStatus.PUBLISHED), ("discard", CardStatus.DISCARDED)]
)
def test_a_step_leads_to_the_next_draft_with_and_without_scripts(web, drafts, verb, status):
    response = step(web, drafts[0], verb, "?confidence=high")
    assert response.status_code == 302
    number = drafts[1].pk
    assert response["Location"] == f"{QUEUE}?confidence=high&at={number}#draft-{number}"
    assert status_of(drafts[0]) == status
    fragment = step(web, drafts[1], verb, headers=HTMX)
    assert fragment.context["queue"].current == drafts[2].pk
    assert fragment["HX-Replace-Url"] == f"{QUEUE}?at={drafts[2].pk}"
    assert messages_of(fragment)[-1].endswith("Second?")


def test_after_the_last_draft_comes_the_one_before(web, drafts):
    response = step(web, drafts[2], "accept", headers=HTMX)
    assert response.context["queue"].current == drafts[1].pk


def test_the_second_of_two_authors_is_told(web, drafts, client):
    step(web, drafts[0], "discard")
    response = step(web, drafts[0], "accept", follow=True)
    assert "author discarded this draft meanwhile" in messages_of(response)[-1]
    assert status_of(drafts[0]) == CardStatus.DISCARDED


def test_a_double_click_accepts_once(web, drafts):
    step(web, drafts[0], "accept")
    step(web, drafts[0], "accept")
    assert DraftStep.objects.count() == 1


def test_an_incomplete_draft_stays_and_says_what_is_missing(web, drafts):
    Card.objects.filter(pk=drafts[0].pk).update(answer="")
    response = step(web, drafts[0], "accept", follow=True)
    assert "It has no answer. Edit it first." in messages_of(response)[-1]
    assert status_of(drafts[0]) == CardStatus.DRAFT


def test_a_draft_is_merged_with_the_next_or_the_previous(web, drafts):
    first, second, third = drafts
    step(web, first, "merge-next", following=second.pk, following_version=1)
    first.refresh_from_db()
    assert first.answer == "One.\n\nSecond?\n\nTwo."
    assert status_of(second) == CardStatus.DISCARDED
    step(web, third, "merge-previous", preceding=first.pk, preceding_version=first.version)
    first.refresh_from_db()
    assert first.answer.endswith("Third?\n\nThree.")


def test_a_merge_with_nothing_is_refused(web, drafts):
    response = step(web, drafts[2], "merge-next", follow=True)
    assert "no draft of this document on that side" in messages_of(response)[-1]


def test_the_last_step_is_undone_and_only_that_of_the_author(web, drafts):
    other = factories.make_user("bo", is_staff=True, is_superuser=True)
    step(web, drafts[0], "accept")
    mine = DraftStep.objects.get()
    address = reverse("admin:cards_card_review_undo")
    web.force_login(other)
    web.post(address, {"step": mine.pk})
    assert status_of(drafts[0]) == CardStatus.PUBLISHED
    web.force_login(mine.user)
    response = web.post(address, {"step": mine.pk}, follow=True)
    assert "Undone: 1 draft as before" in messages_of(response)[-1]
    assert status_of(drafts[0]) == CardStatus.DRAFT
    assert response.context["queue"].current == drafts[0].pk
    assert "undone already" in messages_of(web.post(address, {"step": mine.pk}, follow=True))[-1]


def test_a_discarded_draft_is_found_again_and_restored(web, drafts):
    step(web, drafts[0], "discard")
    response = web.get(f"{QUEUE}?state=discarded")
    assert prompts(response) == ["First?"]
    assert "Restore" in response.content.decode()
    step(web, drafts[0], "restore", "?state=discarded")
    assert status_of(drafts[0]) == CardStatus.DRAFT


# --- Edit and split ---


def edited(**fields):
    defaults = {"kind": "question", "prompt": "Better?", "answer": "Yes.", "points": ""}
    return {f"edit-{name}": value for name, value in (defaults | fields).items()}


def test_a_draft_is_edited_in_its_place(web, drafts):
    page = web.get(f"{QUEUE}?edit={drafts[1].pk}")
    html = page.content.decode()
    assert page.context["queue"].current == drafts[1].pk
    assert 'name="edit-prompt"' in html
    assert repeated_ids(html) == []
    response = step(web, drafts[1], "save", **edited())
    assert response["Location"].endswith(f"#draft-{drafts[1].pk}")
    drafts[1].refresh_from_db()
    assert (drafts[1].prompt, drafts[1].version, drafts[1].status) == ("Better?", 2, "draft")


def test_save_and_accept_publishes_the_new_words(web, drafts):
    step(web, drafts[0], "save-accept", **edited(kind="list", answer="", points="one\n+ two"))
    drafts[0].refresh_from_db()
    assert drafts[0].status == CardStatus.PUBLISHED
    assert drafts[0].points == [
        {"text": "one", "is_must": True}, {"text": "two", "is_must": False},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "fields", "words"),
    [
        ("save", {"prompt": " "}, "This field is required"),
        ("save", {"kind": "number"}, "Select a valid choice"),
        ("save", {"points": "x\n" * 101}, "at most 100"),
        ("save-accept", {"answer": ""}, "It has no answer"),
    ],
)
def test_what_cannot_be_saved_comes_back_with_the_reason(web, drafts, verb, fields, words):
    response = step(web, drafts[0], verb, **edited(**fields))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert status_of(drafts[0]) == CardStatus.DRAFT


def test_two_authors_edit_one_draft_and_nothing_is_lost(web, drafts):
    step(web, drafts[0], "save", **edited(prompt="Theirs?"))
    response = step(web, drafts[0], "save", **edited(prompt="Mine?"))
    assert response.status_code == 409
    html = response.content.decode()
    assert "Nothing of yours is lost" in html
    assert "Mine?</textarea>" in html
    assert "<del>Theirs</del>" in html
    drafts[0].refresh_from_db()
    assert drafts[0].prompt == "Theirs?"
    step(web, drafts[0], "save", **edited(prompt="Mine?"))
    drafts[0].refresh_from_db()
    assert drafts[0].prompt == "Mine?"


def test_words_for_a_draft_that_was_accepted_meanwhile_are_shown_to_be_copied(web, drafts):
    step(web, drafts[0], "accept")
    response = step(web, drafts[0], "save", **edited(prompt="Mine?"))
    assert response.status_code == 409
    assert "Mine?</textarea>" in response.content.decode()


def test_a_draft_is_split_in_two(web, drafts):
    assert 'name="second-prompt"' in web.get(f"{QUEUE}?split={drafts[0].pk}").content.decode()
    fields = {
        f"{part}-{name}": value
        for part, prompt in (("first", "A?"), ("second", "B?"))
        for name, value in {"kind": "term", "prompt": prompt, "answer": "x", "points": ""}.items()
    }
    step(web, drafts[0], "split-save", **fields)
    assert prompts(web.get(QUEUE)) == ["A?", "B?", "Second?", "Third?"]


# --- Many at once ---


def test_many_are_accepted_after_their_number_was_shown(web, drafts):
    Card.objects.filter(pk=drafts[1].pk).update(confidence=0.4)
    page = web.get(f"{QUEUE}?bulk=90")
    assert page.context["ready"] == 2
    assert "2 of these drafts are complete" in page.content.decode()
    address = reverse("admin:cards_card_review_bulk")
    response = web.post(address, {"threshold": "90", "number": "2"}, follow=True)
    assert "Accepted 2 drafts" in messages_of(response)[-1]
    assert prompts(response) == ["Second?"]


def test_another_number_than_was_shown_accepts_nothing(web, drafts):
    address = reverse("admin:cards_card_review_bulk")
    response = web.post(address, {"threshold": "90", "number": "2"}, follow=True)
    assert "these are 3 drafts by now" in messages_of(response)[-1]
    assert not Card.objects.published().exists()
    response = web.post(address, {"threshold": "1", "number": "3"}, follow=True)
    assert "Choose a confidence" in messages_of(response)[-1]


def test_shortcuts_are_switched_off_where_they_are_used(web, drafts, author):
    assert "data-review-shortcuts" in web.get(QUEUE).content.decode()
    web.post(reverse("admin:cards_card_review_shortcuts"))
    assert not User.objects.get(pk=author.pk).has_shortcuts
    assert "data-review-shortcuts" not in web.get(QUEUE).content.decode()


# --- Who may ---


def test_the_queue_is_for_those_who_may_change_cards(client, drafts):
    helper = factories.make_user("helper", is_staff=True)
    addresses = {
        QUEUE: "get",
        reverse("admin:cards_card_review_step", args=[drafts[0].pk]): "post",
        reverse("admin:cards_card_review_bulk"): "post",
        reverse("admin:cards_card_review_undo"): "post",
        reverse("admin:cards_card_review_shortcuts"): "post",
    }
    for address, method in addresses.items():
        assert getattr(client, method)(address).status_code == 302
    client.force_login(helper)
    for address, method in addresses.items():
        assert getattr(client, method)(address).status_code == 403
        assert getattr(client, {"get": "post", "post": "get"}[method])(address).status_code == 405
    helper.user_permissions.add(Permission.objects.get(codename="change_card"))
    assert client.get(QUEUE).status_code == 200


def test_a_learner_gets_to_the_log_in_page(client, learner, drafts):
    client.force_login(learner)
    assert client.get(QUEUE).status_code == 302
    assert step(client, drafts[0], "accept").status_code == 302
    assert status_of(drafts[0]) == CardStatus.DRAFT


@pytest.mark.parametrize("number", [999_999, 2**70])
def test_a_draft_that_is_not_there_is_not_found(web, number):
    address = reverse("admin:cards_card_review_step", args=[number])
    assert web.post(address, {"verb": "accept"}).status_code == 404
