"""Where to read on from a card: the related cards that its author named."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from cards.core.documents.references import front_to_name
from cards.models import Card
from cards.rendering import plain_text, render_inline

LINKS_BELOW_AN_ANSWER = 3
_DRAWN = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedLink:
    title: SafeString
    address: str


def links_at_hand(card: Card) -> list[RelatedLink]:
    """For the side with the answer: as the last import found them, without a query."""
    found = [link for link in card.see if link["uid"]]
    return [link_to(link["uid"], link["title"]) for link in found[:LINKS_BELOW_AN_ANSWER]]


def related_links(card: Card) -> Sequence[RelatedLink]:
    """For the card's own page: the cards as they are now, published ones only. One query, none
    for a card without links."""
    uids = [link["uid"] for link in card.see if link["uid"]]
    if not uids:
        return []
    found = {str(each.uid): each for each in Card.objects.published().filter(uid__in=uids)}
    return [
        link_to(uid, front_to_name(found[uid].card_kind, found[uid].prompt))
        for uid in dict.fromkeys(uids)
        if uid in found
    ]


def link_to(uid: str, title: str) -> RelatedLink:
    """Random figures go by their letters; a link within a link would tear the outer one apart."""
    text = _DRAWN.sub(r"\1", title)
    html = render_inline(text)
    if "<a " in html:
        html = conditional_escape(plain_text(text))
    return RelatedLink(title=html, address=reverse("show-card", args=[uid]))
