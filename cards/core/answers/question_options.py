"""The options an author sets on a checked question, read liberally and in one place.

variables        names that may occur: ["x", "y"] or "x, y"; left out: those of the correct answer
functions        names read as unknown functions: ["f"]
domain, domains  {"x": "pos", "*": "real"}, or one for all: real pos neg nonneg prob int nat complex
                 [low, high]; the word "strict" makes being undefined elsewhere a difference
constraints      {"q": "1-p"}: replaced before comparing
seed             text that fixes the sample points
log_base         what a bare log means: e (default), 10 or 2
decimal_comma    0,5 is a half, lists use semicolons
thousands        1,234.5 is one number (kind number: on)
mixed            3 1/2 is three and a half
degrees          trigonometric functions take degrees
rtol, atol       relative and absolute tolerance; sigfigs, accuracy, places: see kind number
form             see `forms`
hints            false: no hint that could give the answer away
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cards.core.answers.compare.sample import Domain, Sampling, read_domain
from cards.core.answers.parse import Fault, ParseContext, Unreadable, parse_answer
from cards.core.answers.parse.nodes import Node, Symbol, rewrite
from cards.core.answers.seam import BadQuestion


def option(options: Mapping[str, object], *names: str) -> object | None:
    """The first of several spellings that is set."""
    for name in names:
        if options.get(name) is not None:
            return options[name]
    return None


def is_on(options: Mapping[str, object], *names: str, default: bool = False) -> bool:
    """A switch; the words true, yes and on count too."""
    found = option(options, *names)
    if found is None:
        return default
    if isinstance(found, str):
        return found.strip().lower() in {"true", "yes", "on", "1", "required", "allowed"}
    return bool(found)


def names_in(written: object) -> tuple[str, ...]:
    """A list of names: a JSON list, an object's keys, or text with commas or spaces."""
    if written is None:
        return ()
    if isinstance(written, str):
        return tuple(written.replace(",", " ").split())
    if isinstance(written, Iterable):
        return tuple(str(name) for name in written)
    raise BadQuestion(f"{written!r} is no list of names.")


def fraction_option(options: Mapping[str, object], *names: str) -> Fraction | None:
    """A number option, exactly as its decimal digits say."""
    found = option(options, *names)
    if found is None or isinstance(found, bool):
        return None
    try:
        value = Fraction(str(found))
    except (ValueError, ZeroDivisionError) as error:
        raise BadQuestion(f"{names[0]}: {found!r} is no number.") from error
    if value < 0:
        raise BadQuestion(f"{names[0]} must not be negative.")
    return value


def whole_option(options: Mapping[str, object], *names: str) -> int | None:
    found = fraction_option(options, *names)
    if found is None:
        return None
    if found.denominator != 1 or found > 60:
        raise BadQuestion(f"{names[0]} must be a whole number up to 60.")
    return int(found)


def parse_context(options: Mapping[str, object], *, thousands: bool = False) -> ParseContext:
    """How this question's answers are read."""
    base = str(option(options, "log_base", "log") or "e").strip().lower()
    bases = {"e": "e", "natural": "e", "ln": "e", "10": "10", "10.0": "10", "2": "2", "2.0": "2"}
    if base not in bases:
        raise BadQuestion(f"log_base is e, 10 or 2, not {base!r}.")
    return ParseContext(
        variables=names_in(option(options, "variables", "symbols", "vars")),
        functions=names_in(options.get("functions")),
        log_base=bases[base],
        decimal_comma=is_on(options, "decimal_comma", "decimalcomma", "comma"),
        mixed=is_on(options, "mixed", "mixed_numbers", "allow_mixed", "mixed_fractions"),
        thousands=is_on(options, "thousands", "thousands_separator", default=thousands),
        degrees=is_on(options, "degrees"),
    )


_LETTER_OF_SOLUTION = re.compile(
    r"(?<![\w\\])([A-Za-z](?:_?\d)?)\s*(?=[=<>≤≥≠∈]|!=|\\(?:leq?|geq?|neq?|in)\b|in\b)"
    r"|[<>≤≥]=?\s*([A-Za-z](?:_?\d)?)(?![\w(])"
)


def with_letter_of_solution(context: ParseContext, text: str) -> ParseContext:
    """`x = 5` where a number is asked for: a question without variables lets the solution have one letter."""
    if context.variables:
        return context
    letters = {first or second for first, second in _LETTER_OF_SOLUTION.findall(text)}
    if len(letters) != 1 or letters & {"e", "i"}:
        return context
    return replace(context, variables=tuple(letters))


def sampling(options: Mapping[str, object]) -> Sampling:
    """Where this question's answers are compared."""
    written = option(options, "domain", "domains", "assumptions")
    domains: dict[str, Domain] = {}
    is_strict = is_on(options, "strict", "strict_domain")
    try:
        if isinstance(written, Mapping):
            domains = {str(name): read_domain(domain) for name, domain in written.items()}
        elif written == "strict":
            is_strict = True
        elif written is not None:
            domains = {"*": read_domain(written)}
    except (ValueError, ZeroDivisionError) as error:
        raise BadQuestion(str(error)) from error
    return Sampling(
        domains=domains,
        seed=str(options.get("seed") or ""),
        is_strict=is_strict,
        rtol=fraction_option(options, "rtol", "relative_tolerance") or Fraction(0),
        atol=fraction_option(options, "atol", "absolute_tolerance") or Fraction(0),
    )


def text_of(submitted: object) -> str:
    """The text of what was sent; JSON numbers and lists are read as they are written."""
    if isinstance(submitted, str):
        return submitted
    if isinstance(submitted, bool) or submitted is None:
        raise Unreadable(Fault.EMPTY, "Nothing was written.")
    if isinstance(submitted, int | float):
        return repr(submitted)
    if isinstance(submitted, list | tuple) and len(submitted) <= 200:
        return "[" + ", ".join(text_of(item) for item in submitted) + "]"
    raise Unreadable(Fault.KIND, "A text is expected here.")


def substituted(node: Node, options: Mapping[str, object]) -> Node:
    """The tree with the author's constraints put in: `{"q": "1-p"}` replaces q."""
    constraints = options.get("constraints")
    if not isinstance(constraints, Mapping) or not constraints:
        return node
    context = parse_context(options)
    replacements = {str(n): parse_answer(str(t), context).node for n, t in constraints.items()}

    def replace(part: Node) -> Node:
        return replacements.get(part.name, part) if isinstance(part, Symbol) else part

    return rewrite(node, replace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How near a number must be. All empty: exactly equal."""

    rtol: Fraction
    atol: Fraction
    sigfigs: int | None
    accuracy: int | None
    places: int | None


_DEFAULT_RTOL = Fraction(5, 1000)


def tolerance(options: Mapping[str, object]) -> Tolerance:
    """The tolerance of a number question: half a percent when the author says nothing."""
    rtol = fraction_option(options, "rtol", "relative_tolerance", "tolerance")
    atol = fraction_option(options, "atol", "absolute_tolerance")
    sigfigs = whole_option(options, "sigfigs", "significant_figures", "sig_figs", "sf")
    places = whole_option(options, "places", "decimal_places", "decimals", "dp")
    is_exact = is_on(options, "exact") or option(options, "form", "forms") is not None
    if rtol is None:
        given = atol is not None or sigfigs is not None or places is not None or is_exact
        rtol = Fraction(0) if given else _DEFAULT_RTOL
    return Tolerance(
        rtol=rtol,
        atol=atol or Fraction(0),
        sigfigs=sigfigs,
        accuracy=whole_option(options, "accuracy"),
        places=places,
    )


_MOST_VARIABLES = 12


def complete_options(correct: object, options: Mapping[str, object]) -> dict[str, object]:
    """The options with `variables` filled in from the correct answer where the author left them out."""
    completed = dict(options)
    if option(options, "variables", "symbols", "vars") is not None or not isinstance(correct, str):
        return completed
    domains = option(options, "domain", "domains", "assumptions")
    found = [str(n) for n in domains if n != "*"] if isinstance(domains, Mapping) else []
    for _ in range(_MOST_VARIABLES):
        completed["variables"] = tuple(found)
        try:
            parse_answer(correct, parse_context(completed))
        except Unreadable as error:
            if error.code not in {Fault.SYMBOL, Fault.WRONG_CASE}:
                break
            name = correct[error.start : error.end]
            is_word = len(name) > 1 and name.islower() and name.isascii() and name.isalpha()
            added = list(name) if is_word and len(name) <= 3 else [name]
            if all(part in found for part in added):
                break
            found += [part for part in added if part not in found]
        else:
            break
    completed["variables"] = tuple(found)
    return completed
