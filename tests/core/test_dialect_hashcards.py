import pytest

from cards.core.documents.registry import choose_reader, read_document


def read(text, name="Losses.md"):
    return read_document(name, text.encode(), reader="hashcards")


def test_questions_run_on_to_the_next_tag_or_rule():
    text = "Q: one\nA: first\n\nsecond paragraph\n\nQ: two\nA: x\n---\nstray text\n"
    document = read(text)
    assert [(draft.prompt, draft.answer) for draft in document.drafts] == [
        ("one", "first\n\nsecond paragraph"),
        ("two", "x"),
    ]
    [notice] = document.problems
    assert (notice.line, notice.is_notice) == (9, True)


@pytest.mark.parametrize(
    ("sentence", "prompt"),
    [
        ("The [mean] is [2].", "The {{c1::mean}} is {{c2::2}}."),
        (r"A list \[1, 2\] has [two] members.", "A list [1, 2] has {{c1::two}} members."),
        ("See ![](@/plot.png) and [this].", "See ![](@/plot.png) and {{c1::this}}."),
        ("$E[X]$ is the [expectation].", "$E[X]$ is the {{c1::expectation}}."),
        ("A [text](url) and a [gap].", "A [text](url) and a {{c1::gap}}."),
        ("`a[0]` is the [first].", "`a[0]` is the {{c1::first}}."),
    ],
)
def test_brackets_are_gaps_unless_they_belong_to_something_else(sentence, prompt):
    [*drafts] = read(f"C: {sentence}").drafts
    assert {draft.prompt for draft in drafts} == {prompt}


def test_what_hashcards_would_read_differently_is_told():
    text = "Q: how\nA: so\n```\nC: compile\n```\n\nC: $E[X]$ is [it].\n"
    document = read(text)
    assert [problem.line for problem in document.problems] == [4, 7]
    assert all(problem.is_notice for problem in document.problems)
    assert document.drafts[0].answer == "so\n```\nC: compile\n```"


def test_the_deck_is_named_by_toml_or_by_the_file():
    assert read('---\nname = "Optimisers"\n---\nQ: a\nA: b').drafts[0].deck_path == "Optimisers"
    assert read("Q: a\nA: b").drafts[0].deck_path == "Losses"


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ('---\nname = "A"\n---\nQ: a\nA: b', "hashcards"),
        ("Q: a\nA: b\n\nC: the [gap]\n", "hashcards"),
        ("Q: a\nA: b\n", "hashcards"),
        ("Q: a\nA: b\nExplain: c\n", "deck"),
        ("C: the ==gap== here", "deck"),
        ("Q: a\n= 3\n", "deck"),
    ],
)
def test_the_reader_is_chosen_by_evidence(text, reader):
    assert choose_reader("deck.md", text).name == reader


def test_a_question_without_an_answer_is_told():
    document = read("Q: lonely\n\nQ: a\nA: b\n")
    assert len(document.drafts) == 1
    assert document.problems[0].line == 1
