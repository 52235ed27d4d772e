from dataclasses import replace

import pytest

from cards.checker.deriving import OPERATIONS as WORKED_OUT
from cards.core.documents.deck.derived import OPERATIONS
from cards.core.documents.deck.write import essence
from cards.core.documents.export_markdown import export_markdown
from cards.core.documents.fingerprints import content_digest
from cards.core.documents.registry import read_document


def read(lines, prompt="Work it out."):
    return read_document("deck.md", f"Q: {prompt}\n{lines}\n".encode(), reader="deck")


def draft_of(lines, **options):
    document = read(lines, **options)
    assert [problem for problem in document.problems if not problem.is_notice] == []
    [draft] = document.drafts
    return draft


def test_authors_can_name_every_operation_that_the_checker_works_out():
    assert set(OPERATIONS) == set(WORKED_OUT)


@pytest.mark.parametrize(
    ("lines", "kind", "variables"),
    [
        ("Derive: diff(sqrt(5*x^3+2), x)", "expression", ["x"]),
        ("Derive: diff(a*x^2, x)\nParameters: a in 1..9", "expression", ["x"]),
        ("Derive: integrate(2*x, x)", "antiderivative", ["x", "C"]),
        ("Derive: integrate(x^2, x, 0, 1)", "number", None),
        ("Derive: integrate(x^2, x, 0, t)", "expression", ["t"]),
        ("Derive: limit(sin(x)/x, x, 0)", "number", None),
        ("Derive: limit((1 + a/n)^n, n, inf)", "expression", ["a"]),
        ("Derive: solve(x^2 = 2, x)", "set", []),
        ("Derive: solve(x^2 = a, x)\nVariables: a in pos", "set", ["a"]),
        ("Derive: simplify(x/x^2)", "expression", ["x"]),
        ("Derive: simplify(1/2 + 1/3)", "number", None),
        ("Derive: expand((x+1)*(x-1))\nKind: equation", "equation", ["x"]),
    ],
)
def test_the_kind_and_the_letters_of_the_answer_follow_from_the_operation(lines, kind, variables):
    prompt = "Given ${a}" if "Parameters" in lines else "Work it out."
    draft = draft_of(lines, prompt=prompt)
    assert (draft.kind, draft.answer_spec["kind"]) == (kind, kind)
    assert draft.answer_spec["options"].get("variables") == variables
    assert draft.answer_spec["derive"] == lines.split("\n")[0].removeprefix("Derive: ")
    assert "correct" not in draft.answer_spec
    assert draft.answer == ""


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("diff", "in brackets"),
        ("diff(x^2, x) + 1", "in brackets"),
        ("dif(x^2, x)", "Did you mean `diff`"),
        ("frobnicate(x)", "Known are diff"),
        ("diff((x, x)", "not closed"),
        ("diff(x], x)", "closes what was not opened"),
        ("diff(, x)", "empty"),
        ("diff(x, )", "empty"),
        ("diff(x, x, x, x, x)", "at most 4"),
        ("__import__(x)", "in brackets"),
        ("diff(" + "x+" * 600 + "x, x)", "too long"),
        ("", "in brackets"),
    ],
)
def test_a_calculation_that_cannot_be_read_is_a_problem_at_its_line_and_no_card(written, message):
    document = read(f"Derive: {written}\nVariables: x")
    assert document.drafts == ()
    [problem] = document.problems
    assert (problem.line, problem.field) == (2, "Derive")
    assert message in problem.message


@pytest.mark.parametrize(
    ("lines", "line", "field"),
    [
        ("= 1\nDerive: diff(x, x)", 3, "Derive"),
        ("- [x] a\n- [ ] b\nDerive: diff(x, x)", 4, "Derive"),
        ("A: words\nDerive: diff(x, x)\nKind: text", 4, "Kind"),
        ("Derive: diff(x, x)\nKind: choice", 3, "Kind"),
        ("Derive: diff(x, x)\nDerive: diff(x^2, x)", 3, "Derive"),
    ],
)
def test_what_does_not_go_with_a_calculation_is_said(lines, line, field):
    problems = [problem for problem in read(lines).problems if not problem.is_notice]
    assert (line, field) in [(problem.line, problem.field) for problem in problems]


def test_a_term_takes_no_calculation():
    document = read_document("d.md", b"Epoch :: One pass.\nDerive: diff(x, x)\n", reader="deck")
    assert [problem.field for problem in document.problems] == ["Derive"]


@pytest.mark.parametrize(
    "lines",
    [
        "Derive: diff(sqrt(5*x^3+2), x)\nVariables: x in pos",
        "Derive: integrate(2*x, x)\nVariables: x\nAccept: x^2 + K; K + x*x\nHints: off",
        "Derive: diff(a*x, x)\nParameters: a in 1..9\nVariables: x\nWrong: x -> No.",
        'Derive: simplify(1/2 + 1/3)\nTolerance: exact\nOptions: {"log_base": 2}',
        "Derive: solve(x^2 = a, x)\nVariables: a in pos\nA: Two roots.",
        "Derive: expand((x+1)*(x-1))\nKind: equation\nVariables: x",
    ],
)
def test_an_export_keeps_the_calculation_and_leaves_its_result_out(lines):
    prompt = "Given ${a}" if "Parameters" in lines else "Work it out."
    draft = draft_of(lines, prompt=prompt)
    stored = replace(draft, answer_spec={**draft.answer_spec, "correct": r"\frac{1}{2}"})
    written = export_markdown([stored])
    assert lines.split("\n")[0] in written
    assert "frac" not in written
    [again] = read_document("deck.md", written.encode(), reader="deck").drafts
    assert essence(again, with_ids=False) == essence(draft, with_ids=False)


def test_the_result_of_a_calculation_is_no_change_of_the_card():
    draft = draft_of("Derive: diff(x^2, x)\nVariables: x")
    worked_out = replace(draft, answer_spec={**draft.answer_spec, "correct": "2*x"})
    edited = draft_of("Derive: diff(x^3, x)\nVariables: x")
    assert content_digest(worked_out) == content_digest(draft)
    assert content_digest(edited) != content_digest(draft)
    plain, other = draft_of("= 2"), draft_of("= 3")
    assert content_digest(plain) != content_digest(other)
