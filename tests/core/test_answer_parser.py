"""Reading answers: notations, positions, refusals, and the laws of printing and reading."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from math_core import LatexToMathML

from cards.core.answers.parse import Fault, ParseContext, Unreadable, parse_answer, to_latex
from cards.core.answers.parse.nodes import from_json, to_json

NAMES = ("x", "y", "n", "p", "TP", "d_k", "sigma", "y_hat", "theta_1", "s")
CONTEXT = ParseContext(variables=NAMES)


def read(text, **options):
    return parse_answer(text, ParseContext(variables=NAMES, **options)).node


def refused(text, **options):
    with pytest.raises(Unreadable) as caught:
        parse_answer(text, ParseContext(variables=NAMES, **options))
    return caught.value


SAME = [
    ("2x^3y", "2*x^3*y"),
    ("x ln x", "x*ln(x)"),
    ("xlnx", "x*ln(x)"),
    ("sin²x", "(sin(x))^2"),
    ("sin^-1 x", "arcsin(x)"),
    ("asin(x)", "arcsin(x)"),
    ("sen x", "sin(x)"),
    ("sin 2x cos y", "sin(2*x)*cos(y)"),
    ("ln x/y", "ln(x)/y"),
    ("1/2x", "(1/2)*x"),
    ("e^2x", "(e^2)*x"),
    ("e^-x/2", "(e^(-x))/2"),
    ("2^3^2", "2^(3^2)"),
    ("-x^2", "-(x^2)"),
    ("x**2", "x^2"),
    ("x¹⁰", "x^10"),
    ("x⁻¹", "x^(-1)"),
    ("3·10⁻⁴", "3*10^(-4)"),
    ("√2x", "sqrt(2)*x"),
    ("∛x", "root(x,3)"),
    ("||x|-1|", "abs(abs(x)-1)"),
    ("|x|y|x|", "abs(x)*y*abs(x)"),
    ("σ(1−σ)", "sigma*(1-sigma)"),
    ("s(1-s)", "s*(1-s)"),
    ("θ₁", "theta_1"),
    (r"\theta_{1}", "theta_1"),
    (r"\hat{y}", "y_hat"),
    ("ŷ", "y_hat"),
    ("yhat", "y_hat"),
    ("log_2 8", "log2(8)"),
    ("log₂8", "log2(8)"),
    (r"\log_{10}(x)", "log10(x)"),
    (r"\frac12x", "(1/2)*x"),
    (r"\frac{x}{2}", "x/2"),
    (r"\sqrt[3]{x}", "root(x,3)"),
    (r"\left(1-p\right)^{n}", "(1-p)^n"),
    (r"\binom{n}{p}", "binomial(n,p)"),
    (r"\mathrm{TP}+1", "TP+1"),
    (r"$x\cdot y$", "x*y"),
    (r"\max\{x, y\}", "max(x,y)"),
    (r"\{1, 2\}", "{1,2}"),
    ("]0,1[", "]0, 1["),
    ("[1 2; 3 4]", "[1,2;3,4]"),
    ("x=1 or x=2", r"x=1 \text{ or } x=2"),
    ("x ≤ 2", "x <= 2"),
    ("(0,1)∪(2,∞)", "(0,1) U (2,inf)"),
    ("\ufeffx+1", "x+1"),
    ("２x", "2x"),
    ("𝑥", "x"),
    ("50 %", "50%"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_two_notations_are_read_as_the_same_tree(left, right):
    assert read(left) == read(right)


UNREADABLE = [
    ("", Fault.EMPTY, 0, 0),
    ("X^2", Fault.WRONG_CASE, 0, 1),
    ("1+five", Fault.SYMBOL, 2, 6),
    ("5 5", Fault.OPERATOR, 0, 3),
    ("x+", Fault.OPERATOR, 1, 2),
    ("2*/3", Fault.OPERATOR, 2, 3),
    ("x=>2", Fault.OPERATOR, 1, 3),
    ("(x+1", Fault.BRACKET, 0, 1),
    ("x+1)", Fault.BRACKET, 3, 4),
    ("{1,2]", Fault.BRACKET, 4, 5),
    (r"\begin{pmatrix}\end{pmatrix}0", Fault.BRACKET, 0, 28),
    ("log_x(x, y)", Fault.ARGUMENTS, 0, 11),
    ("sin", Fault.ARGUMENTS, 0, 3),
    ("sin(x,y)", Fault.ARGUMENTS, 0, 8),
    ("1.2.3", Fault.NUMBER, 0, 4),
    ("x\x00", Fault.CHARACTER, 1, 2),
    ("1+\u202ex", Fault.CHARACTER, 2, 3),
    ("х+1", Fault.SYMBOL, 0, 1),  # a Cyrillic letter
    (r"x+\foo", Fault.SYMBOL, 2, 6),
    ("5% 3", Fault.OPERATOR, 1, 4),
]


@pytest.mark.parametrize(("text", "code", "start", "end"), UNREADABLE)
def test_an_unreadable_answer_says_why_and_where(text, code, start, end):
    error = refused(text)
    assert (error.code, error.start, error.end) == (code, start, end)
    assert error.message[-1] in ".?”"


@pytest.mark.parametrize(("text", "start"), [("(", 0), ("2*(", 2), ("{", 0), (r"\{", 0)])
def test_an_open_bracket_at_the_end_is_named_and_nothing_else_is_told(text, start):
    error = refused(text)
    assert (error.code, error.start) == (Fault.BRACKET, start)
    assert error.message.endswith("is never closed.")


def test_positions_count_characters_of_the_submitted_text_although_it_is_tidied():
    error = refused("\ufeff x² + 2·X")
    assert (error.start, error.end) == (9, 10)


def test_spans_of_the_tree_point_into_the_submitted_text():
    text = "\u200b½x + \\frac{x}{2}"
    node = read(text)
    assert [text[term.start : term.end] for term in node.terms] == ["½x", "\\frac{x}{2}"]


HOSTILE = [
    "().__class__.__base__.__subclasses__()",
    "[x for x in [1,2]]",
    "eval('1+1')",
    "__import__('os').system('id')",
    "lambda: 0",
    "open('/dev/null').read()",
    "'; DROP TABLE answers; --",
    r"\write18{id}",
    r"\input{/etc/passwd}",
    "<script>alert(1)</script>",
    "${jndi:ldap://x}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_program_text_is_refused_as_such(text):
    assert refused(text).code == Fault.HOSTILE


ENORMOUS = [
    "9**9**9**9",
    "((9^9)^9999)^9999",
    "2^(10^8)",
    "(10^6)!",
    "(((9!)!)!)!",
    "binomial(10^9, 5*10^8)",
    "gamma(10^9)",
    "1e999999999",
    "9" * 61,
    "exp(10^6)",
    "x^10000000",
    "-" * 20_000 + "x",
    "-" * 900 + "x",
    "sin(" * 5_000 + "x" + ")" * 5_000,
    "(" * 400 + "x" + ")" * 400,
    "a" * 100_000,
    "x+" * 400 + "x",
    "1/" * 300 + "x",
    "x" + "!" * 300,
    "2^" * 200 + "2",
    "[" * 300 + "]" * 300,
    r"\frac" * 300 + "1",
    "√" * 300 + "2",
]


@pytest.mark.parametrize("text", ENORMOUS, ids=lambda text: text[:20])
def test_what_is_too_large_is_refused_at_once(text):
    before = time.process_time()
    assert refused(text).code in {Fault.LIMIT, Fault.BRACKET}
    assert time.process_time() - before < 0.1


def test_a_large_but_meaningful_power_is_read():
    assert read("(x-1)^6000") is not None


NOTES = [
    ("1/2x", "1/2x is read as (1/2)·x."),
    ("e^2x", "e^2x is read as (e^2)·x"),
    ("sin 2x", "sin 2x is read as sin(2x)."),
    ("ln x/y", "ln x/… is read as (ln(x))/…."),
    ("log(x)", "log is read as the natural logarithm."),
    ("sin^-1 x", "inverse function arcsin"),
]


@pytest.mark.parametrize(("text", "note"), NOTES)
def test_an_ambiguous_reading_is_noted(text, note):
    assert any(note in found for found in parse_answer(text, CONTEXT).notes)


def test_options_of_the_question_change_the_reading():
    assert read("0,5", decimal_comma=True) == read("0.5")
    assert read("1,234.5", thousands=True) == read("1234.5")
    assert read("3 1/2", mixed=True).value * 2 == 7
    assert read("log(x)", log_base="10") == read("log10(x)")
    assert read("f(x)", functions=("f",)).name == "f"
    assert read("sin(x)", degrees=True) == read("sin(x°)", degrees=True) == read("sin(x°)")
    assert read("arcsin(x)", degrees=True) == read("arcsin(x)*(180/pi)")


def test_a_word_of_declared_letters_is_a_product():
    word = parse_answer("in", ParseContext(variables=("i", "n"))).node
    assert word == parse_answer("i*n", ParseContext(variables=("i", "n"))).node


@pytest.mark.parametrize("text", [left for left, _ in SAME])
def test_a_tree_survives_the_process_border(text):
    node = read(text)
    assert from_json(to_json(node)) == node


@pytest.mark.parametrize(
    "written", [[], ["nothing"], ["power", ["symbol", "x"]], "x", [["x"]], [1]]
)
def test_a_damaged_message_is_no_tree(written):
    with pytest.raises(ValueError, match="tree"):
        from_json(written)


converter = LatexToMathML()


@pytest.mark.parametrize("text", sorted({text for pair in SAME for text in pair}))
def test_the_printed_reading_reads_back_and_renders(text):
    node = read(text)
    printed = to_latex(node)
    assert read(printed) == node
    assert "<math" in converter.convert_with_local_state(printed, displaystyle=True)


def _joined(parts):
    return st.one_of(
        st.tuples(parts, st.sampled_from(["+", "-", "*", "/", " "]), parts).map(
            lambda t: f"({t[0]}){t[1]}({t[2]})"
        ),
        st.tuples(parts, parts).map(lambda t: f"({t[0]})^({t[1]})"),
        st.tuples(st.sampled_from(["sin", "ln", "sqrt", "abs", "relu", "-"]), parts).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
    )


expressions = st.recursive(
    st.sampled_from(["x", "y", "TP", "d_k", "sigma", "y_hat", "2", "0.5", "pi", "e", "n!", "30%"]),
    _joined,
    max_leaves=6,
)


def test_bars_written_in_pairs_stand_within_each_other():
    assert read(r"\left|x\,\left|y\right|\right|") == read("abs(x*abs(y))")
    assert read(r"\left|x|") == read("abs(x)")  # not in pairs: as plain bars


@settings(max_examples=120, deadline=None)
@given(expressions)
def test_printing_and_reading_round_trip(text):
    try:
        node = read(text)
    except Unreadable as error:
        assert error.code == Fault.LIMIT  # noqa: PT017
        return
    assert read(to_latex(node)) == node


ALPHABET = [
    *"xyXe0123.,;+-*/^_!%()[]{}|<>=' \\",
    *(
        "sin",
        "ln ",
        "log_",
        "\\frac",
        "\\sqrt",
        "\\left",
        "\\right",
        "\\begin{pmatrix}",
        "&",
        "\\\\",
    ),
    *(
        "\\end{pmatrix}",
        "²",
        "₁",
        "½",
        "√",
        "π",
        "∞",
        "≤",
        "∪",
        "±",
        "°",
        "\\text{or}",
        "\\hat",
        "U",
        "T",
    ),
    *(
        "max(",
        "1e5",
        "\u202e",
        "х",
        "\ud800",
        "\x00",
        "'",
        '"',
        "@",
        "😀",
        "\\{",
        "\\}",
        "in ",
        "or ",
    ),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(ALPHABET), max_size=25).map("".join))
def test_any_text_is_read_or_refused_with_a_position_inside_it(text):
    try:
        node = read(text)
    except Unreadable as error:
        assert 0 <= error.start <= error.end <= len(text)  # noqa: PT017
        return
    assert from_json(to_json(node)) == node
    assert to_latex(node)
