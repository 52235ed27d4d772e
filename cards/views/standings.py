"""The board of a team: this week, earlier weeks, a season, and why one's own score is what it is."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.access import access_team
from cards.actions.settled_weeks import MOST_AT_A_LOOK, settle_some_weeks
from cards.actions.standings import count_loads
from cards.core.standings import Season, season_of
from cards.htmx import render_page, wants_fragment
from cards.models import Membership
from cards.queries import standings
from cards.queries.member_rows import MemberRows
from cards.queries.own_score import own_score
from cards.queries.seasons import season_weeks
from cards.queries.standing_charts import season_chart
from cards.requests import SignedInRequest

ITEMS_A_PAGE = 100


@require_safe
@login_required
@never_cache
def show_team(request: SignedInRequest, slug: str) -> HttpResponse:
    """The board of this week, the first thing one sees of a team.

    The page asks for its fragment again and names the board it has: 304 says that this is still it.
    """
    membership = access_team(request.user, slug)
    now = timezone.now()
    found = standings.week_rows(membership, membership.team.week(now), now)
    if wants_fragment(request) and request.headers.get("If-None-Match") == found.etag:
        # What was shown was made from these very rows, on these very days: nothing is to be counted.
        response: HttpResponse = HttpResponseNotModified()
        response["ETag"] = found.etag
        return response
    board = counted_board(membership, found, now)
    context = {
        "membership": membership,
        "board": board,
        "week_before": standings.week_before(membership.team, board.monday),
    }
    response = render_page(request, "teams/page.html", context, fragment="teams/_board.html")
    response["ETag"] = board.etag
    return response


def counted_board(
    membership: Membership, found: MemberRows, now: dt.datetime
) -> standings.WeekBoard:
    """The board, after counting what was due on days that nobody looked at before."""
    board, uncounted = standings.week_board(found)
    if uncounted:
        count_loads(uncounted.days, now)
        board, _ = standings.week_board(standings.week_rows(membership, board.monday, now))
    return board


def board_of(membership: Membership, monday: dt.date, now: dt.datetime) -> standings.WeekBoard:
    return counted_board(membership, standings.week_rows(membership, monday, now), now)


@require_safe
@login_required
@never_cache
def show_week(request: SignedInRequest, slug: str, monday: str) -> HttpResponse:
    membership = access_team(request.user, slug)
    now = timezone.now()
    board = board_of(membership, week_from(membership, monday, now), now)
    context = {
        "membership": membership,
        "board": board,
        "week_before": standings.week_before(membership.team, board.monday),
        "season": season_of(board.monday),
    }
    return render(request, "teams/week.html", context)


def week_from(membership: Membership, monday: str, now: dt.datetime) -> dt.date:
    """The Monday that an address names, if the team had a week then."""
    try:
        day = dt.date.fromisoformat(monday)
        is_known = standings.is_week_of(membership.team, day, now)
    except ValueError:
        is_known = False
    if not is_known:
        raise Http404("This team had no such week.")
    return day


@require_safe
@login_required
@never_cache
def list_weeks(
    request: SignedInRequest, slug: str, year: int | None = None, number: int = 1
) -> HttpResponse:
    """The weeks of a season, of the current one where the address names none."""
    membership = access_team(request.user, slug)
    now = timezone.now()
    current = season_of(membership.team.week(now))
    season = current if year is None else Season(year=year, number=number)
    first = season_of(standings.first_week(membership.team))
    is_known = number in range(1, 5) and first.year <= season.year <= current.year
    if not is_known or not first.first <= season.first <= current.first:
        raise Http404("This team had no such season.")
    weeks, uncounted = season_weeks(membership, season, now)
    if uncounted:
        count_loads(uncounted.days, now)
        settle_some_weeks(uncounted.weeks, now, most=MOST_AT_A_LOOK)
        weeks, _ = season_weeks(membership, season, now)
    context = {
        "membership": membership,
        "season": season,
        "weeks": weeks,
        "chart": season_chart(
            [
                (week.monday, week.score, week.team_percent)
                for week in reversed(weeks)
                if week.is_counted
            ]
        ),
        "uncounted": sum(not week.is_counted for week in weeks),
        "has_scores": any(week.score is not None for week in weeks),
        "season_before": season_beside(season, -1) if season.first > first.first else None,
        "season_after": season_beside(season, +1) if season.first < current.first else None,
    }
    return render(request, "teams/weeks.html", context)


def season_beside(season: Season, step: int) -> Season:
    quarters = 4 * season.year + season.number - 1 + step
    return Season(year=quarters // 4, number=quarters % 4 + 1)


@require_safe
@login_required
@never_cache
def show_own_score(request: SignedInRequest, slug: str, monday: str = "") -> HttpResponse:
    """Every due item of one's own week, what cleared it, and every grade that did not count."""
    membership = access_team(request.user, slug)
    now = timezone.now()
    week = week_from(membership, monday, now) if monday else membership.team.week(now)
    board = board_of(membership, week, now)
    score = own_score(request.user, week, board.own.member.today)
    context = {
        "membership": membership,
        "board": board,
        "own": board.own,
        "items": Paginator(score.items, ITEMS_A_PAGE).get_page(request.GET.get("page")),
        "uncounted": Paginator(score.uncounted, ITEMS_A_PAGE).get_page(request.GET.get("other")),
        "week_before": standings.week_before(membership.team, board.monday),
    }
    return render(request, "teams/score.html", context)
