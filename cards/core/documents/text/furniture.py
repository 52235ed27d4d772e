"""What belongs to the page and not to its subject: dates, menus, link lists, teasers, drawings."""

import re

from cards.core.documents.text.inline import has_link, without_links

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
_PREFIX = r"(?:(?:published|posted|updated|last (?:updated|modified)|date)(?:\s+on)?:?\s+)?"
_DATE = re.compile(
    rf"^{_PREFIX}{_WEEKDAY}(?:{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\.?,?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})(?:\s+by\s+.{{1,60}})?$",
    re.I,
)
_PAGE_WORDS = re.compile(
    r"^(?:top comments.{0,10}|(?:\d{1,5} )?comments?(?: \(\d+\))?|leave a (?:comment|reply)|share(?: this.{0,20})?"
    r"|subscribe.{0,40}|sign (?:in|up).{0,40}|log ?in|home|menu|search|skip to .{1,30}|back to top|"
    r"(?:previous|next|older|newer) (?:post|article|page|chapter)s?.{0,60}|read more.{0,20}|continue reading.{0,30}|"
    r"\d{1,3} min(?:ute)?s? read.{0,20}|posted (?:by|in|on) .{1,80}|(?:filed under|tags?|categor(?:y|ies)): ?.{0,120}|"
    r"©.{0,120}|copyright .{0,120}|all rights reserved\.?|powered by .{1,60}|photo by .{1,80}|"
    r"follow (?:me|us).{0,40}|related (?:posts|articles)|advertisement|edit (?:this|on) .{1,40}|"
    r"(?:page|slide) \d{1,4}(?: of \d{1,4})?|\[?toc\]?|good luck.{0,60}[!.]|happy (?:learning|coding|studying).{0,20}|"
    r"(?:like|clap|star) (?:if|this) .{0,60}|thanks for reading.{0,40})$",
    re.I,
)
_CONTENTS = re.compile(
    r"^(?:table of contents?|contents|toc|on this page|in this article)\s*:?$", re.I
)
_READ_MORE = re.compile(
    r"\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\])?\s*(?:read more|continue reading)(?:\s*[»→>]+)?\s*$", re.I
)
_BOX = re.compile("[\u2500-\u257f\u2580-\u259f]")
_ARROWS_ONLY = re.compile(r"^[\s\u2190-\u21ff\u25a0-\u25ff|/\\+_=<>v^-]{1,}$")
_TREE_ITEM = re.compile(r"^((?:│|\||\s)*)[├└][─-]{1,3}>?\s*([^│┌┐└┘├┤─]{1,200})$")
_RULE = re.compile(r"^(?:[-*_=~]\s?){3,}$")
_SEE = re.compile(
    r"^(?:see(?: also)?|more|source|link|via|ref(?:erence)?s?|video|paper|code|read)?\W*$", re.I
)
_RESOURCES = re.compile(
    r"\b(?:resources?|further reading|references|bibliography|links|books|courses|papers|must-read"
    r"|see also|acknowledge?ments?|credits|license|about (?:me|the author)|next steps|recommended reading)\b",
    re.I,
)


_ABOUT_THE_TEXT = re.compile(
    r"^(?:the )?(?:following|above|next|previous) (?:table|list|figure|diagram|section|chapter|image|code)\b"
    r"|^(?:here (?:is|are)|below (?:is|are)|in this (?:section|chapter|article|post|guide)|this (?:section|chapter|article|post|guide))\b"
    r"|\b(?:popular recommendation|great resource|incredible resource|useful resource|useful starting point|good starting point|starting point|"
    r"read through|take a look at|this (?:course|resource|article|curriculum|tutorial|video)|the most critical section)\b",
    re.I,
)


_NAMES_A_TEXT = re.compile(
    r"\b(?:faq|frequently asked|questions|glossary|cheat ?-?sheet|(?:lecture|course|study) notes)\b|^(?:lecture|week|lesson) \d",
    re.I,
)


def names_a_text(title: str) -> bool:
    """Whether a title names the page itself: nobody asks what "Cheat sheet" means."""
    return bool(_NAMES_A_TEXT.search(title))


def is_about_the_text(text: str) -> bool:
    """Sentences that lead the reader through the page or on to another one."""
    return bool(_ABOUT_THE_TEXT.search(text))


def is_date(text: str) -> bool:
    return len(text) < 120 and bool(_DATE.match(text))


def is_page_words(text: str) -> bool:
    if text.count(" · ") >= 3 and not re.search(r"[=$]", text):
        return True  # a menu, or the claims under a page's name
    return len(text) < 140 and bool(_PAGE_WORDS.match(text))


def is_contents_title(text: str) -> bool:
    return bool(_CONTENTS.match(text))


def is_rule(text: str) -> bool:
    return len(text) < 200 and bool(_RULE.match(text))


def is_drawing(text: str) -> bool:
    """A line of a box or arrow drawing. Tree items (`├── name`) are read as list items instead."""
    if _BOX.search(text):
        return tree_item(text) is None
    return bool(text) and len(text) < 200 and bool(_ARROWS_ONLY.match(text))


def tree_item(text: str) -> tuple[int, str] | None:
    """Depth and text of one line of a directory tree, or None."""
    if len(text) > 300:
        return None
    found = _TREE_ITEM.match(text)
    if found is None:
        return None
    return found.group(1).count("│"), found.group(2).strip()


def is_link_only(text: str) -> bool:
    """A line that only points elsewhere: nothing can be asked about a link."""
    if not has_link(text):
        return False
    rest = without_links(text).strip(" \t-*+•>.,;:()|")
    # What stands in brackets after a link is a remark about it.
    rest = re.sub(r"^(?:and|or)\b|\([^()]{0,80}\)?", "", rest)
    return len(re.findall(r"[^\W\d_]", rest)) < 3 or bool(_SEE.match(rest))


def is_resources_title(title: str) -> bool:
    """Whether a section lists places to read on, which are not knowledge to recall."""
    return bool(_RESOURCES.search(title))


def cut_teaser(text: str) -> tuple[str, bool]:
    """A teaser without its "Read more" and unfinished last sentence; and whether it was one."""
    found = _READ_MORE.search(text[-80:])
    if found is None:
        if not re.search(r"\w(?:\.\.\.|…)$", text):
            return text, False
        body = re.sub(r"(?:\.\.\.|…)$", "", text)
    else:
        body = text[: len(text) - len(text[-80:]) + found.start()]
    end = max(body.rfind(mark) for mark in (". ", "? ", "! "))
    return (body[: end + 1] if end > 0 else ""), True
