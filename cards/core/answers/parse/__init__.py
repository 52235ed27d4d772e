"""Reading a submitted answer: text, Unicode or LaTeX in, a tree with source positions out."""

from cards.core.answers.parse.context import Fault, ParseContext, Parsed, Unreadable
from cards.core.answers.parse.latex import to_latex
from cards.core.answers.parse.reader import parse_answer

__all__ = ["Fault", "ParseContext", "Parsed", "Unreadable", "parse_answer", "to_latex"]
