"""Cards as a table, out of the admin and in again: an upload, its dry run, and what was done."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cards.admin.card_resource import RowChange, TablePlan, import_table, table_of
from cards.admin.differences import compare
from cards.core.card_table import TableError, csv_table, read_table, xlsx_table
from cards.forms.card_table import CardExportForm, CardTableForm
from cards.models import Card, CardStatus, ChangeLabel, User
from cards.queries.exports import exported_cards
from cards.templatetags.cards import spoken_prompt

IMPORT_PAGE = "admin/cards/card/table_import.html"
EXPORT_PAGE = "admin/cards/card/table_export.html"
KEPT_SECONDS = 60 * 60
MOST_LISTED = 200
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_urls(guard: Callable[[Any], Any]) -> list[URLPattern]:
    def own(address: str, view: Any, name: str) -> URLPattern:
        pattern: URLPattern = path(f"table/{address}", guard(never_cache(view)), name=name)
        return pattern

    upload = require_http_methods(["GET", "HEAD", "POST"])(upload_table)
    return [
        own("import/", upload, "cards_card_table_import"),
        own("import/confirm/", require_POST(confirm_table), "cards_card_table_confirm"),
        own("export/", require_GET(export_table), "cards_card_table_export"),
    ]


def may_import(request: HttpRequest) -> bool:
    return request.user.has_perms(("cards.add_card", "cards.change_card"))


def upload_table(request: HttpRequest) -> HttpResponse:
    if not may_import(request):
        raise PermissionDenied
    if request.method != "POST":
        return show(request, {"form": CardTableForm()})
    form = CardTableForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, {"form": form}, status=422)
    label = ChangeLabel(form.cleaned_data["label"])
    user = cast("User", request.user)
    plan = import_table(form.table, user=user, label=label, now=timezone.now(), dry_run=True)
    token = get_random_string(32)
    if not plan.errors:
        # For a user's own confirmation within the hour; nothing to clean up afterwards.
        kept = (form.cleaned_data["upload"].name or "", form.content, label.value)
        cache.set(key_of(user, token), kept, KEPT_SECONDS)
    return show_plan(request, plan, token, label, status=422 if plan.errors else 200)


def confirm_table(request: HttpRequest) -> HttpResponse:
    if not may_import(request):
        raise PermissionDenied
    user = cast("User", request.user)
    token = request.POST.get("token", "")[:64]
    kept = cache.get(key_of(user, token)) if token.isalnum() else None
    if kept is None:
        messages.warning(
            request, "Nothing was imported: this dry run is over. Choose the file once more."
        )
        return redirect("admin:cards_card_table_import")
    name, content, label = kept
    table, now = read_table(name, content), timezone.now()
    arguments: dict[str, Any] = {"user": user, "label": ChangeLabel(label), "now": now}
    plan = import_table(table, **arguments, dry_run=True)
    if plan.errors or plan.digest != request.POST.get("digest"):
        messages.warning(
            request, "Nothing was imported: cards changed after the dry run. This is the new plan."
        )
        return show_plan(request, plan, token, label, status=409)
    done = import_table(table, **arguments, dry_run=False)
    if done.errors:
        return show_plan(request, done, token, label, status=409)
    cache.delete(key_of(user, token))
    new = sum(change.is_new for change in done.changes)
    messages.success(
        request,
        f"Imported: {new} new, {len(done.changes) - new} changed, {done.unchanged} as they were."
        " Nobody’s schedule moved.",
    )
    return redirect("admin:cards_card_changelist")


def key_of(user: User, token: str) -> str:
    return f"card-table:{user.pk}:{token}"


def show_plan(
    request: HttpRequest, plan: TablePlan, token: str, label: str, *, status: int
) -> HttpResponse:
    new = sum(change.is_new for change in plan.changes)
    return show(
        request,
        {
            "form": CardTableForm(initial={"label": label}),
            "plan": plan,
            "token": token,
            "new": new,
            "changed": len(plan.changes) - new,
            "listed": [shown_change(change) for change in plan.changes[:MOST_LISTED]],
            "errors": plan.errors[:MOST_LISTED],
            "more": max(0, max(len(plan.changes), len(plan.errors)) - MOST_LISTED),
        },
        status=status,
    )


def shown_change(change: RowChange) -> dict[str, Any]:
    return {
        "row": change.row,
        "is_new": change.is_new,
        "prompt": spoken_prompt(change.card)[:160],
        "compared": [compare(*field) for field in change.fields if not change.is_new],
        "fields": [(name, new) for name, _, new in change.fields],
    }


def show(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    title = "Dry run of a table" if "plan" in context else "Import a table of cards"
    frame = {**admin.site.each_context(request), "opts": Card._meta, "title": title}
    return render(request, IMPORT_PAGE, frame | context, status=status)


def export_table(request: HttpRequest) -> HttpResponseBase:
    if not request.user.has_perm("cards.view_card"):
        raise PermissionDenied
    is_chosen = "format" in request.GET
    form = CardExportForm(request.GET if is_chosen else None)
    if is_chosen and form.is_valid():
        status = form.cleaned_data["status"]
        statuses = [CardStatus(status)] if status else list(CardStatus)
        cards = exported_cards(statuses=statuses, deck=form.cleaned_data["deck"])
        headers, rows = table_of(cards)
        if form.cleaned_data["format"] == "csv":
            response = StreamingHttpResponse(
                csv_table(headers, rows), content_type="text/csv; charset=utf-8"
            )
            return with_name(response, "cards.csv")
        try:
            return with_name(
                HttpResponse(xlsx_table(headers, rows), content_type=XLSX_TYPE), "cards.xlsx"
            )
        except TableError as error:
            form.add_error("format", str(error))
    context = {
        **admin.site.each_context(request),
        "opts": Card._meta,
        "title": "Export cards as a table",
        "form": form,
    }
    return render(request, EXPORT_PAGE, context, status=422 if form.errors else 200)


def with_name(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
