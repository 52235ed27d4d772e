"""Reading a submitted answer: text, Unicode or LaTeX in, a tree with source positions out."""

from cards.core.answers.parse.context import Fault, Parsed, ParseContext, Unreadable

__all__ = ["Fault", "ParseContext", "Parsed", "Unreadable"]
