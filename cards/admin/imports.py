"""The upload of documents to import; the dry run that it leads to is a page of the import run."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from cards.actions.import_plans import SourceFile
from cards.actions.import_work import prepare_import
from cards.admin.planned import shown_plan
from cards.forms.document_import import DocumentImportForm, too_large, too_many
from cards.models import Document, User

TEMPLATE = "admin/cards/document/import.html"
REQUIRED_PERMISSIONS = ("cards.add_card", "cards.change_card", "cards.view_document")


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
    form = DocumentImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_form(request, form, status=422)
    sources = [
        SourceFile(name=name, content=content) for name, content in form.cleaned_data["sources"]
    ]
    run = prepare_import(
        sources,
        user=cast("User", request.user),
        reader=form.cleaned_data["reader"],
        publishes=form.cleaned_data["publishes"],
        takes_schedules=form.cleaned_data["takes_schedules"],
        describe=shown_plan,
        now=timezone.now(),
    )
    return redirect("admin:cards_importrun_change", run.pk)


def show_form(request: HttpRequest, form: DocumentImportForm, status: int = 200) -> HttpResponse:
    context = {"title": "Import documents", "form": form}
    return render(request, TEMPLATE, context_of(request, context), status=status)


def context_of(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {**admin.site.each_context(request), "opts": Document._meta, **context}
