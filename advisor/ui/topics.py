"""What people asked that the guides did not answer, as those who keep the guides see it.

All of it is other people's text: each piece passes through `plain`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from advisor.answering.unanswered import Topic, Unanswered
from advisor.ui.markup import plain

#: Of more topics, and of more questions or reasons in one, only the first are shown.
_TOPICS, _QUESTIONS, _REASONS = 50, 12, 8
#: A longer question or reason is cut.
_LENGTH = 300

NOTHING = "Nothing so far."
NOT_KEPT = (
    "Questions and votes are not kept: the advisor was started with "
    "<code>ADVISOR_KEEP_UNANSWERED=false</code>."
)


def topics_html(topics: Sequence[Topic], helpful: int, *, kept: bool) -> str:
    """The unanswered questions by topic, on one line.

    Args:
        topics: the one with the most questions first.
        helpful: how many answers were marked helpful.
        kept: whether new ones are kept.
    """
    parts = [] if kept else [f'<p class="keeping-note">{NOT_KEPT}</p>']
    if topics:
        items = "".join(f"<li>{_topic(topic)}</li>" for topic in topics[:_TOPICS])
        parts.append(f'<ul class="topics">{items}{_more(len(topics) - _TOPICS)}</ul>')
    elif kept:
        parts.append(f'<p class="keeping-note">{NOTHING}</p>')
    if helpful:
        parts.append(f'<p class="keeping-note">Answers marked helpful: {helpful:,}.</p>')
    return "".join(parts)


def _topic(topic: Topic) -> str:
    by_question: dict[str, list[Unanswered]] = {}
    for each in topic.questions:
        by_question.setdefault(each.question, []).append(each)
    first = topic.questions[0].question
    items = "".join(_question(*each) for each in list(by_question.items())[:_QUESTIONS])
    return (
        f'<details><summary><span dir="auto">{_cut(first)}</span>'
        f'<span class="topic-count">{_asked(len(topic.questions), len(by_question))}</span>'
        f"</summary><ul>{items}{_more(len(by_question) - _QUESTIONS)}</ul></details>"
    )


def _question(question: str, asked: Sequence[Unanswered]) -> str:
    why = ", ".join(
        why if count == 1 else f"{why} {count:,} times"
        for why, count in Counter(each.why for each in asked).items()
    )
    reasons = Counter(each.reason for each in asked if each.reason)
    said = "".join(
        f'<li><q dir="auto">{_cut(reason)}</q>{f" ({count:,} times)" if count > 1 else ""}</li>'
        for reason, count in reasons.most_common(_REASONS)
    )
    listed = f'<ul class="reasons">{said}{_more(len(reasons) - _REASONS)}</ul>' if said else ""
    return (
        f'<li><p class="topic-question" dir="auto">{_cut(question)}</p>'
        f'<p class="topic-why">{why}</p>{listed}</li>'
    )


def _asked(times: int, questions: int) -> str:
    counted = "once" if times == 1 else f"{times:,} times"
    return f"{counted}, in {questions:,} ways" if questions > 1 else counted


def _more(rest: int) -> str:
    return f"<li>and {rest:,} more</li>" if rest > 0 else ""


def _cut(text: str) -> str:
    return plain(text if len(text) <= _LENGTH else text[:_LENGTH].rstrip() + " …")
