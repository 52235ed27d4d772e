"""What every page knows about the site, and the tags of its frame: icons and navigation links."""

import re
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cards.models.user import Theme

register = template.Library()

THEME_COOKIE = "theme"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeChoice:
    """One button of the theme switch."""

    value: str
    label: str
    icon: str


THEME_CHOICES = (
    ThemeChoice(value=Theme.AUTO, label="Auto", icon="device"),
    ThemeChoice(value=Theme.LIGHT, label="Light", icon="sun"),
    ThemeChoice(value=Theme.DARK, label="Dark", icon="moon"),
)

# Drawn on a 24 x 24 grid with a stroke of 2; our own lines.
ICONS: dict[str, str] = {
    "check": '<path d="M4.5 12.5l5 5 10-11"/>',
    "cross": '<path d="M6 6l12 12M18 6L6 18"/>',
    "warning": '<path d="M12 4L2.8 20h18.4z"/><path d="M12 10v4.5M12 17.4v.1"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "question": '<circle cx="12" cy="12" r="9"/>'
    '<path d="M9.3 9.3c.4-3.3 5.6-3 5.3.2-.2 2-2.6 2-2.6 4.2M12 17v.1"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5.5 5.5"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2'
    'M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>',
    "moon": '<path d="M19.5 14.5A8.2 8.2 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
    "device": '<rect x="3" y="4.5" width="18" height="12" rx="1.5"/><path d="M8.5 20.5h7M12 17v3"/>',
    "download": '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15"/>',
    "trash": '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.3 11v5.5M13.7 11v5.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2.5"/>',
    "cards": '<rect x="3.5" y="7.5" width="12" height="13" rx="2"/>'
    '<path d="M8 4h10.5a2 2 0 0 1 2 2v11"/>',
    "gradient": '<path d="M4 5h16l-8 15z"/>',
    "shield": '<path d="M12 3l7.5 3v5.5c0 4.6-3.1 8-7.5 9.5-4.4-1.5-7.5-4.9-7.5-9.5V6z"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5L19.5 4M16 7.5l3 3"/>',
    "arrow-right": '<path d="M4.5 12h15M13.5 6l6 6-6 6"/>',
    "arrow-left": '<path d="M19.5 12h-15M10.5 6l-6 6 6 6"/>',
    "flame": '<path d="M12 3c.6 3.6 5.5 5.6 5.5 11a5.5 5.5 0 0 1-11 0c0-2 .9-3.5 2-4.6'
    '.3 1.4 1 2.1 1.9 2.4C10 9 10.2 5.5 12 3z"/>',
    "flag": '<path d="M5.5 21V4M5.5 4.5h12l-2.5 4 2.5 4h-12"/>',
    "pause": '<path d="M8.5 5v14M15.5 5v14"/>',
    "edit": '<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6'
    'M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.5c2 .8 3.2 2.7 3.5 5.5"/>',
    "microphone": '<rect x="9" y="3" width="6" height="11" rx="3"/>'
    '<path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
}


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of a page, for whoever looks at it."""
    # A request that failed before the authentication middleware has no user, yet gets an error page.
    user = getattr(request, "user", None)
    return {
        "site_name": settings.SITE_NAME,
        "theme": current_theme(request),
        "theme_choices": THEME_CHOICES,
        "has_shortcuts": getattr(user, "has_shortcuts", True),
    }


def current_theme(request: HttpRequest) -> Theme:
    """The theme of the signed-in user, else of the cookie, else what the device prefers."""
    user = getattr(request, "user", None)
    chosen = getattr(user, "theme", None) or request.COOKIES.get(THEME_COOKIE, "")
    return Theme(chosen) if chosen in Theme.values else Theme.AUTO


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An inline SVG: decoration by default, an image with a name when `label` is given."""
    if label:
        role = format_html('role="img" aria-label="{}"', label)
    else:
        role = mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" {} focusable="false">{}</svg>',
        role,
        mark_safe(ICONS[name]),
    )


@register.simple_tag
def static_if_built(path: str) -> str:
    """The address of a static file for the error page, which must come up even when the static
    files were never collected: that is one of the errors it is there for."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag(takes_context=True)
def navigation_link(
    context: template.Context, route: str, label: str, *, exact: bool = False
) -> SafeString:
    """A list item that links to a route, marked as current there and, unless `exact`, below it."""
    try:
        address = reverse(route)
    except NoReverseMatch:  # a part of the site this installation does not have
        return SafeString("")
    return link_item(context, address, label, exact=exact)


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, number: int, parameter: str = "") -> str:
    """Another page of a list, at this address with all else that it says."""
    query = context["request"].GET.copy()
    query[parameter or "page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def team_tab(context: template.Context, route: str, label: str) -> SafeString:
    """A tab of the team whose `membership` the page shows. The board stands above the others."""
    address = reverse(route, args=[context["membership"].team.slug])
    return link_item(context, address, label, exact=route == "show-team")


def link_item(context: template.Context, address: str, label: str, *, exact: bool) -> SafeString:
    request = context.get("request")
    path = request.path if request is not None else ""
    if path == address:
        current = mark_safe(' aria-current="page"')
    elif not exact and address != "/" and path.startswith(address):
        current = mark_safe(' aria-current="true"')
    else:
        current = SafeString("")
    return format_html('<li><a href="{}"{}>{}</a></li>', address, current, label)


# A word in title case after another one; `I`, acronyms and names such as GitHub are none.
TITLE_CASE_WORD = re.compile(r"(?<=[^\s-])([\s-]+[A-Z][a-z]+\b)")
MARKUP = re.compile(r"(<[^>]*>)")


@register.filter(is_safe=True)
def sentence_case(text: str) -> str:
    """The headings of allauth come in title case, ours do not: `Sign In` becomes `Sign in`.

    For its headings, buttons and labels alone, in which no names of people or places occur.
    """
    parts = MARKUP.split(text)
    return "".join(
        part if MARKUP.fullmatch(part) else TITLE_CASE_WORD.sub(lambda word: word[0].lower(), part)
        for part in parts
    )


@register.filter
def with_quiet_labels(form: BaseForm) -> BaseForm:
    """A form of allauth with its labels as we write them, `New password` instead of `New Password`."""
    for field in form.fields.values():
        field.label = sentence_case(str(field.label)) if field.label else field.label
    return form


@register.filter
def without_echo(field: BoundField) -> SafeString:
    """The widget of a field, without a placeholder that only repeats its label ("Email address")."""
    placeholder = str(field.field.widget.attrs.get("placeholder", ""))
    if placeholder.casefold().startswith(str(field.label).casefold()):
        return field.as_widget(attrs={"placeholder": False})
    return field.as_widget()
