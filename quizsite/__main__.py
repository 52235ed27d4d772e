"""`python3 -m quizsite`: set everything up and serve the app; `… test` runs the tests.

Standard library only: it runs before anything is installed, and on any Python that can say that it
is too old. Everything it makes lies in `.venv` and `var`, both ignored by git.
"""

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STATE_DIR = Path(os.environ.get("STATE_DIR") or ROOT / "var")
MINIMUM_PYTHON = (3, 11)
HOST, PORT = "127.0.0.1", 8000

USAGE = """usage: python3 -m quizsite [serve | test [PYTEST ARGUMENTS] | bench [ARGUMENTS] | setup | python-in-browser]

  serve   (default) set up, load the library and serve http://localhost:8000
  test    set up, then run the tests
  bench   set up, then run the benchmarks of tests/benchmarks
  setup   set up only
  python-in-browser   fetch, with npm, the Python that runs coding questions in the browser (optional)
"""


class SetupError(Exception):
    """Something the person at the keyboard has to change; the message is one line."""


def main(arguments: list[str]) -> int:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("serve", [])
    commands: dict[str, Callable[[list[str]], int | None]] = {
        "serve": serve,
        "test": test,
        "bench": bench,
        "setup": lambda _: install(""),
        "python-in-browser": lambda _: install_python_in_browser(),
    }
    if command in ("-h", "--help") or command not in commands:
        print(USAGE, file=sys.stderr if command not in ("-h", "--help") else sys.stdout)
        return 0 if command in ("-h", "--help") else 2
    try:
        check_python()
        return commands[command](rest) or 0
    except SetupError as error:
        print(f"quizsite: {error}", file=sys.stderr)
        return 1
    except PermissionError as error:
        print(
            f"quizsite: {error.filename} cannot be read or written: give yourself access to it,"
            " or copy the project to a directory of your own.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return 130


def check_python() -> None:
    if sys.version_info < MINIMUM_PYTHON:
        found, needed = (".".join(map(str, v[:2])) for v in (sys.version_info, MINIMUM_PYTHON))
        raise SetupError(f"this is Python {found}; {needed} or newer is needed.")


def install(extra: str) -> None:
    """Make the virtual environment and install the locked packages, unless both are as locked."""
    lock = ROOT / f"requirements{extra}.txt"
    stamp = VENV / f"installed{extra}.sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    if not PYTHON.exists() or not has_pip():
        make_environment()
    print(f"Installing packages from {lock.name} …", flush=True)
    if not install_with_uv(lock):
        run([PYTHON, "-m", "pip", "install", "-qq", "--require-hashes", "-r", lock])
    stamp.write_text(wanted)


def install_python_in_browser() -> None:
    # Imported here: an old Python is told about its age before it meets a module it cannot read.
    from quizsite import python_in_browser

    try:
        directory = python_in_browser.install(STATE_DIR / "python-in-browser")
    except python_in_browser.NotInstalledError as error:
        raise SetupError(str(error)) from error
    size = sum(path.stat().st_size for path in directory.iterdir())
    print(f"Python for the browser is installed in {directory} ({size / 1e6:.1f} MB).")


def has_pip() -> bool:
    return subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0


def make_environment() -> None:
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        version = "{}.{}".format(*sys.version_info)
        raise SetupError(
            f"this Python has no ensurepip. On Debian or Ubuntu: apt install python{version}-venv"
        ) from None
    print("Making .venv …", flush=True)
    venv.create(VENV, with_pip=True, clear=True)


def install_with_uv(lock: Path) -> bool:
    """uv installs in seconds what takes pip a minute; not every machine has a wheel of it."""
    uv = [str(PYTHON), "-m", "uv"]
    if subprocess.run([*uv, "--version"], capture_output=True).returncode != 0:
        pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--only-binary", ":all:", "uv"]
        if subprocess.run(pip, capture_output=True).returncode != 0:
            return False
    command = [*uv, "pip", "install", "--quiet", "--require-hashes"]
    command += ["--python", str(PYTHON), "-r", str(lock)]
    # Silent: where uv fails (a proxy, a certificate it does not know), pip may still get through,
    # and what pip says is then what there is to say.
    return subprocess.run(command, capture_output=True).returncode == 0


def run(command: Sequence[object], **environment: str) -> None:
    """Run a step of the set-up; its own output says what went wrong."""
    parts = [str(part) for part in command]
    result = subprocess.run(parts, cwd=ROOT, env=os.environ | environment)
    if result.returncode != 0:
        raise SetupError(f"the step “{' '.join(parts[1:4])}” failed: see above.")


def manage(*arguments: str) -> None:
    run([PYTHON, "manage.py", *arguments], DEBUG="1")


def serve(rest: list[str]) -> None:
    if rest:
        raise SetupError(f"serve takes no arguments, found {' '.join(rest)}.")
    check_port()
    install("")
    prepare_database()
    print(
        f"\nServing on http://localhost:{PORT} (stop with Ctrl+C). Log in as\n"
        "  learner / learner    to study\n"
        "  author  / author     to study, and to write and import cards in /admin/\n"
        "These two accounts exist only while you try the app on your own machine.\n",
        flush=True,
    )
    # No autoreload: it would start everything twice, and a learner edits no code.
    command = [PYTHON, "manage.py", "runserver", "--noreload", "--insecure", f"{HOST}:{PORT}"]
    server = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, env=os.environ | {"DEBUG": "1"}
    )
    try:
        if server.wait() != 0:
            raise SetupError("the server stopped: see above.")
    except KeyboardInterrupt:
        server.wait()


def prepare_database() -> None:
    """Migrate, load the library and make the demo accounts; nothing to do on a second start."""
    stamp = STATE_DIR / "prepared.sha256"
    wanted = prepared_state()
    if stamp.exists() and stamp.read_text() == wanted and os.environ.get("DATABASE_URL") is None:
        return
    print("Preparing the database and loading the library …", flush=True)
    manage("prepare_installation", "--demo")
    stamp.write_text(prepared_state())


def prepared_state() -> str:
    """Changes whenever a migration, a deck of the library or the database itself does."""
    digest = hashlib.sha256()
    files = [*ROOT.glob("cards/migrations/*.py"), *ROOT.glob("cards/library/**/*.md")]
    for path in [*sorted(files), ROOT / "requirements.txt"]:
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    database = STATE_DIR / "db.sqlite3"
    digest.update(str(database.stat().st_ino if database.exists() else 0).encode())
    return digest.hexdigest()


def check_port() -> None:
    with socket.socket() as probe:
        # As the server does: a port that is only waiting for its last connection to end is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            raise SetupError(
                f"port {PORT} is busy: is quizsite already running? Stop it, or whatever uses the"
                " port, and start again."
            ) from None


def test(rest: list[str]) -> int:
    install("-dev")
    # On every core. Tests are handed out in their order: those that empty the tables when they are
    # done come last, and no worker may run another one after them.
    everywhere = ["-n", "auto", "--dist", "load"]
    return subprocess.run([str(PYTHON), "-m", "pytest", *everywhere, *rest], cwd=ROOT).returncode


def bench(rest: list[str]) -> int:
    install("-dev")
    prepare = [str(PYTHON), "-m", "tests.benchmarks", *rest]
    return subprocess.run(prepare, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
