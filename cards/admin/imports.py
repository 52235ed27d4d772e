"""Importing documents in the admin: a dry run that shows every change, then a confirmation of just that."""

import secrets
import zlib
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from cards.actions.imports import Change, ImportPlan, SourceFile, apply_import, plan_import
from cards.admin.planned import plan_digest, shown_plan
from cards.forms.document_import import DocumentImportForm, too_large, too_many
from cards.models import Document, User

TEMPLATE = "admin/cards/document/import.html"
KEPT_SECONDS = 60 * 60
REQUIRED_PERMISSIONS = ("cards.add_card", "cards.change_card", "cards.view_document")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptImport:
    """An upload between the dry run and its confirmation. Only the server has it."""

    sources: tuple[tuple[str, bytes], ...]  # name and compressed content
    reader: str
    publishes: bool
    digest: str

    def plan(self) -> ImportPlan:
        return plan_import(
            [
                SourceFile(name=name, content=zlib.decompress(packed))
                for name, packed in self.sources
            ],
            reader=self.reader,
        )


def may_import(request: HttpRequest) -> bool:
    return request.user.has_perms(REQUIRED_PERMISSIONS)


@csrf_exempt  # checked below, by the inner view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_documents(request: HttpRequest) -> HttpResponse:
    """The upload, read before the CSRF check reads it: what is too much for Django gets a message."""
    if not may_import(request):
        raise PermissionDenied
    try:
        _ = request.POST
    except TooManyFilesSent:
        return refused(request, "uploads", too_many())
    except RequestDataTooBig:
        return refused(request, "text", too_large())
    except MultiPartParserError:
        return refused(
            request, "uploads", "The upload was cut off on its way: choose the file again."
        )
    return checked_import(request)


def refused(request: HttpRequest, field: str, message: str) -> HttpResponse:
    form = DocumentImportForm({})
    form.full_clean()
    form.errors.clear()
    form.add_error(field, message)
    return show_form(request, form, status=413)


@csrf_protect
def checked_import(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show_form(
            request, DocumentImportForm(initial={"replaces": request.GET.get("replaces")})
        )
    if "token" in request.POST:
        return confirm(request)
    form = DocumentImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_form(request, form, status=422)
    sources = [
        SourceFile(name=name, content=content) for name, content in form.cleaned_data["sources"]
    ]
    plan = plan_import(sources, reader=form.cleaned_data["reader"])
    kept = KeptImport(
        sources=tuple((source.name, zlib.compress(source.content)) for source in sources),
        reader=form.cleaned_data["reader"],
        publishes=form.cleaned_data["publishes"],
        digest=plan_digest(plan, publishes=form.cleaned_data["publishes"]),
    )
    return show_plan(request, plan, kept)


def confirm(request: HttpRequest) -> HttpResponse:
    token = request.POST["token"]
    kept = cache.get(cache_key(request, token)) if token.isalnum() and len(token) < 80 else None
    if not isinstance(kept, KeptImport):
        form = DocumentImportForm()
        messages.error(request, "This dry run is over (they last an hour). Choose the files again.")
        return show_form(request, form, status=410)
    with transaction.atomic():
        # Two authors who confirm an import of the same document take turns.
        names = [name for name, _ in kept.sources]
        list(Document.objects.select_for_update().filter(name__in=names))
        plan = kept.plan()
        if plan_digest(plan, publishes=kept.publishes) == kept.digest:
            documents = apply_import(
                plan,
                now=timezone.now(),
                user=cast("User", request.user),
                publishes=kept.publishes,
            )
            is_done = True
        else:
            is_done = False
    cache.delete(cache_key(request, token))
    if not is_done:
        messages.warning(
            request,
            "Nothing was imported: the cards changed after the dry run. This is the new plan.",
        )
        fresh = KeptImport(
            sources=kept.sources,
            reader=kept.reader,
            publishes=kept.publishes,
            digest=plan_digest(plan, publishes=kept.publishes),
        )
        return show_plan(request, plan, fresh, status=409)
    messages.success(request, summary_of(plan))
    if len(documents) == 1:
        return redirect("admin:cards_document_change", documents[0].pk)
    return redirect("admin:cards_document_changelist")


def summary_of(plan: ImportPlan) -> str:
    counts = plan.counts()
    words = {
        Change.NEW: "new",
        Change.EDITED: "edited",
        Change.PROBABLE_EDIT: "probably edited",
        Change.REVIVED: "back from the archive",
        Change.ARCHIVED: "archived",
        Change.SAME: "unchanged",
        Change.KEPT: "kept",
    }
    parts = [f"{counts[change]} {word}" for change, word in words.items() if counts[change]]
    return f"Imported. Cards: {', '.join(parts) or 'none'}."


def show_form(request: HttpRequest, form: DocumentImportForm, status: int = 200) -> HttpResponse:
    context = {"title": "Import documents", "form": form}
    return render(request, TEMPLATE, context_of(request, context), status=status)


def show_plan(
    request: HttpRequest, plan: ImportPlan, kept: KeptImport, status: int = 200
) -> HttpResponse:
    token = secrets.token_hex(24)
    is_useful = plan.changes_anything or any(
        entry.document is None or entry.document.checksum != entry.source.checksum
        for entry in plan.documents
        if entry.cards or entry.document
    )
    if is_useful:
        cache.set(cache_key(request, token), kept, KEPT_SECONDS)
        if cache.get(cache_key(request, token)) is None:
            # Some caches silently drop what is too large for them.
            messages.error(
                request,
                "This upload is too large to be kept for the confirmation: import fewer files at a"
                " time, or use manage.py import_documents.",
            )
            is_useful = False
    known = list(Document.objects.values_list("name", flat=True))
    context = {
        "title": "Import documents: dry run",
        "documents": shown_plan(plan, known),
        "publishes": kept.publishes,
        "token": token if is_useful else "",
    }
    return render(request, TEMPLATE, context_of(request, context), status=status)


def cache_key(request: HttpRequest, token: str) -> str:
    """Of this user: nobody confirms what somebody else looked at."""
    return f"document-import:{request.user.pk}:{token}"


def context_of(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {**admin.site.each_context(request), "opts": Document._meta, **context}
