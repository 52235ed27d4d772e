"""gunicorn with two workers, and a client that keeps it busy."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CLIENTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    path: str
    cookie: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@contextmanager
def gunicorn() -> Iterator[tuple[int, int]]:
    """The port and the process id of the master."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "quizsite.wsgi", "--workers", "2", "--threads", "4",
        "--worker-class", "gthread", "--bind", f"127.0.0.1:{port}", "--log-level", "warning",
        "--keep-alive", "30",
    ]  # fmt: skip
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"}
    process = subprocess.Popen(command, env=environment)
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("gunicorn did not start.")


def requests_per_second(port: int, requests: Sequence[Request]) -> float:
    """Send them all over a few connections; every answer must be a 200."""
    failures: list[int] = []

    def client(share: Sequence[Request]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for request in share:
            headers = {"Cookie": request.cookie, **dict(request.headers)}
            if request.body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(request.method, request.path, request.body or None, headers)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                failures.append(response.status)
        connection.close()

    threads = [
        threading.Thread(target=client, args=(requests[start::CLIENTS],))
        for start in range(CLIENTS)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    if failures:
        raise SystemExit(f"{len(failures)} requests failed, the first with {failures[0]}.")
    return len(requests) / seconds


def worker_memory_megabytes(master: int) -> list[float]:
    """Proportional set size of each worker: shared pages count by their share."""
    children = Path(f"/proc/{master}/task/{master}/children")
    if not children.exists():
        return []
    sizes = []
    for child in children.read_text().split():
        rollup = Path(f"/proc/{child}/smaps_rollup").read_text()
        [line] = [line for line in rollup.splitlines() if line.startswith("Pss:")]
        sizes.append(int(line.split()[1]) / 1024)
    return sizes
