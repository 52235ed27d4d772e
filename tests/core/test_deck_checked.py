import pytest

from cards.core.documents.deck.guess import guess_kind
from cards.core.documents.registry import read_document
from cards.core.kinds import CardKind


def read(text):
    return read_document("deck.md", text.encode(), reader="deck")


def specification(lines):
    document = read("Q: question ${s} ${n}\n" + lines)
    assert [problem for problem in document.problems if not problem.is_notice] == []
    [draft] = document.drafts
    return draft.answer_spec


@pytest.mark.parametrize(
    ("lines", "name", "value"),
    [
        ("= 1\nTolerance: 0.5 %", "options", {"rtol": 0.005}),
        ("= 1\nTolerance: 0.5%", "options", {"rtol": 0.005}),
        ("= 1\nTolerance: 1e-3 absolute", "options", {"atol": 0.001}),
        ("= 1\nTolerance: ± 0.2", "options", {"atol": 0.2}),
        ("= 1\nTolerance: 1e-6 relative", "options", {"rtol": 1e-06}),
        ("= 1\nTolerance: 3 significant figures", "options", {"sigfigs": 3}),
        ("= 1\nTolerance: 2 decimal places", "options", {"places": 2}),
        ("= 1\nTolerance: exact", "options", {"rtol": 0}),
        ("= 1\nTolerance: 1 %, 0.01 absolute", "options", {"rtol": 0.01, "atol": 0.01}),
        ("= 1/2\nForm: lowest terms", "options", {"form": "lowest_terms"}),
        ('= 1\nOptions: {"log_base": 2}', "options", {"log_base": 2}),
        ("= x\nVariables: x", "options", {"variables": ["x"]}),
        (
            "= p*n\nVariables: p in prob, n in int 1..9, t in [0, 5], u in (0, 1]",
            "options",
            {
                "variables": ["p", "n", "t", "u"],
                "domain": {"p": "prob", "n": "int 1..9", "t": "[0, 5]", "u": "[0, 1]"},
            },
        ),
        ("= x^3/3 + C\nVariables: x", "kind", "antiderivative"),
        (
            "= x^3/3 + C\nVariables: x",
            "options",
            {"variables": ["x", "C"], "variable": "x", "constant": "required"},
        ),
        ("= s\nParameters: s in 1..9, n in {2, 4}", "parameters", {"s": "1..9", "n": "{2, 4}"}),
        ("= s\nParameters: s in 1..9; n in 1..9\nConstraints: s != n, s < n", "constraints", ["s != n", "s < n"]),
        ("= 1\nAccept: 2/2\nAccept: 3/3; 4/4", "accepted", ["2/2", "3/3", "4/4"]),
        ("= 1\n= 2/2", "accepted", ["2/2"]),
        ("= 1\nWrong: 2 -> doubled\nWrong: 3 → tripled", "wrong", [{"answer": "2", "feedback": "doubled"}, {"answer": "3", "feedback": "tripled"}]),
        ("= 1\nHints: off", "hints", False),
        ("= 1", "hints", True),
        ("= cat\nAccept: dog\nReject: cow; hen\nTypos: 1", "options", {"accept": ["dog"], "reject": ["cow", "hen"], "max_edits": 1}),
        ("= 3\nKind: text", "kind", "text"),
        ("- [ ] a\n- [x] b", "options", {"options": ["a", "b"], "multiple": False}),
        ("- [x] a\n- [X] b\n- [ ] c", "correct", ["a", "b"]),
        ("- [x] a\n- [x] b\n- [ ] c", "options", {"options": ["a", "b", "c"], "multiple": True}),
        ("- [x] a\n- [ ] b\nChoose: several", "options", {"options": ["a", "b"], "multiple": True}),
        ("1. z\n2. a\nKind: ordering", "correct", ["z", "a"]),
        ("1. z\n2. a\nKind: ordering", "options", {"options": ["a", "z"]}),
    ],
)  # fmt: skip
def test_every_key_of_a_checked_answer_reaches_the_specification(lines, name, value):
    assert specification(lines)[name] == value


@pytest.mark.parametrize(
    ("answer", "variables", "parameters", "kind"),
    [
        ("0.693", "", "", "number"),
        ("-1,234.5", "", "", "number"),
        ("3 x 10^-4", "", "", "number"),
        ("45 %", "", "", "number"),
        ("ln(2)", "", "", "number"),
        ("2pi", "", "", "number"),
        ("s*(1-s)", "", "s", "number"),
        ("14 GB", "", "", "quantity"),
        ("5e-6 s", "", "", "quantity"),
        ("20 m/s", "", "", "quantity"),
        ("$5", "", "", "quantity"),
        ("16*n GB", "", "n", "quantity"),
        ("e^-x/(1+e^-x)^2", "x", "", "expression"),
        ("w*x + b", "", "", "expression"),
        ("y = 2x + 1", "xy", "", "equation"),
        ("x > -2", "x", "", "inequality"),
        ("{1, 2}", "", "", "set"),
        ("(10, 3, 5)", "", "", "sequence"),
        ("1, 2, 3", "", "", "sequence"),
        ("(0, 1]", "", "", "interval"),
        ("[2, inf)", "", "", "interval"),
        ("(-inf, 0) U (2, 3)", "", "", "interval"),
        ("[[1, 2], [3, 4]]", "", "", "matrix"),
        ("x^3/3 + C", "x", "", "antiderivative"),
        ("overfitting", "", "", "text"),
        ("over-fitting", "", "", "text"),
        ("TCP/IP", "", "", "text"),
        ("k-means", "", "", "text"),
        ("L1", "", "", "text"),
    ],
)
def test_the_kind_is_guessed_from_the_answer(answer, variables, parameters, kind):
    assert guess_kind(answer, list(variables), list(parameters)) == kind


@pytest.mark.parametrize(
    ("text", "line", "field", "words"),
    [
        ("Q: a\nA: b\nExplian: c", 3, "Explian", "Did you mean `Explain:`"),
        ("Q: a\nA: b\nexplain: c", 3, "explain", "Did you mean `Explain:`"),
        ("Q: a\n= 1\nTolerance: 1 %\nPrecision: 2", 4, "Precision", "not a key"),
        ("Q: a", 1, "Q", "has no answer"),
        ("Q:\nA: b", 1, "Q", "is empty"),
        ("a :: b\n\n## H\n\nExplain: c", 5, "Explain", "outside a card"),
        ("term ::", 1, "", "no meaning"),
        ("C: no gap", 1, "C", "has no gap"),
        ("C: an {{c1::open gap", 1, "C", "not closed"),
        ("C: {{c1::}} x", 1, "C", "empty"),
        ("Recall: a\n- one", 1, "Recall", "two or more"),
        ("Recall: a\n- one\n- one\n- two", 1, "Recall", "twice"),
        ("Interview: a\nAnswer: b", 1, "Must", "key points"),
        ("Interview: a\nKind: conceptal\nMust:\n- b", 2, "Kind", "Did you mean conceptual"),
        ("Interview: a\nMinutes: long\nMust:\n- b", 2, "Minutes", "whole minutes"),
        ("a :: b\nDifficulty: mean", 2, "Difficulty", "easy, medium or hard"),
        ("a :: b\nLines: 9-3", 2, "Lines", "151-169"),
        ("a :: b\nId: two words", 2, "Id", "no blanks"),
        ("a :: b\nTolerance: 1 %", 2, "Tolerance", "checked answer"),
        ("a :: b\nMust:\n- c", 2, "Must", "`Interview:` card"),
        ("Q: a\n= 1\nTolerance: 0.01", 3, "Tolerance", "absolute or relative"),
        ("Q: a\n= 1\nTolerance: some", 3, "Tolerance", "no tolerance"),
        ("Q: a\n= 1\nKind: nummer", 3, "Kind", "Did you mean number"),
        ("Q: a\n= x\nVariables: x in nowhere", 3, "Variables", "no range"),
        ("Q: a\n= x\nVariables: x, x", 3, "Variables", "twice"),
        ("Q: a ${s}\n= s\nParameters: s from 1", 3, "Parameters", "no parameter"),
        ("Q: a ${s}\n= s\nParameters: s in 9..1", 3, "Parameters", "empty"),
        ("Q: a ${s}\n= s\nParameters: s in 1..2 step 0", 3, "Parameters", "step of 0"),
        ("Q: a ${t} ${s}\n= s\nParameters: s in 1..9", 1, "Parameters", "`${t}` is no parameter"),
        ("Q: a\n= s\nParameters: s in 1..9", 1, "Parameters", "never shows"),
        ("Q: a\n= 1\nWrong: 2", 3, "Wrong", "` -> `"),
        ("Q: a\n= 1\nHints: maybe", 3, "Hints", "`on` or `off`"),
        ("Q: a\n= 1\nForm: factord", 3, "Form", "Did you mean `factored`"),
        ("Q: a\n= 1\nTypos: 1", 3, "Typos", "kind text"),
        ("Q: a\n= cat\nTypos: 12", 3, "Typos", "from 0 to"),
        ("Q: a\n= 1\nOptions: {", 3, "Options", "JSON"),
        ("Q: a\n= 1\nConstraints: near", 3, "Constraints", "compares nothing"),
        ("Q: a\n- [ ] b\n- [ ] c", 2, "options", "`[x]`"),
        ("Q: a\n- [x] b\n- [ ] b", 2, "options", "the same"),
        ("Q: a\n- [x] b", 2, "options", "at least two"),
        ("Q: a\n- [x] b\n- [ ] c\n= 3", 4, "=", "not both"),
        ("Q: a\n- [x] b\n- [ ] c\nWrong: d -> no", 4, "Wrong", "none of the options"),
        ("Q: a\n- [x] b\n- [x] c\nChoose: one", 4, "Choose", "several"),
        ("Q: a\nKind: ordering\nA: b", 1, "Kind", "two or more different lines"),
        ("---\ndekc: A\n---\na :: b", 2, "dekc", "Did you mean `deck`"),
        ("---\ndeck: A\nsauce: b\n\na :: b", 1, "", "not closed"),
        ("---\ndeck:\n---\na :: b", 2, "deck", "needs a value"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_field(text, line, field, words):
    document = read(text + "\n\n## Next\n\nother :: card\n")
    problem = document.problems[0]
    assert words in problem.message
    assert (problem.line, problem.field) == (line, field)
    assert document.drafts[-1].prompt == "other"


@pytest.mark.parametrize(
    "head",
    [
        "---\ndeck: A / B\n---\n",
        "+++\ndeck = 'A / B'\n+++\n",
        '---\ndeck = "A / B"\n---\n',
        "---\ndeck: 'A / B'\ntags:\n  - x\n---\n",
    ],
)
def test_front_matter_is_read_as_yaml_or_toml(head):
    document = read(head + "a :: b")
    assert document.problems == ()
    assert document.drafts[0].deck_path == "A / B"


def test_a_value_with_a_colon_is_no_yaml_and_is_read_all_the_same():
    document = read("---\ndeck: Maths: limits\n---\na :: b")
    assert document.drafts[0].deck_path == "Maths: limits"


@pytest.mark.parametrize(
    "head",
    [
        "---\n"
        + "".join(
            f"k{n}: &a{n} [{', '.join([f'*a{n - 1}' if n else 'x'] * 12)}]\n" for n in range(9)
        )
        + "deck: D\n---\n",
        "---\n" + "[" * 1500 + "\n---\n",
        "---\ndeck: !!python/object:os.system D\n---\n",
    ],
)
def test_hostile_front_matter_does_no_harm(head):
    assert read(head + "a :: b").drafts[-1].answer == "b"


def test_a_rule_at_the_top_is_no_front_matter():
    document = read("---\n\nSome prose.\n\n---\n\na :: b")
    assert document.problems == ()
    assert len(document.drafts) == 1


def test_a_checked_card_may_show_its_answer_in_another_form():
    [draft] = read("Q: a\n= 14 GB\nA: about $14$ gigabytes").drafts
    assert draft.kind is CardKind.QUANTITY
    assert draft.answer == "about $14$ gigabytes"
