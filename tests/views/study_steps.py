"""The steps of a study session as requests, for the tests of its views."""

import html
import re

from django.urls import reverse

HTMX = {"HX-Request": "true"}


def text_of(response):
    return html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def words_of(response):
    """The text of a page in one line."""
    return " ".join(text_of(response).split())


def token_of(response):
    return re.search(r'name="presentation" value="([^"]+)"', response.content.decode())[1]


def shown(web, url=None, **headers):
    response = web.get(url or reverse("study"), headers=headers)
    return response, token_of(response)


def rate(web, token, rating="good", headers=None, **fields):
    return web.post(
        reverse("rate-card"),
        {"presentation": token, "rating": rating} | fields,
        headers=headers or {},
    )


def answer(web, token, headers=None, **fields):
    return web.post(
        reverse("check-answer"), {"presentation": token} | fields, headers=headers or {}
    )
