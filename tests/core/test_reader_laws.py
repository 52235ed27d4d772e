"""Laws that hold for every text: nothing raises, no card is too long, hostile lines stay cheap."""

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.documents.csv_rows import read_csv
from cards.core.documents.drafts import ReadDocument
from cards.core.documents.html import read_html
from cards.core.documents.org import read_org
from cards.core.documents.text.extract import read_text
from cards.core.documents.text.lines import MAX_LINE_CHARACTERS, number_lines
from cards.core.kinds import CardKind

READ: dict[str, Callable[[str, str], ReadDocument]] = {
    "text": read_text, "html": read_html, "org": read_org, "csv": read_csv,
}  # fmt: skip
PIECES = st.sampled_from(
    ["# ", "## A b", "- ", "  - x: y", "1. ", "1.A:", "2.1 Two Words", "Label:", "Advantages:", "Q: a?", "A: b", "**Q?**",
     "| a | b |", "|---|---|", "```", "$$", "$x$", "def f(a=1):", "import x", '"""', "...", "Read more", "├── a", "│", "<p>",
     "<li>", "<table><tr><td>", "</td>", "<details>", "<summary>a</summary>", "</details>", "<!--", "-->", "+++", "---", "> ",
     ": meaning", "a — b", "is defined as:", "y = 2x", "What is it?", "* x", "#+BEGIN_SRC", "#+END_SRC", ",", ";", '"', "word ",
     "\n", "\n\n", "\t", "📊 RegressionHuber Loss", "Step 1: Go", "\u2028", "\\(", "(", ")", "[a](b)", "{{< x >}}"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=25).map("\n".join),
    st.lists(PIECES, max_size=25).map("".join),
)


@pytest.mark.parametrize("shape", sorted(READ))
@settings(max_examples=30, deadline=None)
@given(text=TEXTS)
def test_no_text_makes_a_reader_raise_and_every_draft_is_a_whole_card(shape: str, text: str):
    found = READ[shape]("name", text)
    last = len(re.split(r"\r\n|\n|\r", text))
    for draft in found.drafts:
        assert draft.prompt.strip()
        assert draft.answer.strip() or draft.points or draft.kind is CardKind.INTERVIEW
        assert 1 <= draft.lines[0] <= draft.lines[1] <= last
        assert sum(map(len, (draft.prompt, draft.answer, draft.explanation))) <= 1600
        assert 0 <= draft.confidence <= 1
        assert draft.pattern
    assert all(1 <= problem.line <= last and problem.message for problem in found.problems)


@settings(max_examples=30, deadline=None)
@given(text=TEXTS)
def test_reading_twice_gives_the_same_cards_with_prompts_asked_once(text: str):
    first = read_text("name", text)
    assert read_text("name", text) == first
    prompts = [draft.prompt for draft in first.drafts]
    assert len(prompts) == len(set(prompts))


@pytest.mark.parametrize("shape", sorted(READ))
@pytest.mark.parametrize("unit", ["<a", "[a](", "**a", "$", "`a", "\\(", "( ", "A — ", "is a ", "| ", "<!--", "a, ", '"'])  # fmt: skip
def test_a_hostile_line_is_read_or_refused_at_once(shape: str, unit: str):
    text = unit * (60_000 // len(unit))
    start = time.process_time()
    READ[shape]("name", text)
    READ[shape]("name", text[: MAX_LINE_CHARACTERS - 1])
    assert time.process_time() - start < 5  # a quadratic pattern would need minutes


def test_an_endless_line_is_left_out_and_named():
    numbered = number_lines("short\n" + "x" * (MAX_LINE_CHARACTERS + 1) + "\nlast")
    assert [line.text for line in numbered.lines] == ["short", "", "last"]
    assert [problem.line for problem in numbered.problems] == [2]


@pytest.mark.parametrize("unit", ["- a: b\n", "# A b\n", "Deep Nets:\n- Ab\n", "a,b\n", "    " * 50 + "- x\n", "> " * 200 + "x\n"])  # fmt: skip
def test_twice_the_lines_take_about_twice_the_time(unit: str):
    def seconds(count: int) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            read_text("name", unit * count)
            times.append(time.process_time() - start)
        # The least of three: whatever else the machine does can only add.
        return min(times)

    seconds(100)
    assert seconds(2000) < 8 * seconds(500) + 0.2  # quadratic would be sixteen times
