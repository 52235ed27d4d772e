"""The script that runs Python in the learner's browser, with the policy that keeps it there."""

import json
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cards.queries.coding import installed_python
from quizsite.python_in_browser import FILES

SCRIPTS = Path(settings.BASE_DIR) / "static" / "python"


@require_safe
@cache_control(no_cache=True)
def show_python_worker(request: HttpRequest) -> HttpResponse:
    """The worker. A view and not a static file, because a worker obeys the policy of its own response.

    Compiling WebAssembly is allowed here and nowhere else on the site. Scripts and connections are
    allowed to the files of the interpreter alone: no address to which code could send anything.
    """
    directory = installed_python()
    if directory is None:
        raise Http404("No Python for browsers is installed.")
    folder = f"{settings.STATIC_URL}python/{directory.name}/"
    # Without a scheme, the browser takes the one by which it came: right behind a proxy too.
    addresses = " ".join(request.get_host() + folder + name for name in FILES)
    harness = (SCRIPTS / "harness.py").read_text(encoding="utf-8")
    script = (
        f"const HARNESS = {json.dumps(harness)};\n"
        f"const INTERPRETER = {json.dumps(folder)};\n"
        + (SCRIPTS / "worker.js").read_text(encoding="utf-8")
    )
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {addresses} 'wasm-unsafe-eval'; connect-src {addresses}"
    )
    return response
