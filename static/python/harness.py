"""Runs a learner's code and then the tests of its question, in her browser, and in our own tests.

Standard library only, and any Python from 3.11 on. What happens is told to `report` as JSON texts.
"""

import ast
import json
import linecache
import math
import traceback

LONGEST_VALUE = 300
LONGEST_TRACEBACK = 4_000
CODE, TESTS, HIDDEN = "your_code.py", "tests.py", "hidden_tests.py"
NO_MEMORY = "MemoryError: your code asked for more memory than there is (about 500 MB)."


def run(code, visible, hidden, report):
    """Run `code`, then every `assert` of the two test texts. Returns nothing: see `tell`."""

    def tell(event, **values):
        report(json.dumps({"event": event} | values))

    namespace = {"__name__": "__main__", "__builtins__": __builtins__}
    error = attempt(lambda: exec(compiled(code, CODE), namespace))
    if error:
        tell("error", text=error)
        return
    # A copy: what the tests prepare and bring along must not change the names that the code uses.
    namespace = namespace | {"close": close, "raises": raises}
    for text, name in ((visible, TESTS), (hidden, HIDDEN)):
        remember(text, name)
        for statement in ast.parse(text, name).body:
            source = ast.get_source_segment(text, statement)
            if isinstance(statement, ast.Assert):
                source = ast.get_source_segment(text, statement.test)
                tell("started", source=source)
                tell("test", source=source, hidden=name == HIDDEN, **judged(statement, namespace))
                continue
            error = attempt(lambda step=statement: exec(part(step), namespace))
            if error:
                failure = {"passed": False, "name": "", "got": "", "wanted": "", "error": error}
                tell("test", source=source, hidden=name == HIDDEN, **failure)


def judged(test, namespace):
    """One assertion: whether it holds, and where it compares, both values."""
    seen = {"passed": False, "name": "", "got": "", "wanted": "", "error": ""}

    def value(node):
        return eval(compile(ast.Expression(node), TESTS, "eval"), namespace)

    def judge():
        if test.msg is not None:
            seen["name"] = str(value(test.msg))
        match test.test:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                got, wanted = value(left), value(right)
                seen["passed"] = bool(got == wanted)
            case ast.Call(func=ast.Name(id="close"), args=[left, right, *rest], keywords=named):
                got, wanted = value(left), value(right)
                options = {word.arg: value(word.value) for word in named}
                seen["passed"] = close(got, wanted, *map(value, rest), **options)
            case expression:
                seen["passed"] = bool(value(expression))
                return
        if not seen["passed"]:
            seen["got"], seen["wanted"] = shown(got), shown(wanted)

    seen["error"] = attempt(judge)
    return seen


def close(got, wanted, tolerance=1e-6):
    """Whether two numbers, or two nested lists of numbers, agree up to a small difference."""
    if isinstance(wanted, dict):
        same = isinstance(got, dict) and got.keys() == wanted.keys()
        return same and all(close(got[key], wanted[key], tolerance) for key in wanted)
    if isinstance(wanted, (list, tuple)):
        same = isinstance(got, (list, tuple)) and len(got) == len(wanted)
        return same and all(close(*pair, tolerance) for pair in zip(got, wanted, strict=True))
    numbers = (int, float)
    if not (isinstance(got, numbers) and isinstance(wanted, numbers)):
        return bool(got == wanted)
    if math.isnan(wanted):
        return math.isnan(got)
    return math.isclose(got, wanted, rel_tol=tolerance, abs_tol=tolerance)


def raises(error, function, *arguments, **options):
    """Whether a call fails with this error. Any other error is an error of the test."""
    try:
        function(*arguments, **options)
    except error:
        return True
    return False


def attempt(step):
    """Do it; what went wrong as text, for the learner. Empty when nothing did."""
    try:
        step()
    except MemoryError:
        return NO_MEMORY
    except SystemExit:
        return "SystemExit: your code asked Python to stop."
    except BaseException as error:  # whatever a learner may raise
        return told(error)
    return ""


def told(error):
    """The traceback without our own frames."""
    try:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if frame.filename == CODE]
        listed = "".join(traceback.format_list(own)).splitlines(keepends=True)
        # The marks below a line are lost where the line is folded on a narrow screen.
        lines = [line for line in listed if line.strip(" ~^\n")]
        head = ["Traceback (most recent call last):\n"] if own else []
        text = "".join([*head, *lines, *traceback.format_exception_only(error)]).strip()
    except BaseException:  # an exception whose own texts fail
        text = type(error).__name__
    # The end says what it was.
    return text if len(text) <= LONGEST_TRACEBACK else "…" + text[-LONGEST_TRACEBACK:]


def shown(value):
    """A value as Python writes it, cut where it is long."""
    try:
        text = repr(value)
    except BaseException as error:
        return f"a value that cannot be shown ({type(error).__name__})"
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def compiled(code, name):
    remember(code, name)
    return compile(code, name, "exec")


def remember(code, name):
    """Let tracebacks show the lines of a text that is no file."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)


def part(statement):
    return compile(ast.Module([statement], []), TESTS, "exec")
