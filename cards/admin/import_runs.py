"""Import runs in the admin: the dry run with its choices, the progress of a large one, what was done, the undo."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cards.actions.import_plans import Change
from cards.actions.import_work import PlanChangedError, confirm_import, start_again
from cards.actions.undo_imports import UndoError, undo_import
from cards.admin.imports import may_import
from cards.admin.learner_lookups import NoLearnerLookups
from cards.admin.planned import CHANGE_WORDS, shown_plan, with_marks
from cards.admin.read_only import ReadOnlyAdmin
from cards.htmx import render_page
from cards.models import (
    Document,
    ImportFile,
    ImportRun,
    ImportStatus,
    UndoOutcome,
    User,
)

PAGE = "admin/cards/importrun/page.html"
FRAGMENT = "admin/cards/importrun/_state.html"
CHANGES_A_PAGE = 100
# A choice is posted as edit-12=new; nobody decides about more on one page.
NEW_CARD = "new"
CHANGE_NAMES = {change.value: words for change, words in CHANGE_WORDS.items()}
DONE_NAMES = CHANGE_NAMES | {Change.PROBABLE_EDIT.value: "edited, history kept"}


@admin.register(ImportRun)
class ImportRunAdmin(NoLearnerLookups, ReadOnlyAdmin):
    rows_name = "import runs"
    list_display = ("number", "created_at", "status", "origin", "user", "names", "words")
    list_display_links = ("number", "created_at")
    list_filter = ("status", "origin")
    list_select_related = ("user",)
    search_fields: ClassVar[tuple[str, ...]] = ("files__name",)
    search_help_text = "Words of a file name."

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_import(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_import(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        files = Prefetch("files", queryset=ImportFile.objects.defer("content"))
        return super().get_queryset(request).defer("report").prefetch_related(files)

    @admin.display(description="import")
    def number(self, run: ImportRun) -> str:
        return f"№\u00a0{run.pk}"

    @admin.display(description="files")
    def names(self, run: ImportRun) -> str:
        names = [file.name for file in run.files.all()]
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

    @admin.display(description="cards")
    def words(self, run: ImportRun) -> str:
        return words_of(run)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        words = {"subtitle": "The newest first. Each page shows what an import did, and undoes it."}
        return super().changelist_view(request, words | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        def own(address: str, view: Any, name: str) -> URLPattern:
            guarded = self.admin_site.admin_view(require_POST(never_cache(view)))
            pattern: URLPattern = path(
                f"<int:number>/{address}/", guarded, name=f"cards_importrun_{name}"
            )
            return pattern

        return [
            own("confirm", self.confirm_view, "confirm"),
            own("start", self.start_view, "start"),
            own("undo", self.undo_view, "undo"),
            *super().get_urls(),
        ]

    # --- The page ---

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        number = int(object_id) if object_id.isascii() and object_id.isdecimal() else 0
        return self.show(request, self.run_of(request, number))

    def show(self, request: HttpRequest, run: ImportRun, status: int = 200) -> HttpResponse:
        is_planned = run.status == ImportStatus.PLANNED
        changes = run.changes.select_related("card")
        is_undone = run.status == ImportStatus.UNDONE
        kept = changes.filter(outcome=UndoOutcome.KEPT) if is_undone else changes.none()
        page = Paginator(changes, CHANGES_A_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Import {run.pk}",  # its state is in the part that is swapped
            "run": run,
            "files": run.files.defer("content"),
            "words": words_of(run),
            "is_stale": run.is_stale(timezone.now()),
            "documents": with_marks(run.report) if is_planned else [],
            "may_confirm": is_planned and run.user_id == request.user.pk,
            "is_useful": is_useful(run),
            "changes": [(change, DONE_NAMES.get(change.change, "")) for change in page],
            "page": page,
            "document_number": document_number(run),
            "kept": Paginator(kept, CHANGES_A_PAGE).get_page(request.GET.get("kept")),
        }
        return render_page(request, PAGE, context, fragment=FRAGMENT, status=status)

    def run_of(self, request: HttpRequest, number: int) -> ImportRun:
        if not may_import(request):
            raise PermissionDenied
        run = ImportRun.objects.select_related("user", "undone_by").filter(pk=number).first()
        if run is None:
            raise Http404("There is no such import.")
        return run

    # --- Decisions ---

    def confirm_view(self, request: HttpRequest, number: int) -> HttpResponse:
        run = self.run_of(request, number)
        if run.user_id != request.user.pk:
            raise Http404("Somebody else looked at this dry run.")
        if run.status != ImportStatus.PLANNED:
            messages.info(request, "This import was confirmed already.")
            return to_run(run)
        try:
            if request.POST.get("digest") != run.digest:
                raise PlanChangedError
            run = confirm_import(
                run, as_new=as_new_of(request, run), describe=shown_plan, now=timezone.now()
            )
        except PlanChangedError:
            messages.warning(
                request,
                "Nothing was imported: the cards changed after the dry run. This is the new plan.",
            )
            return self.show(request, self.run_of(request, number), status=409)
        if run.status == ImportStatus.DONE:
            messages.success(request, f"Imported. Cards: {words_of(run)}.")
        return to_run(run)

    def start_view(self, request: HttpRequest, number: int) -> HttpResponse:
        run = self.run_of(request, number)
        if start_again(run, now=timezone.now()):
            messages.success(request, "Started again. Nothing had been imported so far.")
        else:
            messages.info(request, "This import needs no new start.")
        return to_run(run)

    def undo_view(self, request: HttpRequest, number: int) -> HttpResponse:
        run = self.run_of(request, number)
        if run.status == ImportStatus.UNDONE:
            messages.info(request, "This import was undone already; nothing changed.")
            return to_run(run)
        try:
            run = undo_import(run, user=cast("User", request.user), now=timezone.now())
        except UndoError as error:
            messages.error(request, str(error))
            return to_run(run)
        kept = run.changes.filter(outcome=UndoOutcome.KEPT).count()
        words = "The import was undone. Nobody’s schedule moved."
        if kept:
            words += f" {kept} card{'s were' if kept > 1 else ' was'} left alone: see below."
        messages.success(request, words)
        return to_run(run)


def document_number(run: ImportRun) -> int | None:
    """The document of a run of one file."""
    names = list(run.files.values_list("name", flat=True)[:2])
    if len(names) != 1:
        return None
    return Document.objects.filter(name=names[0]).values_list("pk", flat=True).first()


def to_run(run: ImportRun) -> HttpResponseRedirect:
    return redirect(reverse("admin:cards_importrun_change", args=[run.pk]))


def as_new_of(request: HttpRequest, run: ImportRun) -> list[int]:
    """The cards whose probable edit the author calls a new card, of those that the page asked about."""
    return [
        change["card"]
        for document in run.report
        for change in document["changes"]
        if change["asks"] and request.POST.get(f"edit-{change['card']}") == NEW_CARD
    ]


def is_useful(run: ImportRun) -> bool:
    """Whether confirming would do anything: change a card, or bring a document's facts up to date."""
    if run.options.get("takes_schedules"):
        return True  # her cards may be known, and their schedules not
    unchanged = {Change.SAME.value, Change.KEPT.value}
    if any(number for change, number in run.counts.items() if change not in unchanged):
        return True
    return any(not document["is_unchanged"] for document in run.report)


def words_of(run: ImportRun) -> str:
    names = {
        Change.NEW: "new",
        Change.EDITED: "edited",
        Change.PROBABLE_EDIT: "probably edited",
        Change.REVIVED: "back from the archive",
        Change.ARCHIVED: "archived",
        Change.SAME: "unchanged",
        Change.KEPT: "kept",
    }
    parts = [
        f"{run.counts[change.value]} {name}"
        for change, name in names.items()
        if run.counts.get(change.value)
    ]
    return ", ".join(parts) or "none"
