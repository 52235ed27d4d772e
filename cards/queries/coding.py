"""A coding question as a page shows it: what stands in the editor, the tests, and whether Python is there."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString

from cards.core.coding import tidy_code
from cards.core.kinds import InterviewKind
from cards.models import Card
from cards.rendering import render_code
from quizsite.python_in_browser import is_complete


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingPanel:
    code: str  # what the learner wrote, or the starter
    starter: str = ""
    visible_tests: str = ""
    hidden_tests: str = ""
    has_python: bool

    @property
    def shown_tests(self) -> SafeString:
        return render_code(self.visible_tests, "python")

    @property
    def rows(self) -> int:
        """Lines of the editor: the starter and room for an answer of usual length."""
        return min(max(self.code.count("\n") + 4, 14), 30)


def coding_panel(card: Card, *, code: str = "") -> CodingPanel | None:
    """The editor of a coding question; None for every other card."""
    if card.interview_kind != InterviewKind.CODING:
        return None
    task = card.coding_task
    return CodingPanel(
        code=code or (task.starter if task else ""),
        starter=task.starter if task else "",
        visible_tests=task.visible_tests if task else "",
        hidden_tests=task.hidden_tests if task else "",
        has_python=installed_python() is not None,
    )


def is_untouched(card: Card, code: str) -> bool:
    """Whether code is still the starter: then nothing was answered."""
    task = card.coding_task
    return task is not None and tidy_code(code) == tidy_code(task.starter)


def installed_python() -> Path | None:
    """The folder of the interpreter that runs in browsers, an optional part of an installation."""
    found = [
        directory
        for directory in Path(settings.PYTHON_IN_BROWSER_DIR).iterdir()
        if is_complete(directory)
    ]
    return max(found, default=None)
