"""What a request costs at least: the yardstick for our own views."""

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from tests.benchmarks.models import BareLog, BareRow

KILOBYTE = "x" * 1024


@csrf_exempt
def write(request: HttpRequest) -> HttpResponse:
    """One session lookup, one SELECT, one UPDATE, one INSERT, one kilobyte."""
    user_id = int(request.session["_auth_user_id"])
    with transaction.atomic():
        row = BareRow.objects.get(pk=1 + user_id % 100)
        BareRow.objects.filter(pk=row.pk).update(number=F("number") + 1)
        BareLog.objects.create(row=row, text="rated")
    return HttpResponse(KILOBYTE)


def page(request: HttpRequest) -> HttpResponse:
    """A template in the site's frame, for somebody signed in; no query of its own."""
    return render(request, "benchmarks/bare.html", {"words": KILOBYTE})
