"""The front door: what is due today for those who are signed in, the landing page for others."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.actions.plan import follow_plan
from cards.models import User
from cards.queries.changed_cards import changed_cards
from cards.queries.charts import bar_chart, heat_map
from cards.queries.decks import deck_tree
from cards.queries.plan import active_plan, plan_view
from cards.queries.practice import weak_topics
from cards.queries.progress import activity, current_streak, forecast, retention, standing
from cards.queries.study import study_state
from cards.queries.team_decks import team_decks_of
from cards.queries.team_interviews import interviews_ahead
from cards.requests import SignedInRequest
from cards.views.pages import show_landing


@require_safe
@never_cache
def show_home(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        return show_landing(request)
    now = timezone.now()
    today = user.study_day(now)
    follow_plan(user, now)
    plan = active_plan(user)
    tree = deck_tree(user, today)
    state = study_state(user, None, now)
    return render(
        request,
        "home/page.html",
        {
            "state": state,
            "plan": plan_view(user, plan, now) if plan else None,
            "changed": changed_cards(user, today),
            "streak": current_streak(user, today),
            "heat_map": heat_map(activity(user, today, weeks=27)),
            "tree": tree,
            "team_decks": team_decks_of(user, tree, today),
            "ahead": interviews_ahead(user, now),
            "due_decks": [deck for deck in tree if deck.due],
            "has_cards": any(deck.cards for deck in tree),
            "is_first_day": not any(deck.seen for deck in tree),
        },
    )


@require_safe
@login_required
@never_cache
def show_progress(request: SignedInRequest) -> HttpResponse:
    user = request.user
    today = user.study_day(timezone.now())
    return render(
        request,
        "progress/page.html",
        {
            "streak": current_streak(user, today),
            "standing": standing(user),
            "forecast": bar_chart(forecast(user, today)),
            "heat_map": heat_map(activity(user, today)),
            "retention": retention(user, today),
            "weak": weak_topics(user, today),
        },
    )
