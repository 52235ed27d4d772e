"""LaTeX to MathML, through math-core and then through an allow-list of elements and attributes.

math-core writes a dozen `style` strings, which our Content-Security-Policy refuses: each becomes a
class of static/css/math.css. It also writes what Chromium cannot draw (stretched bars and arrows,
`menclose`): these become elements with a class, or the long arrow of the font.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from xml.etree import ElementTree

import math_core
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cards.rendering.latex import MACROS, rewrite
from cards.rendering.placeholders import (
    GAP,
    MARK_CLOSE,
    MARK_OPEN,
    gap_index,
    without_private_characters,
)

LATEX_LIMIT = 4_000
NESTING_LIMIT = 60  # deeper than any formula one can read; browsers give up at a few hundred

# What an unfilled gap shows when its author gave no hint.
GAP_TEXT = "[…]"
# Longer formulas than this get a box of their own to scroll in, even within a line.
_LONG_FORMULA = 60
# The colour that marks a revealed gap on its way through math-core (no author's palette has it).
_MARK_COLOUR = "Thistle"

_CONVERTER = math_core.LatexToMathML(macros=MACROS, fancy_error=False, max_expansions=200)

_MATHML = frozenset(
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup "  # noqa: SIM905
    "munder mover munderover mmultiscripts mprescripts mtable mtr mtd".split()
)
_WITHIN_TEXT = frozenset({"b", "i", "em", "u", "s", "code", "span"})
_LENGTH = r"-?\d{0,3}(?:\.\d{1,9})?(?:em|ex|rem)?"
_ATTRIBUTES = {
    name: re.compile(pattern)
    for pattern, names in {
        "true|false": "accent accentunder displaystyle fence largeop movablelimits separator "
        "stretchy symmetric",
        _LENGTH: "width height depth lspace rspace voffset minsize maxsize linethickness",
        "block": "display",
        "prefix|infix|postfix": "form",
        "normal": "mathvariant",
        r"[+-]?\d": "scriptlevel columnspan rowspan",
    }.items()
    for name in names.split()
}
_CLASS_OF_DECLARATION = {
    "text-align:left": "math-left",
    "text-align:right": "math-right",
    "padding-left:0": "math-tight-left",
    "padding-right:0": "math-tight-right",
    "padding-left:1em": "math-wide-left",
    "padding-left:0.1em": "math-snug-left",
    "padding-right:0.1em": "math-snug-right",
    "padding-right:0.1667em": "math-thin-right",
    "padding-top:0": "math-tight-top",
    "padding-bottom:0": "math-tight-bottom",
    "padding-top:0.1667em": "math-thin-top",
    "border-top:0.05em solid currentcolor": "math-rule-top",
    "border-top:0.05em dashed currentcolor": "math-dashes-top",
    "border-left:0.05em solid currentcolor": "math-rule-left",
    "border-left:0.05em dashed currentcolor": "math-dashes-left",
    "border-right:0.05em solid currentcolor": "math-rule-right",
    "border-right:0.05em dashed currentcolor": "math-dashes-right",
    "font-variant-caps:small-caps": "math-small-caps",
    "math-shift:compact": "math-compact",
    # The colours that `\color` and `\textcolor` are used with; others stay the colour of text.
    "color:#FF0000": "math-red",
    "color:#BA3132": "math-red",
    "color:#0000FF": "math-blue",
    "color:#0073C0": "math-blue",
    "color:#03FF00": "math-green",
    "color:#129F57": "math-green",
    "color:#008080": "math-green",
    "color:#FF8001": "math-orange",
    "color:#FF8E27": "math-orange",
    "color:#BF0140": "math-purple",
    "color:#800080": "math-purple",
    "color:#AC72B9": "math-purple",
    "color:#FB3199": "math-purple",
    "color:#808080": "math-quiet",
    "color:#404040": "math-quiet",
    "color:#BFBFBF": "math-quiet",
    "color:#DE84BF": "math-mark",
}
_CLASS_OF_NOTATION = {
    "box": "math-box",
    "actuarial": "math-box-top-right",
    "phasorangle": "math-box-bottom",
    "updiagonalstrike": "math-strike-up",
    "downdiagonalstrike": "math-strike-down",
}
_CLASS_OF_CLASS = {"math-core-sans-serif-font": "math-sans", "math-core-serif-font": "math-serif"}
_NEGATIVE_SPACE = re.compile(r"margin-left:-(\d*\.?\d+)em")

_MARKED = re.compile(
    f"(?:[^{MARK_OPEN}{MARK_CLOSE}]|{MARK_OPEN}[^{MARK_OPEN}{MARK_CLOSE}]*{MARK_CLOSE})*"
)
_COMBINING_LINE = "\u0332"
_LONG_ARROWS = {"→": "⟶", "←": "⟵", "↔": "⟷", "⇒": "⟹", "⇐": "⟸", "⇔": "⟺", "↦": "⟼"}
_PRIMES = frozenset("′″‴⁗")
_ARROW_ROOM = "3.5em"  # the space math-core puts in the label to make an arrow stretch


class FormulaError(Exception):
    """A formula that cannot be shown; the message says why, in words for its author."""


def render_math(latex: str, *, display: bool = False) -> SafeString:
    """MathML for a formula; for a broken one its source as `<code class="math-error">`."""
    return formula_html(without_private_characters(latex), display, ())


@lru_cache(maxsize=8192)
def formula_html(latex: str, display: bool, gap_hints: tuple[str, ...]) -> SafeString:
    """Like `render_math`, for a source with the private characters of gaps and marks in it."""
    try:
        math = _convert(latex, display, gap_hints)
    except FormulaError as error:
        source = readable_source(latex, gap_hints)
        return mark_safe(
            f'<code class="math-error" title="This formula could not be read: {escape(error)}">'
            f"{escape(source)}</code>"
        )
    if display:
        return mark_safe(
            '<span class="math-display" tabindex="0" role="group" aria-label="Formula">'
            f"{math}</span>"
        )
    if len(latex) > _LONG_FORMULA:
        return mark_safe(
            '<span class="math-inline" tabindex="0" role="group" aria-label="Formula">'
            f"{math}</span>"
        )
    return mark_safe(math)


def readable_source(latex: str, gap_hints: Sequence[str] = ()) -> str:
    """The LaTeX without private characters: a gap as `[…]` or `[hint]`, marks gone."""
    source = latex.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")
    return GAP.sub(lambda match: gap_text(match[0], gap_hints), source)


def gap_text(character: str, gap_hints: Sequence[str]) -> str:
    """What stands in the place of an unfilled gap."""
    index = gap_index(character)
    hint = gap_hints[index] if index < len(gap_hints) else ""
    return f"[{hint}]" if hint else GAP_TEXT


def gap_label(character: str, gap_hints: Sequence[str]) -> str:
    """What a screen reader says for it."""
    index = gap_index(character)
    hint = gap_hints[index] if index < len(gap_hints) else ""
    return f"blank: {hint}" if hint else "blank"


def _convert(latex: str, display: bool, gap_hints: tuple[str, ...]) -> str:
    if len(latex) > LATEX_LIMIT:
        raise FormulaError(f"it is longer than {LATEX_LIMIT:,} characters.")
    if _MARKED.fullmatch(latex) is None:  # a gap that ends outside its formula
        latex = latex.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")
    if MARK_OPEN in latex:
        marked = latex.replace(MARK_OPEN, rf"{{\textcolor{{{_MARK_COLOUR}}}{{").replace(
            MARK_CLOSE, "}}"
        )
        try:
            root = formula_tree(marked, display)
        except FormulaError:  # a gap that is no group of its own: show it unmarked
            root = formula_tree(latex.replace(MARK_OPEN, "").replace(MARK_CLOSE, ""), display)
    else:
        root = formula_tree(latex, display)
    root.set("alttext", readable_source(latex, gap_hints).strip())
    parts: list[str] = []
    _write(root, parts, gap_hints, 0)
    return "".join(parts)


def formula_tree(latex: str, display: bool = False) -> ElementTree.Element:
    """What math-core makes of it, before anything is left out. Raises FormulaError."""
    source = rewrite(latex)
    if not source:
        raise FormulaError("it is empty.")
    try:
        mathml = _CONVERTER.convert_with_local_state(source, displaystyle=display)
        # &ApplyFunction; is the one named entity math-core writes; XML has none of them.
        return ElementTree.fromstring(mathml.replace("&ApplyFunction;", "\u2061"))  # noqa: S314
    except math_core.LatexError as error:
        message = str(error).partition(": ")[2] or str(error)
        raise FormulaError(readable_source(message)) from error
    except ElementTree.ParseError as error:
        raise FormulaError("it holds a character that formulas cannot have.") from error


def _write(
    element: ElementTree.Element, parts: list[str], gap_hints: tuple[str, ...], depth: int
) -> None:
    if depth > NESTING_LIMIT:
        raise FormulaError("it is nested too deeply.")
    tag, classes, element = _drawable(element)
    if text := element.text:
        if tag == "mi" and GAP.fullmatch(text):
            tag = "mtext"
            classes.append("math-gap")
        elif tag == "mo" and text in _PRIMES:
            classes.append("math-prime")
        text = GAP.sub(lambda match: gap_text(match[0], gap_hints), text)
    parts.append(f"<{tag}{_attributes(element, tag, classes)}>")
    parts.append(escape(text or ""))
    for child in element:
        _write(child, parts, gap_hints, depth + 1)
        if child.tail:
            parts.append(escape(GAP.sub(lambda match: gap_text(match[0], gap_hints), child.tail)))
    parts.append(f"</{tag}>")


def _drawable(
    element: ElementTree.Element,
) -> tuple[str, list[str], ElementTree.Element]:
    """The tag to write, the classes it gets, and the element to take the content from."""
    tag = element.tag
    if tag in {"mover", "munder", "munderover"}:
        if len(element) == 2 and element[1].text == _COMBINING_LINE:
            row = ElementTree.Element("mrow")
            row.append(element[0])
            return "mrow", ["math-overline" if tag == "mover" else "math-underline"], row
        if (arrow := _LONG_ARROWS.get(element[0].text or "")) and any(
            _is_arrow_label(child) for child in element[1:]
        ):
            base = ElementTree.Element("mo", {"stretchy": "false", "lspace": "0", "rspace": "0"})
            base.text = arrow
            drawn = ElementTree.Element(tag)
            drawn.append(base)
            drawn.extend(child[0] if _is_arrow_label(child) else child for child in element[1:])
            return tag, [], drawn
    elif tag in {"msqrt", "mroot"}:
        return tag, [], _with_strut(element)
    elif tag == "menclose":
        notations = element.get("notation", "").split()
        row = ElementTree.Element("mrow")
        # The strokes themselves come as empty rows after the content: ours are a background.
        row.extend(child for child in element if "menclose" not in child.get("class", ""))
        if len(notations) > 1:
            return "mrow", ["math-strike-both"], row
        return (
            "mrow",
            [_CLASS_OF_NOTATION[name] for name in notations if name in _CLASS_OF_NOTATION],
            row,
        )
    elif tag not in _MATHML and tag not in _WITHIN_TEXT:
        return "span" if tag == "a" else "mrow", [], element
    return tag, [], element


def _with_strut(root: ElementTree.Element) -> ElementTree.Element:
    """A root whose content is at least as tall as its sign.

    Chromium hangs the sign of a root from its bar: over a low letter it would sink below the line.
    """
    strut = ElementTree.Element("mspace", {"height": "0.75em", "depth": "0.2em"})
    content = ElementTree.Element("mrow")
    drawn = ElementTree.Element(root.tag, root.attrib)
    content.extend(root if root.tag == "msqrt" else root[:1])
    content.append(strut)
    drawn.append(content)
    drawn.extend(() if root.tag == "msqrt" else root[1:])
    return drawn


def _is_arrow_label(element: ElementTree.Element) -> bool:
    return (
        element.tag in {"mover", "munder"}
        and len(element) == 2
        and element[1].get("width") == _ARROW_ROOM
    )


def _attributes(element: ElementTree.Element, tag: str, classes: list[str]) -> str:
    classes = [*classes, *_classes(element)]
    written = [f' class="{" ".join(dict.fromkeys(classes))}"'] if classes else []
    if tag == "math":
        written.append(f' alttext="{escape(element.get("alttext", ""))}"')
    for name, value in element.attrib.items():
        pattern = _ATTRIBUTES.get(name)
        if pattern is not None and pattern.fullmatch(value):
            written.append(f' {name}="{value}"')
    return "".join(written)


def _classes(element: ElementTree.Element) -> list[str]:
    found = [
        _CLASS_OF_CLASS[name]
        for name in element.get("class", "").split()
        if name in _CLASS_OF_CLASS
    ]
    for declaration in element.get("style", "").split(";"):
        key = ":".join(part.strip() for part in declaration.split(":", 1))
        if negative := _NEGATIVE_SPACE.fullmatch(key):
            # Sixteenths of an em would be finer than the eye: the three spaces of LaTeX, and one em.
            width = float(negative[1])
            step = min((0.1667, 0.2222, 0.2778, 1.0), key=lambda known: abs(known - width))
            found.append(f"math-back-{round(step * 18)}")
        elif name := _CLASS_OF_DECLARATION.get(key):
            found.append(name)
    return found
