"""Appeals in the admin: what an unnamed learner saw, answered and objects to, and the decision about it."""

from copy import copy
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cards.actions.appeals import AppealError, decide_appeal, takes_accepted_forms
from cards.admin.histories import link_to_card
from cards.admin.learner_lookups import NoLearnerLookups
from cards.admin.read_only import ReadOnlyAdmin
from cards.forms.appeals import LONGEST_FORM, DecisionForm
from cards.models import Appeal, AppealStatus, User
from cards.queries.appeals import AppealedQuestion, appealed_question

SHORTENED = 60


@admin.register(Appeal)
class AppealAdmin(NoLearnerLookups, ReadOnlyAdmin):
    """The learner stays unnamed: no column, field or search shows who appealed."""

    rows_name = "appeals"
    change_form_template = "admin/cards/appeal/change_form.html"
    list_display = ("created_at", "status", "card", "submitted", "outcome", "sentence")
    list_filter = ("status",)
    list_select_related = ("attempt__card",)
    search_fields: ClassVar[tuple[str, ...]] = (
        "attempt__card__prompt",
        "attempt__submitted",
        "sentence",
    )
    search_help_text = "Words of the question, the answer or the learner’s sentence."
    fields = (
        "card", "question", "drawn_numbers", "submitted", "how_it_was_read", "outcome", "message",
        "hint", "correct_answer", "sentence", "status", "reply", "created_at", "decided_at",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("attempt__card__deck")

    # --- What was shown ---

    @admin.display(description="card")
    def card(self, appeal: Appeal) -> SafeString:
        return link_to_card(appeal.attempt.card)

    @admin.display(description="the question as it was shown")
    def question(self, appeal: Appeal) -> SafeString:
        question = self.question_of(appeal)
        options = format_html_join("", "<li>{}</li>", [(option,) for option in question.options])
        note = (
            "The card was edited since: this is what the learner saw."
            if question.is_outdated
            else ""
        )
        return format_html(
            '{}{}<p class="help">{}</p>',
            question.prompt,
            format_html("<ul>{}</ul>", options) if options else "",
            note,
        )

    @admin.display(description="numbers drawn")
    def drawn_numbers(self, appeal: Appeal) -> str:
        return self.question_of(appeal).values or "None: the question is the same for everybody."

    @admin.display(description="submitted")
    def submitted(self, appeal: Appeal) -> str:
        return appeal.attempt.submitted_words

    @admin.display(description="how it was read")
    def how_it_was_read(self, appeal: Appeal) -> SafeString:
        notes = format_html_join("", "<p>{}</p>", [(note,) for note in appeal.attempt.notes])
        return format_html("{}{}", self.question_of(appeal).reading or "As text.", notes)

    @admin.display(description="verdict")
    def outcome(self, appeal: Appeal) -> str:
        return appeal.attempt.get_outcome_display()

    @admin.display(description="what the learner was told")
    def message(self, appeal: Appeal) -> str:
        return appeal.attempt.message or "No more than the verdict."

    @admin.display(description="hint")
    def hint(self, appeal: Appeal) -> str:
        return appeal.attempt.hint.replace("_", " ") or "None."

    @admin.display(description="the correct answer then")
    def correct_answer(self, appeal: Appeal) -> SafeString:
        question = self.question_of(appeal)
        return question.answer or SafeString("See the card.")

    def question_of(self, appeal: Appeal) -> AppealedQuestion:
        # Several fields of one page ask; rendering it once is enough.
        known = vars(appeal)
        if "shown_question" not in known:
            known["shown_question"] = appealed_question(appeal.attempt)
        return cast("AppealedQuestion", known["shown_question"])

    # --- The decision ---

    def may_decide(self, request: HttpRequest) -> bool:
        return request.user.has_perm("cards.change_appeal")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(never_cache(self.decide_view)))
        return [
            path("<int:appeal_id>/decide/", view, name="cards_appeal_decide"),
            *super().get_urls(),
        ]

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        if isinstance(obj, Appeal) and self.may_decide(request):
            context.setdefault("decision", decision_form(obj))
            context["decide_url"] = reverse("admin:cards_appeal_decide", args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def decide_view(self, request: HttpRequest, appeal_id: int) -> HttpResponse:
        """Take a decision. What cannot be saved comes back with the reason, nothing lost."""
        if not self.may_decide(request):
            raise PermissionDenied
        appeal = get_object_or_404(self.get_queryset(request), pk=appeal_id)
        form = decision_form(appeal, request.POST)
        if form.is_valid():
            adds_form = form.cleaned_data.get("accepted_form", "")
            if adds_form and not request.user.has_perm("cards.change_card"):
                raise PermissionDenied
            try:
                card = decide_appeal(
                    appeal,
                    status=AppealStatus(form.cleaned_data["status"]),
                    reply=form.cleaned_data["reply"],
                    accepted_form=adds_form,
                    author=cast("User", request.user),
                    now=timezone.now(),
                )
            except AppealError as refusal:
                form.add_error("accepted_form" if adds_form else None, str(refusal))
            else:
                self.log_change(request, appeal, f"Decided: {appeal.get_status_display()}.")
                words = "The appeal was decided; the learner sees your reply on the card’s page."
                if card is not None:
                    words += f" The card is now at version {card.version}."
                messages.success(request, words)
                return redirect("admin:cards_appeal_changelist")
        # The page again through the stock view, asked as for looking: nobody may change by it.
        looking = copy(request)
        looking.method = "GET"
        response = self.change_view(looking, str(appeal_id), extra_context={"decision": form})
        response.status_code = 422
        return response


def decision_form(appeal: Appeal, submitted: QueryDict | None = None) -> DecisionForm:
    """The form as this card needs it: only some kinds take further forms."""
    form = DecisionForm(submitted, initial={"status": appeal.status, "reply": appeal.reply})
    field = form.fields["accepted_form"]
    attempt = appeal.attempt
    if not takes_accepted_forms(attempt.card):
        del form.fields["accepted_form"]
    elif (attempt.card.answer_spec or {}).get("parameters"):
        field.help_text += (
            " The numbers of this card are drawn: write the form with its parameters, such as"
            " s - s^2, not with the numbers of this learner."
        )
    elif len(attempt.submitted) <= LONGEST_FORM:
        field.help_text = format_html(
            "The learner wrote <code>{}</code>. {}", attempt.submitted, field.help_text
        )
    return form
