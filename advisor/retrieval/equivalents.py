"""Words of working life that mean the same, so that a question meets a guide in other words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

#: In each line the words mean the same; of those that a guide has, the first is put beside a
#: question that uses another one.
_GROUPS = tuple(
    tuple(each.strip() for each in line.split("|"))
    for line in """
    entry-level | junior | fresher | freshers | newly qualified | new grad | first job | starter
    senior | experienced | seasoned | veteran
    years of experience | yoe | yrs of experience
    salary | pay | wage | earnings | compensation | ctc | paycheck | remuneration
    bachelor's degree | bachelor | bachelors | bsc | undergrad | undergraduate degree
    master's degree | masters | master's | msc | ms degree | postgrad | post graduation
    doctorate | phd | ph.d
    university | uni | college | school
    mathematics | maths | math
    statistics | stats
    software engineer | swe | software developer | dev
    resume | cv | curriculum vitae
    internship | internships | work placement | traineeship
    certification | certificate | certificates | cert | certs
    course | courses | mooc | class | classes | tutorial
    interview | interviews | job interview
    job openings | vacancies | job ads | openings | job postings | job boards
    remote | wfh
    programming | coding | programming language
    """.strip().splitlines()
)

_FIRST_OF = {each: group[0] for group in _GROUPS for each in group}
_OTHER_WORDING = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _FIRST_OF), key=len, reverse=True))})(?!\w)"
)


def equivalents_of(question: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the words that the guides have for words of a question that they do not have.

    Args:
        question: what is asked.
        known: whether the guides have a word.
    """
    return tuple(other for _, other in _other_wordings(question, known))


def in_their_words(question: str, known: Callable[[str], bool]) -> str:
    """Return a question with the guides' words in the place of those that they do not have.

    Args:
        question: what is asked.
        known: whether the guides have a word.

    >>> in_their_words("What does a fresher earn?", lambda word: word in ("entry-level", "earn"))
    'What does a entry-level earn?'
    """
    for used, other in _other_wordings(question, known):
        longest = sorted(map(re.escape, used), key=len, reverse=True)
        pattern = "|".join(longest).replace("'", "['’]")
        question = re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", other, question, flags=re.IGNORECASE)
    return question


def _other_wordings(question: str, known: Callable[[str], bool]) -> Iterator[tuple[list[str], str]]:
    """Yield words of a question that the guides do not have, with what they have for them."""
    said = question.lower().replace("’", "'")
    for group in _GROUPS:
        used = [
            match[0]
            for each in group
            if (match := re.search(rf"(?<!\w){re.escape(each)}s?(?!\w)", said))
        ]
        if used and not any(_has(each, known) for each in used):
            other = next((each for each in group if each not in used and _has(each, known)), None)
            if other is not None:
                yield used, other


def in_one_wording(text: str) -> str:
    """Return a text in lower case with the first word of each group in the place of the others, so
    that two texts that say the same in other words meet.

    >>> in_one_wording("BSc, then a traineeship")
    "bachelor's degree, then a internship"
    """
    said = text.lower().replace("’", "'")
    return _OTHER_WORDING.sub(lambda match: _FIRST_OF[match[0]], said)


def _has(phrase: str, known: Callable[[str], bool]) -> bool:
    return all(known(word) for word in phrase.split() if len(word) > 2)
