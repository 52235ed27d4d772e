"""The plan towards an interview: what it says, what it is made from, and putting it away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.access import access_own_plan
from cards.actions.plan import archive_plan as put_plan_away
from cards.actions.plan import save_plan
from cards.forms.plan import PlanForm, initial_of
from cards.queries.plan import active_plan, month_of_plan, past_plans, plan_view
from cards.requests import SignedInRequest


@require_safe
@login_required
@never_cache
def show_plan(request: SignedInRequest) -> HttpResponse:
    """The plan with one month of its days, `?month=2026-06`; without a plan, how to make one."""
    user = request.user
    plan = active_plan(user)
    context: dict[str, object] = {"past": past_plans(user)}
    if plan is not None:
        view = plan_view(user, plan, timezone.now())
        context |= {"view": view, "is_following": user.is_following_plan(view.today)}
        if view.forecast:
            context["month"] = month_of_plan(view.forecast, request.GET.get("month", ""))
    return render(request, "plan/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit_plan(request: SignedInRequest) -> HttpResponse:
    """Make the plan or change it."""
    user, now = request.user, timezone.now()
    today = user.study_day(now)
    plan = active_plan(user)
    follows = user.follows_plan_until is not None
    if plan is not None and plan.is_past(today):
        follows = False
    initial = initial_of(plan, rest_weekdays=user.rest_weekdays, follows_limit=follows)
    form = PlanForm(request.POST or None, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_plan(
            user=user,
            answers=form.answers,
            follows_limit=form.cleaned_data["follows_limit"],
            now=now,
        )
        messages.success(request, "Your plan is made. It follows what you study, day by day.")
        return redirect("show-plan")
    if plan is not None and plan.is_past(today):
        form.initial["interview_on"] = None
    is_sent = request.method == "POST"
    context = {"form": form, "plan": plan, "is_renewed": plan is not None and plan.is_past(today)}
    return render(request, "plan/edit.html", context, status=422 if is_sent else 200)


@require_POST
@login_required
def archive_plan(request: SignedInRequest) -> HttpResponse:
    put_plan_away(access_own_plan(request.user), now=timezone.now())
    messages.success(request, "The plan is put away. Your cards stay as they are.")
    return redirect("show-plan")
