"""The form an equivalent answer must also have, judged on the tree as it was written.

Option `form`: one name, or a list of names that must all hold:
    lowest_terms     fractions of whole numbers are reduced, with a positive denominator (also `lowest_terms: true`)
    fraction, decimal, integer, mixed, scientific     how a number is written
    factored         a product of irreducible factors
    expanded         no product or power of sums left, like terms collected
    single_fraction  one fraction without fractions inside
    same_up_to_order the terms and factors of the correct answer, in any order
    rationalised     no root in a denominator
    exact            no decimal numbers
    partial_fractions, simplified    asked from computer algebra
Every verdict is in two parts: equivalent, but not in the form asked for.
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from math import gcd

from cards.core.answers import verdicts
from cards.core.answers.compare.exact import exact_value
from cards.core.answers.compare.order import ordered
from cards.core.answers.factoring import is_factored, unsigned
from cards.core.answers.parse import Parsed
from cards.core.answers.parse.nodes import (
    Call,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    symbols,
    walk,
)
from cards.core.answers.question_options import is_on, names_in, option
from cards.core.answers.seam import BadQuestion, SymbolicJudge
from cards.core.answers.verdict import Verdict

_ALIASES = {
    "reduced": "lowest_terms",
    "lowest": "lowest_terms",
    "simplest": "lowest_terms",
    "factor": "factored",
    "factorised": "factored",
    "factorized": "factored",
    "expand": "expanded",
    "partfrac": "partial_fractions",
    "partial_fraction": "partial_fractions",
    "equalcomass": "same_up_to_order",
    "same": "same_up_to_order",
    "rationalized": "rationalised",
    "rational_denominator": "rationalised",
    "rationalised_denominator": "rationalised",
    "rationalized_denominator": "rationalised",
    "singlefrac": "single_fraction",
    "sci": "scientific",
    "simplify": "simplified",
}
_WORDS = {
    "lowest_terms": ("not_reduced", "not in lowest terms"),
    "fraction": ("not_fraction", "not written as a fraction"),
    "decimal": ("not_decimal", "not written as a decimal number"),
    "integer": ("not_integer", "not written as a whole number"),
    "mixed": ("not_mixed", "not written as a mixed number"),
    "scientific": ("not_scientific", "not in scientific notation"),
    "factored": ("not_factored", "not factored"),
    "expanded": ("not_expanded", "not expanded"),
    "single_fraction": ("not_single_fraction", "not a single fraction"),
    "same_up_to_order": ("wrong_form", "not in the form asked for"),
    "rationalised": ("not_rationalised", "there is a root in a denominator"),
    "exact": ("not_exact", "not exact: write fractions and roots"),
    "partial_fractions": ("not_partial_fractions", "not split into partial fractions"),
    "simplified": ("not_simplified", "not simplified"),
}


def fault(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    symbolic: SymbolicJudge | None,
) -> Verdict | None:
    """The verdict for an equivalent answer whose form is not the one asked for; None when there is nothing to say."""
    wanted = list(names_in(option(options, "form", "forms")))
    if is_on(options, "lowest_terms"):
        wanted.append("lowest_terms")
    for written in wanted:
        form = written.strip().lower().replace("-", "_")
        form = _ALIASES.get(form, form)
        if form in {"any", "none", "equivalent"}:
            continue
        if form not in _WORDS:
            raise BadQuestion(f"There is no form {written!r}.")
        held = has_form(submitted.node, correct.node, form, symbolic)
        code, words = _WORDS[form]
        if held is False:
            return verdicts.incorrect(submitted, f"Equivalent, but {words}.", code)
        if held is None:
            message = "Equivalent; whether the form is right could not be decided."
            return verdicts.undecided(submitted, message)
    return None


def has_form(node: Node, correct: Node, form: str, symbolic: SymbolicJudge | None) -> bool | None:
    """Whether an expression is written in a form; None when only computer algebra could say and there is none."""
    match form:
        case "lowest_terms":
            return _is_reduced(node)
        case "fraction" | "decimal" | "integer" | "mixed" | "scientific":
            return _is_written_as(node, form)
        case "expanded":
            return _is_expanded(node)
        case "single_fraction":
            return _is_single_fraction(node)
        case "same_up_to_order":
            return ordered(node) == ordered(correct)
        case "rationalised":
            return _has_rational_denominators(node)
        case "exact":
            return not any(isinstance(part, Number) and part.is_decimal for part in walk(node))
        case "factored":
            held = is_factored(node)
            if held is not None:
                return held
    return None if symbolic is None else symbolic.has_form(node, form)


def _is_reduced(node: Node) -> bool:
    for part in walk(node):
        match part:
            case Number(text=text) if "/" in text:
                top, bottom = text.split()[-1].split("/")
                if gcd(int(top), int(bottom)) != 1:
                    return False
            case Quotient(numerator=numerator, denominator=denominator):
                top_value, bottom_value = exact_value(numerator), exact_value(denominator)
                if bottom_value is None:
                    continue
                if top_value is None:
                    factor = _leading_factor(numerator)
                    if bottom_value.denominator == 1 and gcd(factor, int(bottom_value)) != 1:
                        return False
                    continue
                if top_value.denominator != 1 or bottom_value.denominator != 1:
                    return False
                if bottom_value <= 1 or gcd(int(top_value), int(bottom_value)) != 1:
                    return False
    # 1/2 + 1/3 or 3*(1/2) is a calculation, no reduced fraction.
    bare = unsigned(node)
    return bool(symbols(node)) or not isinstance(bare, Sum | Product) or exact_value(node) is None


def _leading_factor(node: Node) -> int:
    """The whole number that multiplies a term."""
    match unsigned(node):
        case Number(value=value) if value.denominator == 1:
            return int(value)
        case Product(factors=(Number(value=value), *_)) if value.denominator == 1:
            return int(value)
        case Sum(terms=terms):
            return gcd(*(_leading_factor(term) for term in terms))
    return 1


def _is_written_as(node: Node, form: str) -> bool:
    bare = unsigned(node)
    if form == "scientific":
        match bare:
            case Number(text=text, value=value) if "e" in text:
                return 1 <= Fraction(text.partition("e")[0]) < 10 or not value
            case Product(factors=(Number(value=value), Power(base=Number(value=base)))):
                return base == 10 and 1 <= value < 10
        return False
    if form == "fraction":
        match bare:
            case Quotient(numerator=top, denominator=bottom):
                return isinstance(unsigned(top), Number) and isinstance(unsigned(bottom), Number)
            case Number(text=text, is_decimal=False):
                return " " not in text
        return False
    if not isinstance(bare, Number):
        return False
    if form == "mixed":
        return " " in bare.text or bare.value.denominator == 1
    if form == "integer":
        return not bare.is_decimal and "/" not in bare.text
    return "/" not in bare.text


def _is_expanded(node: Node) -> bool:
    terms = node.terms if isinstance(node, Sum) else (node,)
    kinds: Counter[object] = Counter()
    for term in terms:
        bare = unsigned(term)
        if isinstance(bare, Sum) or any(_holds_sum(part) for part in walk(bare)):
            return False
        kinds[_without_coefficient(bare)] += 1
    return max(kinds.values()) == 1


def _holds_sum(part: Node) -> bool:
    """A product, quotient or whole power of a sum."""
    match part:
        case Product(factors=factors):
            return any(isinstance(unsigned(factor), Sum) for factor in factors)
        case Quotient(numerator=numerator):
            return isinstance(unsigned(numerator), Sum)
        case Power(base=base, exponent=Number(value=value)):
            is_compound = isinstance(unsigned(base), Sum | Product)
            return is_compound and value.denominator == 1
    return False


def _without_coefficient(term: Node) -> object:
    factors = term.factors if isinstance(term, Product) else (term,)
    kept: list[Node] = []
    for factor in factors:
        match factor:
            case Quotient(numerator=top, denominator=Number()):
                kept.append(top)
            case _ if exact_value(factor) is None:
                kept.append(factor)
    if not kept:
        return "number"
    inner = kept[0] if len(kept) == 1 else Product(factors=tuple(kept))
    return ordered(inner)


def _is_single_fraction(node: Node) -> bool:
    bare = unsigned(node)
    if not isinstance(bare, Quotient):
        return not any(isinstance(part, Quotient) or _is_reciprocal(part) for part in walk(bare))
    inside = [*walk(bare.numerator), *walk(bare.denominator)]
    return not any(isinstance(part, Quotient) for part in inside)


def _is_reciprocal(part: Node) -> bool:
    match part:
        case Power(exponent=exponent):
            value = exact_value(exponent)
            return value is not None and value < 0
    return False


def _has_rational_denominators(node: Node) -> bool:
    for part in walk(node):
        match part:
            case Quotient(denominator=below):
                for inner in walk(below):
                    if isinstance(inner, Call) and inner.name in {"sqrt", "root"}:
                        return False
                    if _is_root(inner):
                        return False
            case Power(exponent=Negative(operand=exponent)) if _is_fractional(exponent):
                return False
    return True


def _is_root(node: Node) -> bool:
    return isinstance(node, Power) and _is_fractional(node.exponent)


def _is_fractional(exponent: Node) -> bool:
    value = exact_value(exponent)
    return value is not None and value.denominator != 1
