"""The learner's settings, her data to take away, and the way out."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cards.actions.accounts import LastAdministratorError
from cards.actions.accounts import delete_account as delete_account_for_good
from cards.actions.plan import set_own_limit
from cards.actions.standings import forget_loads
from cards.forms.settings import (
    DeleteAccountForm,
    SettingsForm,
    ThemeForm,
    TimeZoneForm,
    offered_time_zones,
)
from cards.models import User
from cards.queries.personal_data import account_contents, personal_data
from cards.queries.teams import departing_teams
from cards.templatetags.site import THEME_COOKIE

THEME_COOKIE_SECONDS = 365 * 24 * 60 * 60


def signed_in_user(request: HttpRequest) -> User:
    """The user of a view behind `login_required`, by her own type."""
    assert isinstance(request.user, User)
    return request.user


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit_settings(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = SettingsForm(request.POST or None, instance=user)
    if request.method == "POST":
        if form.is_valid():
            form.save()
            if "new_cards_per_day" in form.changed_data:
                set_own_limit(user, timezone.now())
            forget_loads(user, timezone.now())
            messages.success(request, "Your settings are saved.")
            response: HttpResponse = redirect("edit-settings")
            remember_theme(response, user.theme)
            return response
        # A failed ModelForm leaves the refused values on the user that the page frame reads.
        user.refresh_from_db()
    context = {"form": form, "time_zones": offered_time_zones()}
    return render(request, "settings/page.html", context, status=422 if form.errors else 200)


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Choose one of the themes: auto, light or dark.")
    theme = form.cleaned_data["theme"]
    if request.user.is_authenticated:
        user = signed_in_user(request)
        user.theme = theme
        user.save(update_fields=["theme"])
    response = back_to_next(request)
    remember_theme(response, theme)
    return response


def remember_theme(response: HttpResponse, theme: str) -> None:
    """Keep the theme on this device, for the pages before log-in."""
    response.set_cookie(
        THEME_COOKIE,
        theme,
        max_age=THEME_COOKIE_SECONDS,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


@require_POST
@login_required
def choose_time_zone(request: HttpRequest) -> HttpResponse:
    """Take over the zone that the browser names."""
    form = TimeZoneForm(request.POST)
    if form.is_valid():
        user = signed_in_user(request)
        user.time_zone = form.cleaned_data["time_zone"]
        user.save(update_fields=["time_zone"])
        forget_loads(user, timezone.now())
        messages.success(request, f"Your days now follow the clocks of {user.time_zone}.")
        return back_to_next(request)
    messages.error(request, "That time zone is not known here. Choose one from the list.")
    return redirect("edit-settings")


def back_to_next(request: HttpRequest) -> HttpResponseRedirect:
    """To the page that the form stood on, never to another site."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(address if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL))


@require_GET
@login_required
@never_cache
def download_personal_data(request: HttpRequest) -> HttpResponseBase:
    user = signed_in_user(request)
    now = timezone.now()
    name = f"gradient-{user.get_username()}-{user.study_day(now).isoformat()}.json"
    response = StreamingHttpResponse(
        personal_data(user, exported_at=now), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="{ascii_name(name)}"'
    return response


def ascii_name(name: str) -> str:
    """A file name without what a header or a file system would stumble over."""
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-.") else "_"
        for letter in name
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@never_cache
def delete_account(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = DeleteAccountForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            delete_account_for_good(user)
        except LastAdministratorError:
            form.add_error(
                None,
                "You are the only administrator. Make somebody else one first, in the admin.",
            )
        else:
            logout(request)
            messages.success(request, "Your account is deleted, with everything in it.")
            return redirect(settings.ACCOUNT_LOGOUT_REDIRECT_URL)
    context: dict[str, Any] = {
        "form": form,
        "contents": account_contents(user),
        "departing_teams": departing_teams(user),
    }
    return render(
        request, "settings/delete_account.html", context, status=422 if form.errors else 200
    )
