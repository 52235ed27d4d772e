"""The source documents of the site, where their folder is at hand, read as a stranger's would be."""

import os
import pathlib
import random

import pytest

from cards.core.documents.drafts import ReadDocument
from cards.core.documents.text.extract import read_text
from cards.core.kinds import CardKind

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(os.environ.get("DOCUMENTS_DIR", REPOSITORY.parent / "shared" / "documents"))
DOCUMENTS = sorted(FOLDER.glob("*.txt")) if FOLDER.is_dir() else []

pytestmark = pytest.mark.skipif(
    len(DOCUMENTS) < 5,
    reason="the source documents are not here; set DOCUMENTS_DIR to their folder",
)


@pytest.fixture(scope="module")
def read() -> dict[str, ReadDocument]:
    return {
        path.name[:3]: read_text(path.name, path.read_text(encoding="utf-8")) for path in DOCUMENTS
    }


def test_every_document_gives_about_the_cards_it_holds(read):
    counts = {name: len(found.drafts) for name, found in read.items()}
    assert counts["000"] > 80
    assert counts["001"] > 5
    assert counts["002"] > 35
    assert counts["003"] > 90
    assert 1000 < counts["004"] < 1600


def test_generic_labels_ask_about_their_section(read):
    prompts = {draft.prompt for draft in read["004"].drafts}
    assert "What are the advantages of K-Means Clustering?" in prompts
    assert "What does the parameter `max_depth` mean in Decision Trees?" in prompts
    assert "How does Linear Regression work?" in prompts
    assert not any(prompt.casefold() in ("advantages?", "concept?") for prompt in prompts)


def test_stubs_whose_formula_is_gone_are_problems_and_no_cards(read):
    lines = {problem.line for problem in read["003"].problems if not problem.is_notice}
    assert lines >= {
        6,
        8,
        10,
        12,
        14,
        20,
        23,
        24,
        26,
        27,
        43,
        46,
        56,
        57,
        58,
        59,
        92,
        94,
        257,
        258,
        261,
    }
    for draft in read["003"].drafts:
        assert not draft.answer.endswith(":")


def test_tables_keep_their_maths(read):
    row = next(draft for draft in read["003"].drafts if draft.lines == (65, 65))
    assert row.prompt == "Parameters: LSTM and GRU? (LSTM vs GRU Comparison)"
    assert [point.text for point in row.points] == [
        "LSTM: $4(n_h^2 + n_h n_x)$",
        "GRU: $3(n_h^2 + n_h n_x)$",
    ]


def test_a_badge_names_the_task_of_the_loss_before_it(read):
    tasks = {
        draft.prompt: draft.answer for draft in read["003"].drafts if "Which task" in draft.prompt
    }
    assert tasks["Which task is Hinge Loss (SVM) used for?"] == "SVM / Margin"
    assert len(tasks) == 10


def test_the_glossary_is_whole(read):
    glossary = [draft for draft in read["004"].drafts if draft.source_section.endswith("Glossary")]
    assert len(glossary) == 23


def test_interview_questions_wait_for_their_key_points(read):
    interview = [draft for draft in read["004"].drafts if draft.kind is CardKind.INTERVIEW]
    assert len(interview) >= 36
    assert all(draft.confidence < 0.7 for draft in interview)


def test_link_lists_and_teasers_make_no_cards(read):
    everything = " ".join(
        draft.prompt + draft.answer for found in read.values() for draft in found.drafts
    )
    for noise in (
        "Read more",
        "Top comments",
        "relref",
        "list-separator",
        "┌",
        "github.com/suno-ai",
    ):
        assert noise not in everything


def test_no_card_is_over_its_length(read):
    for found in read.values():
        for draft in found.drafts:
            assert len(draft.prompt + draft.answer + draft.explanation) <= 1600


def test_maths_is_never_cut(read):
    for draft in read["003"].drafts:
        for text in (draft.prompt, draft.answer, *(point.text for point in draft.points)):
            assert text.count("$") % 2 == 0
            assert text.count("{") == text.count("}")


def test_shuffled_lines_are_read_without_a_crash():
    lines = DOCUMENTS[-1].read_text(encoding="utf-8").split("\n")[:1500]
    random.Random(7).shuffle(lines)
    assert read_text("shuffled", "\n".join(lines)).drafts
