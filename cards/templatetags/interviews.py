"""Filters for the pages of interviews."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def clock(seconds: int) -> str:
    """Seconds as minutes and seconds, with hours from one hour on: 95 is 1:35."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def entry(mapping: Mapping[str, Any] | None, name: str) -> Any:
    """The value under a name that the template has in a variable."""
    return (mapping or {}).get(name, "")
