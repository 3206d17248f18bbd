"""What people asked that the guides did not answer, as those who keep the guides see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from advisor.answering.unanswered import Topic
from advisor.ui.templating import render

#: Of more topics, and of more questions or reasons in one, only the first are shown.
_LIMITS = {"topics": 50, "questions": 12, "reasons": 8}


@dataclass(slots=True)
class _Asked:
    """A question, and how often it was kept for each cause and with each reason."""

    words: str
    why: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


def topics_html(topics: Sequence[Topic], helpful: int, *, kept: bool) -> Markup:
    """Return the unanswered questions by topic.

    Args:
        topics: the one with the most questions first.
        helpful: how many answers were marked helpful.
        kept: whether new questions are kept.
    """
    shown = [{"count": len(each.questions), "questions": _asked(each)} for each in topics]
    return render("topics", topics=shown, helpful=helpful, kept=kept, limit=_LIMITS)


def _asked(topic: Topic) -> list[_Asked]:
    """Return the questions of a topic, each once."""
    by_words: dict[str, _Asked] = {}
    for each in topic.questions:
        asked = by_words.setdefault(each.question, _Asked(each.question))
        asked.why[each.why] += 1
        if each.reason:
            asked.reasons[each.reason] += 1
    return list(by_words.values())
