"""The library that ships: every card cites its source, verifies, renders, and asks once."""

from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from cards.actions.library import CONTENTS, library_files
from cards.core.answers.parameters import fill_prompt
from cards.core.answers.specification import AnswerSpecification, verify
from cards.core.documents.registry import read_document
from cards.core.kinds import CardKind
from cards.rendering import render_cloze, render_inline, render_markdown
from tests.rendering.markup import dangers

LIBRARY = Path(__file__).resolve().parents[1] / "cards" / "library"
FILES = library_files(LIBRARY)
LONGEST_CARD = 1600
SOURCES = {
    "000_182817651893318e.txt", "001_1eb7a0794e8889b6.txt", "002_4c4775df94ec5fb6.txt",
    "003_f7d008f385866773.txt", "004_0cd4134cb1a3992d.txt",
}  # fmt: skip


@cache
def read(name):
    return read_document(name, (LIBRARY / name).read_bytes())


def all_drafts():
    return [(name, draft) for name in FILES for draft in read(name).drafts]


def texts(draft):
    points = [point.shown for point in draft.points]
    return [draft.prompt, draft.answer, draft.explanation, *points, *draft.follow_ups]


def html_of(draft):
    spec = AnswerSpecification.from_json(draft.answer_spec) if draft.answer_spec else None
    values = spec.draw(seed=1) if spec else {}

    def render(text):
        return render_markdown(fill_prompt(text, values) if values else text)

    if draft.kind is CardKind.CLOZE:
        yield render_cloze(draft.prompt, draft.cloze_ordinal, revealed=True)
        yield render_cloze(draft.prompt, draft.cloze_ordinal, revealed=False)
    else:
        yield render(draft.prompt)
    if not draft.kind.is_checked or draft.kind is CardKind.TEXT:
        yield render(draft.answer)
    yield render(draft.explanation)
    points = [point.shown for point in draft.points]
    for text in [*points, *draft.follow_ups, *draft.interviewer_hints]:
        yield render_inline(text)


def test_every_file_has_its_place_in_the_contents():
    listed = {
        line.strip()
        for line in (LIBRARY / CONTENTS).read_text().splitlines()
        if line.strip() and not line.startswith("#")
    }
    assert set(FILES) <= listed


@pytest.mark.parametrize("name", FILES)
def test_a_deck_reads_without_a_problem(name):
    assert [problem for problem in read(name).problems if not problem.is_notice] == []
    assert read(name).drafts


@pytest.mark.parametrize("name", FILES)
def test_every_card_cites_a_document_and_a_section(name):
    for draft in read(name).drafts:
        assert draft.source_document in SOURCES, draft.prompt
        assert draft.source_section, draft.prompt


@pytest.mark.parametrize("name", FILES)
def test_every_model_answer_verifies(name):
    for draft in read(name).drafts:
        if draft.answer_spec is not None:
            assert verify(AnswerSpecification.from_json(draft.answer_spec)) == [], draft.prompt


@pytest.mark.parametrize("name", FILES)
def test_every_formula_renders(name):
    for draft in read(name).drafts:
        for html in html_of(draft):
            assert "math-error" not in html, draft.prompt
            assert not dangers(html), draft.prompt


@pytest.mark.parametrize("name", FILES)
def test_no_card_is_too_long(name):
    for draft in read(name).drafts:
        assert sum(map(len, texts(draft))) <= LONGEST_CARD, draft.prompt


def test_no_question_is_asked_twice():
    prompts = Counter(
        (
            draft.kind is CardKind.CLOZE,
            " ".join(draft.prompt.casefold().split()),
            draft.cloze_ordinal,
        )
        for _, draft in all_drafts()
    )
    assert [prompt for prompt, number in prompts.items() if number > 1] == []


def test_interview_questions_are_complete():
    for name, draft in all_drafts():
        if draft.kind is not CardKind.INTERVIEW:
            continue
        where = f"{name}: {draft.prompt}"
        assert 4 <= len(draft.points) <= 8, where
        assert any(point.is_must for point in draft.points), where
        assert 1 <= len(draft.follow_ups) <= 3, where
        assert 1 <= len(draft.interviewer_hints) <= 3, where
        assert draft.answer, where
        assert draft.interview_kind, where
        assert draft.difficulty, where
        assert draft.minutes, where


def test_the_library_is_as_large_as_promised():
    kinds = Counter(draft.kind for _, draft in all_drafts())
    checked = sum(
        number for kind, number in kinds.items() if kind.is_checked and kind not in WORD_KINDS
    )
    randomised = sum(
        bool(draft.answer_spec and draft.answer_spec.get("parameters")) for _, draft in all_drafts()
    )
    sources = defaultdict(int)
    for _, draft in all_drafts():
        sources[draft.source_document] += 1
    assert kinds.total() >= 1400
    assert kinds[CardKind.INTERVIEW] >= 100
    assert checked >= 400
    assert randomised >= 80
    assert set(sources) == SOURCES


WORD_KINDS = {CardKind.CHOICE, CardKind.ORDERING, CardKind.TEXT}
