"""`python3 -m quizsite`: what can go wrong on a stranger's machine is one clear line."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments, before=""):
    """The command in a process of its own, after some Python that makes the machine strange."""
    code = (
        f"import sys; sys.argv = ['quizsite', *{list(arguments)!r}]\n{before}\n"
        "import quizsite.__main__ as command\n"
        "sys.exit(command.main(sys.argv[1:]))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def test_help_says_what_there_is():
    result = run("--help")
    assert result.returncode == 0
    assert "serve" in result.stdout


def test_an_unknown_command_says_what_there_is():
    result = run("swerve")
    assert result.returncode == 2
    assert "usage:" in result.stderr


def test_an_old_python_is_named_with_the_one_that_is_needed():
    result = run("setup", before="sys.version_info = (3, 9, 2)")
    assert result.returncode == 1
    assert result.stderr == "quizsite: this is Python 3.9; 3.11 or newer is needed.\n"


def test_a_python_without_ensurepip_is_told_the_package_to_install():
    before = (
        "sys.modules['ensurepip'] = None\n"
        "import quizsite.__main__ as command, pathlib\n"
        "command.PYTHON = pathlib.Path('/nonexistent/python')\n"
        "command.VENV = pathlib.Path('/nonexistent')"
    )
    result = run("setup", before=before)
    assert result.returncode == 1
    assert f"apt install python3.{sys.version_info.minor}-venv" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_busy_port_is_one_line():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        result = run("serve", before=f"import quizsite.__main__ as command; command.PORT = {port}")
    assert result.returncode == 1
    assert f"port {port} is busy" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_directory_without_access_is_one_line():
    before = (
        "import quizsite.__main__ as command\n"
        "def refused(_): raise PermissionError(13, 'Permission denied', '/srv/quizsite/.venv')\n"
        "command.check_port = lambda: None\n"
        "command.install = refused"
    )
    result = run("serve", before=before)
    assert result.returncode == 1
    assert "/srv/quizsite/.venv cannot be read or written" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_serve_takes_no_arguments():
    assert "serve takes no arguments" in run("serve", "0.0.0.0").stderr


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_pins_hashes_and_names_no_place(name):
    text = (ROOT / name).read_text()
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert len(pinned) > 20
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
    assert "--index" not in text


def test_the_set_up_needs_the_standard_library_only():
    code = "import sys; sys.path.insert(0, ''); import quizsite.__main__"
    result = subprocess.run(
        [sys.executable, "-S", "-I", "-c", code.replace("''", repr(str(ROOT)))],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr


def test_without_npm_the_python_of_the_browser_is_told_to_be_optional(tmp_path):
    before = (
        "import quizsite.__main__ as command, pathlib, shutil\n"
        f"command.STATE_DIR = pathlib.Path({str(tmp_path)!r})\n"
        "shutil.which = lambda name: None"
    )
    result = run("python-in-browser", before=before)
    assert result.returncode == 1
    assert "apt install npm" in result.stderr
    assert "answered as text" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_the_browser_s_python_names_hashes_and_no_address():
    lock = (ROOT / ".python-in-browser" / "package-lock.json").read_text()
    packages = json.loads(lock)["packages"]
    assert all("integrity" in entry for name, entry in packages.items() if name)
    assert "resolved" not in lock
    assert "http" not in lock
