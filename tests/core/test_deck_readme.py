import re
from pathlib import Path

import pytest

from cards.core.documents.deck.grammar import KEYS, STARTERS
from cards.core.documents.deck.reader import FRONT_MATTER_KEYS
from cards.core.documents.registry import read_document
from cards.core.kinds import CardKind

README = Path(__file__).parents[2] / "cards" / "library" / "README.md"
EXAMPLES = [
    match[2]
    for match in re.finditer(
        r"^(`{3,})deck\n(.*?)^\1$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
]


def read(text):
    return read_document("deck.md", text.encode(), reader="deck")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("\n", 1)[0][:40])
def test_every_example_of_the_authors_guide_is_read_without_a_problem(example):
    document = read(example)
    assert document.problems == ()
    assert document.drafts or document.meta


def test_the_examples_of_the_guide_show_every_kind_of_card():
    guide = README.read_text(encoding="utf-8")
    shown = {draft.kind for example in EXAMPLES for draft in read(example).drafts}
    assert {CardKind.TERM, CardKind.QUESTION, CardKind.LIST, CardKind.CLOZE} <= shown
    assert {CardKind.CHOICE, CardKind.ORDERING, CardKind.INTERVIEW, CardKind.TEXT} <= shown
    for kind in CardKind:
        if kind.is_checked:
            assert f"`{kind}`" in guide


def test_the_guide_names_every_key():
    guide = README.read_text(encoding="utf-8")
    for name in (*KEYS, *STARTERS):
        assert f"{name}:" in guide
    for name in FRONT_MATTER_KEYS:
        assert name == "license" or f"`{name}`" in guide


def test_the_hidden_keys_of_the_guide_work_in_a_note_for_obsidian():
    guide = README.read_text(encoding="utf-8")
    [note] = re.findall(r"^```markdown\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    document = read_document("note.md", note.encode(), reader="obsidian-sr")
    assert document.problems == ()
    checked, interview = document.drafts
    assert checked.kind is CardKind.NUMBER
    assert checked.answer_spec["options"] == {"atol": 0.001}
    assert interview.kind is CardKind.INTERVIEW
    assert [point.text for point in interview.points] == [
        "noise on the units",
        "an ensemble of thinned networks",
    ]
