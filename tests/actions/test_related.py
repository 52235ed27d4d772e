"""Links between cards: where `See:` leads, what is said when it leads nowhere, what an edit does."""

import pytest

from cards.actions.imports import Change, SourceFile, apply_import, plan_import
from cards.core.documents.registry import read_document
from cards.models import Card
from cards.queries.exports import deck_files, exported_cards
from tests.factories import NOON

pytestmark = pytest.mark.django_db

FIRST = """---
deck: Metrics
---

Recall :: The share of positives that were found.
See: Precision
See: accuracy-misleads

Precision :: The share of positive predictions that are right.

C: Bagging lowers ==variance== and boosting lowers ==bias==.
See: Recall

Q: Why does accuracy mislead on rare classes?
A: Because always answering the common class scores high.
Id: accuracy-misleads
See: Bagging lowers variance and boosting lowers bias.
See: Gradient…
"""
SECOND = """---
deck: Optimisation
---

Gradient descent :: Steps against the gradient.
See: Metrics > Recall

Recall :: What a product does with faulty cars.
"""


def load(*texts):
    sources = [
        SourceFile(name=f"deck{number}.md", content=text.encode())
        for number, text in enumerate(texts)
    ]
    plan = plan_import(sources)
    apply_import(plan, now=NOON, publishes=True)
    return plan


def notices(plan):
    return [
        (entry.source.name, problem.line, problem.message, problem.is_notice)
        for entry in plan.documents
        for problem in entry.problems
        if problem.field == "See"
    ]


def leads_to(prompt):
    card = Card.objects.filter(prompt__startswith=prompt).earliest("pk")
    found = {str(each.uid): each for each in Card.objects.all()}
    return [found[link["uid"]].prompt[:12] if link["uid"] else None for link in card.see]


def test_a_link_finds_its_card_by_question_id_sentence_beginning_and_deck():
    plan = load(FIRST, SECOND)
    assert notices(plan) == []
    assert leads_to("Recall") == ["Precision", "Why does acc"]
    assert leads_to("Bagging") == ["Recall"]
    assert leads_to("Why does") == ["Bagging lowe", "Gradient des"]
    assert leads_to("Gradient") == ["Recall"]
    target = Card.objects.get(prompt="Gradient descent").see[0]["uid"]
    assert Card.objects.get(uid=target).deck.path == "Metrics"


def test_a_link_to_nowhere_is_told_with_its_line_and_its_card_is_imported():
    plan = load(FIRST)
    [(name, line, message, is_notice)] = notices(plan)
    assert (name, line, is_notice) == ("deck0.md", 14, True)
    assert "No card is called “Gradient…”" in message
    assert leads_to("Why does") == ["Bagging lowe", None]


def test_a_link_that_fits_several_cards_asks_for_the_deck():
    third = "---\ndeck: Third\n---\n\nMiss :: Not found.\nSee: Recall\n"
    [(_, _, message, _)] = notices(load(FIRST, SECOND, third))
    assert "in Metrics and Optimisation" in message


def test_a_link_finds_a_card_of_an_earlier_import():
    load(FIRST)
    plan = plan_import([SourceFile(name="other.md", content=SECOND.encode())])
    apply_import(plan, now=NOON, publishes=True)
    assert notices(plan) == []
    assert leads_to("Gradient") == ["Recall"]


def test_a_link_is_no_new_version_and_a_second_import_changes_nothing():
    load(FIRST.replace("See: Precision\n", ""), SECOND)
    plan = load(FIRST, SECOND)
    assert plan.counts()[Change.EDITED] == 1
    card = Card.objects.filter(prompt="Recall").earliest("pk")
    assert card.version == 1
    assert leads_to("Recall") == ["Precision", "Why does acc"]
    before = list(Card.objects.order_by("pk").values())
    assert not load(FIRST, SECOND).changes_anything
    assert list(Card.objects.order_by("pk").values()) == before


def test_a_link_that_is_taken_out_of_the_file_leaves_the_card():
    load(FIRST, SECOND)
    load(FIRST.replace("See: Precision\nSee: accuracy-misleads\n", ""), SECOND)
    assert leads_to("Recall") == []


def test_links_survive_an_export_as_deck_files():
    load(FIRST, SECOND)
    files = list(deck_files(exported_cards(statuses=("published",))))
    assert [file.changed for file in files] == [(), ()]
    written = read_document("a.md", files[0].text.encode()).drafts
    assert [draft.see for draft in written] == [
        draft.see for draft in read_document("a.md", FIRST.encode()).drafts
    ]


def test_many_links_cost_no_more_queries_than_few(django_assert_max_num_queries):
    cards = "\n".join(f"Term {n} :: Meaning {n}.\nSee: Term {n + 1}\n" for n in range(60))
    load(cards + "\nTerm 60 :: Last.\n")
    with django_assert_max_num_queries(16):
        load(cards + "\nTerm 60 :: Last.\n")
