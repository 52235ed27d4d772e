import json
import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from cards.models import Card, CardStatus, CardVersion, ChangeLabel, Schedule
from tests import factories
from tests.views.card_form import errors_of, fields_of, form_of, load, url_of
from tests.views.markup import inline_code, repeated_ids

SPEC = {"kind": "number", "correct": "0.25", "options": {"rtol": 0.005}}
EXTRA = {"text": "extra", "is_must": False}
INTERVIEW = {"kind": "interview", "interview_kind": "conceptual", "points": ["a point"]}
CHOICE = {
    "kind": "choice",
    "correct": ["Tanh"],
    "options": {"options": ["Sigmoid", "Tanh", "ReLU"], "multiple": False},
}


@pytest.fixture
def author_client(client, author):
    client.force_login(author)
    return client


# --- Saving ---


def test_an_edit_is_saved_as_a_version_with_its_label(author_client, author):
    card = factories.make_card("Old words?")
    fields = load(author_client, card, prompt="New words?", label="typo")
    response = author_client.post(url_of(card), fields)
    assert response.status_code == 302
    card.refresh_from_db()
    assert (card.prompt, card.version) == ("New words?", 2)
    version = card.versions.get(number=2)
    assert (version.label, version.created_by) == (ChangeLabel.TYPO, author)


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt": "    indented = code\n\n1. and\r\n2. a list  "},
        {"points": [{"text": "one", "is_must": True}, {"text": "two", "is_must": False}]},
        {"points": [{"text": "several\nlines", "is_must": True}]},
        {"points": [{"text": "+ 1 is a plus", "is_must": True}]},
        {"follow_ups": ["Why?", "[not JSON"], "tags": ["a b", "c"], "source_lines": [3, 9]},
        {"follow_ups": ["[first] looks like JSON"]},
        {"interviewer_hints": ["What bounds it?", "[like JSON", "several\nlines"]},
        {"kind": "number", "answer_spec": SPEC},
        {"kind": "choice", "answer_spec": CHOICE, "answer": "Tanh"},
        {"kind": "cloze", "prompt": "A {{c2::ReLU::what}} is {{c1::linear}}.", "cloze_ordinal": 2},
    ],
)
def test_saving_an_untouched_form_changes_nothing(author_client, fields):
    if "\r" in fields.get("prompt", ""):
        fields = {"prompt": fields["prompt"].replace("\r", "")}
    card = factories.make_card(**fields)
    before = Card.objects.filter(pk=card.pk).values(*card.content(), "tags", "version").get()
    response = author_client.post(url_of(card), load(author_client, card))
    assert response.status_code == 302, errors_of(response)
    after = Card.objects.filter(pk=card.pk).values(*card.content(), "tags", "version").get()
    assert after == before
    assert not CardVersion.objects.exists()


def test_a_new_card_starts_at_version_one(author_client, author):
    deck = factories.make_deck()
    fields = {"kind": "question", "deck": deck.pk, "status": "draft", "position": 0,
              "prompt": "What is a tensor?", "answer": "An array."}  # fmt: skip
    response = author_client.post(reverse("admin:cards_card_add"), fields)
    assert response.status_code == 302, errors_of(response)
    version = CardVersion.objects.get()
    assert (version.number, version.label, version.created_by) == (1, "first", author)


def test_an_edit_moves_nobodys_schedule(author_client, learner):
    card = factories.make_card()
    factories.make_schedule(learner, card)
    before = Schedule.objects.values().get()
    fields = load(author_client, card, answer="Else.", label="meaning")
    assert author_client.post(url_of(card), fields).status_code == 302
    assert Schedule.objects.values().get() == before


# --- What each kind needs ---


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"prompt": " \n"}, "prompt", "required"),
        ({"answer": ""}, "answer", "Write the answer"),
        ({"kind": "cloze"}, "prompt", "needs a gap"),
        (
            {"kind": "cloze", "prompt": "{{c1::x}}", "cloze_ordinal": "2"},
            "cloze_ordinal",
            "it has 1",
        ),
        ({"kind": "list"}, "points", "needs its members"),
        ({"kind": "interview"}, "points", "needs key points"),
        ({"kind": "interview", "points": [EXTRA]}, "points", "needs key points"),
        ({"kind": "interview", "points": ["x"]}, "interview_kind", "Choose which kind"),
        ({"kind": "number"}, "spec_correct", "Write the correct answer"),
        ({"kind": "choice"}, "spec_choices", "Write two or more options"),
        ({"kind": "ordering"}, "spec_steps", "in their right order"),
        ({"answer_spec": json.dumps(SPEC)}, "answer_spec", "empty this"),
        ({"points": ["x", "\0"]}, "points", "Key point 2: it has a character"),
        ({"follow_ups": ["x"] * 101}, "follow_ups", "at most 100"),
        (INTERVIEW | {"interviewer_hints": ["x"] * 6}, "interviewer_hints", "at most 5 hints"),
        (INTERVIEW | {"interviewer_hints": ["x", "y" * 301]}, "interviewer_hints", "“yyy"),
        (INTERVIEW | {"interviewer_hints": ["x", "\0"]}, "interviewer_hints", "Hint 2: it has"),
        ({"source_lines": "9-3"}, "source_lines", "first line comes first"),
        ({"source_lines": "from 3"}, "source_lines", "such as 12"),
        ({"minutes": "-3"}, "minutes", "greater than or equal"),
        ({"label": "first"}, "label", "valid choice"),
        ({"kind": "riddle"}, "kind", "valid choice"),
    ],
)
def test_what_a_card_lacks_is_said_at_its_field(author_client, changes, field, words):
    card = factories.make_card("Which function?", answer="ReLU")
    response = author_client.post(url_of(card), load(author_client, card, **changes))
    assert response.status_code == 200
    assert any(words in message for message in errors_of(response)[field]), errors_of(response)
    card.refresh_from_db()
    assert card.version == 1


@pytest.mark.parametrize(
    ("kind", "written", "words"),
    [
        ("number", '{"kind": "number",', "ends too early"),
        ("number", '{"kind": "number", }', "comma before the closing bracket"),
        ("number", "{'kind': 'number'}", "double quotes"),
        ("number", '{"kind": "number" "correct": 1}', "comma is missing"),
        ("number", '{"kind" "number"}', "colon is missing"),
        ("number", '{"correct": "\\frac{1}{2}"}', "\\\\frac for \\frac"),
        ("number", '{"correct": "\\alpha"}', "backslash is written twice"),
        ("number", '{\n"correct": "1\\nu"}', "Line 2: a backslash is written twice"),
        ("number", '{"correct": "1\n2"}', "cannot run over"),
        ("number", '{"correct": 1} x', "more text after"),
        ("number", '{"correct": yes}', "value is expected"),
        ("number", '{"correct": NaN}', "NaN is no number"),
        ("number", "[" * 30_000, "nested too deeply"),
        ("number", '"' + "x" * 100_001 + '"', "too long"),
        ("number", '["number"]', "must be an object"),
        ("number", '{"correct": "1"}', "kind: must be one of"),
        ("number", '{"kind": "number"}', "correct: is missing"),
        ("number", '{"kind": "number", "correct": "1", "tolerance": 1}', "tolerance: is not known"),
        ("number", '{"kind": "number", "correct": "1 +"}', "correct: cannot be read"),
        ("number", '{"kind": "number", "correct": "1", "options": {"rtoll": 1}}', "“rtol”"),
        ("number", '{"kind": "number", "correct": "1", "parameters": [1]}', "parameters: must be"),
        ("number", '{"kind": "text", "correct": "one"}', "kind: is “text”"),
        ("number", json.dumps(SPEC | {"wrong": [{"answer": "1/4"}]}), "wrong: “1/4” is a correct"),
        ("choice", json.dumps(CHOICE | {"correct": []}), "correct: list the correct options"),
        ("choice", json.dumps(CHOICE | {"options": {}}), "options: list two or more"),
    ],
)  # fmt: skip
def test_an_unusable_answer_specification_is_refused_at_its_inner_field(
    author_client, kind, written, words
):
    card = factories.make_card()
    fields = load(author_client, card, kind=kind, answer_spec=written)
    response = author_client.post(url_of(card), fields)
    assert any(words in message for message in errors_of(response)["answer_spec"]), errors_of(
        response
    )
    assert form_of(response)["answer_spec"].value() == written.replace("\n", "\n")
    card.refresh_from_db()
    assert card.kind == "question"


# --- Two authors ---


def test_the_second_of_two_authors_sees_both_texts_and_decides(author_client, author):
    card = factories.make_card("Old words?")
    colleague = factories.make_user("bo", is_staff=True, is_superuser=True)
    mine = load(author_client, card, prompt="My words?")
    theirs = load(author_client, card, prompt="Their words?", label="typo")
    author_client.force_login(colleague)
    assert author_client.post(url_of(card), theirs).status_code == 302
    author_client.force_login(author)
    response = author_client.post(url_of(card), mine)
    assert response.status_code == 200
    html = response.content.decode()
    assert "bo saved this card while you were editing it" in html
    compared = [(one.label, one.before, one.after) for one in response.context["compared"]]
    assert ("Prompt", "<del>Their</del> words?", "<ins>My</ins> words?") in compared
    assert form_of(response)["prompt"].value() == "My words?"
    card.refresh_from_db()
    assert card.prompt == "Their words?"

    again = fields_of(response)
    assert author_client.post(url_of(card), again).status_code == 302
    card.refresh_from_db()
    assert (card.prompt, card.version) == ("My words?", 3)
    assert [v.content["prompt"] for v in card.versions.all()] == [
        "Old words?", "Their words?", "My words?",
    ]  # fmt: skip


def test_a_card_archived_meanwhile_is_a_conflict_too(author_client):
    card = factories.make_card()
    mine = load(author_client, card, prompt="My words?")
    Card.objects.update(status=CardStatus.ARCHIVED)
    response = author_client.post(url_of(card), mine)
    assert "Somebody saved this card" in response.content.decode()
    assert [one.label for one in response.context["compared"]] == ["Status", "Prompt"]


def test_a_form_without_its_mark_is_a_conflict(author_client):
    card = factories.make_card()
    fields = load(author_client, card, prompt="My words?")
    del fields["loaded"]
    response = author_client.post(url_of(card), fields)
    assert "__all__" in errors_of(response)


# --- The list ---


def test_actions_change_the_status_and_say_how_many(author_client):
    cards = [factories.make_card(status=s) for s in ("draft", "published", "archived")]
    for action, status in (
        ("archive", "archived"),
        ("make_draft", "draft"),
        ("publish", "published"),
    ):
        response = author_client.post(
            reverse("admin:cards_card_changelist"),
            {
                "action": action,
                "_selected_action": [card.pk for card in cards],
                "confirm": "1",
                "number": "3",
            },
            follow=True,
        )
        assert set(Card.objects.values_list("status", flat=True)) == {status}
        messages = [str(message) for message in response.context["messages"]]
        assert re.match(r"[23] of 3 chosen cards were", messages[0])


def test_the_list_is_searched_and_filtered(author_client):
    top = factories.make_deck("Networks")
    below = factories.make_deck("Training", parent=top)
    found = factories.make_card("Where?", deck=below, explanation="the needle", status="draft")
    factories.make_card("Elsewhere?")
    for query in ("q=needle", f"top={top.slug}", "status__exact=draft"):
        response = author_client.get(reverse("admin:cards_card_changelist") + "?" + query)
        assert list(response.context["cl"].queryset) == [found]
    response = author_client.get(reverse("admin:cards_card_changelist") + "?top=nowhere")
    assert list(response.context["cl"].queryset) == []


def test_the_list_costs_the_same_whatever_it_holds(author_client, django_assert_max_num_queries):
    for _ in range(30):
        factories.make_card(deck=factories.make_deck())
    with django_assert_max_num_queries(10):
        author_client.get(reverse("admin:cards_card_changelist"))


def test_a_studied_card_is_not_deleted(author_client, learner):
    card = factories.make_card()
    delete = reverse("admin:cards_card_delete", args=[card.pk])
    assert author_client.get(delete).status_code == 200
    factories.make_schedule(learner, card)
    assert author_client.get(delete).status_code == 403


# --- Who may ---


def addresses(card):
    return [
        ("get", url_of(card)),
        ("get", reverse("admin:cards_card_changelist")),
        ("get", reverse("admin:cards_card_add")),
        ("post", url_of(card)),
        ("post", reverse("admin:cards_card_preview", args=[card.pk])),
        ("post", reverse("admin:cards_card_preview_new")),
    ]


def test_learners_and_strangers_are_kept_out(client, learner):
    card = factories.make_card()
    for person in (None, learner):
        if person:
            client.force_login(person)
        for method, address in addresses(card):
            status = getattr(client, method)(address).status_code
            assert status == (403 if "preview" in address else 302), address


@pytest.mark.django_db
def test_staff_without_permission_are_kept_out(client):
    client.force_login(factories.make_user("clerk", is_staff=True))
    for method, address in addresses(factories.make_card()):
        assert getattr(client, method)(address).status_code == 403, address


@pytest.mark.django_db
def test_who_may_only_look_sees_the_card_and_no_preview(client):
    clerk = factories.make_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_card"))
    client.force_login(clerk)
    card = factories.make_card("Look at me?")
    response = client.get(url_of(card))
    assert response.status_code == 200
    assert "Look at me?" in response.content.decode()
    assert "card-aside" not in response.content.decode()
    assert client.post(url_of(card), {"prompt": "x"}).status_code == 403
    assert client.post(reverse("admin:cards_card_preview", args=[card.pk])).status_code == 403


def test_the_preview_of_a_card_that_is_gone_is_not_found(author_client):
    assert author_client.post("/admin/cards/card/999/preview/").status_code == 404
    assert author_client.get("/admin/cards/card/preview/").status_code == 405


def test_the_form_keeps_to_the_security_policy(author_client):
    card = factories.make_number_card()
    for address in (url_of(card), reverse("admin:cards_card_add")):
        html = author_client.get(address).content.decode()
        assert inline_code(html) == []
        assert repeated_ids(html) == []


# --- Code to run ---

CODING = {
    "kind": "interview",
    "interview_kind": "coding",
    "points": [{"text": "doubled", "is_must": True}],
    "coding": {
        "starter": "def double(number):\n    ...",
        "visible_tests": "assert double(2) == 4",
        "hidden_tests": "",
    },
}


def test_the_tests_of_a_coding_question_are_edited_as_in_a_deck(author_client):
    card = factories.make_card("Double a number.", **CODING)
    fields = load(author_client, card)
    assert "Tests:\n```python\nassert double(2) == 4\n```" in fields["coding"].replace("\r", "")
    fields["coding"] = fields["coding"].replace("double(2) == 4", "double(3) == 6")
    assert author_client.post(url_of(card), fields).status_code == 302
    card.refresh_from_db()
    assert card.coding == CODING["coding"] | {"visible_tests": "assert double(3) == 6"}
    assert card.version == 2
    assert card.versions.latest("number").content["coding"] == card.coding


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"coding": "assert double(2) == 4"}, "Line 1: a key"),
        ({"coding": "Tests:\n```python\nassert (\n```"}, "Tests, line 1: This is not valid"),
        ({"coding": "Starter:\n```python\nx = 1\n```"}, "There is no test"),
        ({"interview_kind": "practical"}, "Only a coding question"),
    ],
)
def test_code_that_cannot_be_run_is_refused_at_its_field(author_client, change, words):
    card = factories.make_card("Double a number.", **CODING)
    response = author_client.post(url_of(card), load(author_client, card, **change))
    assert any(words in message for message in errors_of(response)["coding"])
    card.refresh_from_db()
    assert card.version == 1


# --- The answer in fields ---


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"spec_correct": ""}, "spec_correct", "Write the correct answer"),
        ({"spec_correct": "1 +"}, "spec_correct", "It cannot be read"),
        ({"spec_accepted": ["1/"]}, "spec_accepted", "cannot be read"),
        ({"spec_wrong": [{"answer": "1/4", "feedback": ""}]}, "spec_wrong", "is a correct"),
        ({"spec_wrong": [{"answer": "", "feedback": "x"}]}, "spec_wrong", "Wrong answer 1"),
        ({"spec_rtol": "lots"}, "spec_rtol", "no number"),
        ({"spec_more": '{"rtoll": 1}'}, "spec_more", "“rtol”"),
        ({"spec_more": "[1]"}, "spec_more", "Write an object"),
        ({"spec_constraints": ["n"]}, "spec_constraints", "is not known"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_at_its_field(author_client, changes, field, words):
    card = factories.make_number_card()
    response = author_client.post(url_of(card), load(author_client, card, **changes))
    assert response.status_code == 200
    assert any(words in message for message in errors_of(response)[field]), errors_of(response)
    card.refresh_from_db()
    assert card.version == 1


def test_an_answer_is_written_in_fields_alone(author_client):
    card = factories.make_number_card()
    fields = load(
        author_client, card, prompt="Double ${n}.", label="meaning", spec_correct="2*n",
        spec_parameters={"n": "2..9"}, spec_wrong=[{"answer": "n", "feedback": "Double it."}],
    )  # fmt: skip
    response = author_client.post(url_of(card), fields)
    assert response.status_code == 302, errors_of(response)
    card.refresh_from_db()
    assert card.answer_spec == {
        "kind": "number", "correct": "2*n", "options": {"rtol": 0.005},
        "parameters": {"n": "2..9"}, "wrong": [{"answer": "n", "feedback": "Double it."}],
    }  # fmt: skip


def test_what_another_kind_had_in_its_fields_is_not_kept(author_client):
    card = factories.make_number_card()
    fields = load(author_client, card, kind="question", answer="A quarter.", spec_rtol="lots")
    response = author_client.post(url_of(card), fields)
    assert response.status_code == 302, errors_of(response)
    card.refresh_from_db()
    assert (card.kind, card.answer_spec) == ("question", None)


def test_two_authors_see_their_lists_as_lines(author_client):
    card = factories.make_card(points=[{"text": "one", "is_must": True}])
    mine = load(author_client, card, points=["one", {"text": "two", "is_must": False}])
    Card.objects.update(prompt="Edited meanwhile?")
    response = author_client.post(url_of(card), mine)
    [points] = [one for one in response.context["compared"] if one.label == "Key points"]
    assert points.before == "one · must"
    assert "two" in points.after
    assert "{" not in points.after
