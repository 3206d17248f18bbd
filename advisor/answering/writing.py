"""An answer that a language model writes over the retrieved passages, every sentence checked.

What the passages do not support never reaches the reader as the guide's: it is left out, and the
answer says how much was. What they support only loosely is named at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.answering.prompting import messages_for
from advisor.checking import Checker
from advisor.checking.asides import is_beside_the_point
from advisor.guide.context import embedded_text
from advisor.index.library import Library
from advisor.models.chat import LanguageModel, ModelFailureError
from advisor.retrieval.retrieval import Found
from advisor.text.plain import plain
from advisor.text.sentences import sentences
from advisor.types import Answer, Citation, Claim, Coverage, Passage, Support, Turn

_SECTIONS = 4
_CITED_AT_MOST = 2
_MARKER = re.compile(r"\s*\[\s*\d+(?:\s*[,;]\s*\d+)*\s*\]")
_NUMBER = re.compile(r"\d+")
_LINE_START = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
_BARE_LINK = re.compile(r"(?:https?|ftp|data|javascript|file):\S+", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
#: A piece with none of these cannot end a sentence.
_SENTENCE_MAY_END = re.compile(r"[.!?…:\]\n。！？]")
_FINISHED = re.compile(r"[.!?…:)\]\"”’。！？*]\s*$")
_MARKUP = re.compile(r"[\\`*_\[\]<>]")
_ESCAPED = r"\\\g<0>"
_SHOWN_WORDS = 8
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A checked sentence: its Markdown with the list marker it had, where it is a list item, and
    the passages that support it."""

    text: str
    opening: str
    support: Support
    passages: tuple[Passage, ...]


def written_answer(
    found: Found,
    coverage: Coverage,
    turns: Sequence[Turn],
    model: LanguageModel,
    checker: Checker,
    limit: int,
) -> Iterator[Answer]:
    """Answers a question in a model's words.

    Args:
        found: what retrieval has found.
        coverage: whether the guides answer the question.
        turns: the conversation before it.
        model: the model.
        checker: decides what the passages support.
        limit: characters of passages that the model is sent at most.

    Yields:
        Growing answers: the checked sentences, and behind them the one that is being written.

    Raises:
        ModelFailureError: the model does not answer, or writes nothing that the passages support.
    """
    offered = [part for each in found.ranked[:_SECTIONS] for part in each.place.parts]
    messages = messages_for(found.question.text, offered, turns, limit)
    draft, done = "", 0
    kept: list[_Sentence] = []
    left_out = 0
    pieces = model.stream(messages)
    for piece in pieces:
        draft += piece
        if len(draft) > limit:
            raise ModelFailureError("it would not stop writing")
        if not _SENTENCE_MAY_END.search(piece):
            continue
        whole = _whole_sentences(draft)
        for sentence in whole[done:]:
            checked = _checked(sentence, offered, found, checker)
            if checked is None:
                left_out += 1
            elif checked.text:
                kept.append(checked)
        done = len(whole)
        growing = _answer(kept, found.library, coverage, model.name)
        tail = _harmless(_MARKER.sub("", draft[_end_of(draft, done) :])).strip()
        yield replace(growing, text=f"{growing.text} {tail}".strip())
    if draft.strip() and not _FINISHED.search(draft) and not _LINE_START.match(_last_line(draft)):
        raise ModelFailureError("it was cut off in mid-sentence")
    for sentence in _all_sentences(draft)[done:]:
        checked = _checked(sentence, offered, found, checker)
        if checked is None:
            left_out += 1
        elif checked.text:
            kept.append(checked)
    if not draft.strip():
        raise ModelFailureError("it wrote nothing")
    if not any(sentence.passages for sentence in kept):
        raise ModelFailureError("the guide supports nothing of what it wrote")
    if not any(sentence.passages and sentence.support == "supported" for sentence in kept):
        coverage = "partial"
    final = _answer(kept, found.library, coverage, model.name)
    yield replace(final, text="\n\n".join([final.text, *_notes(kept, left_out)]))


def _last_line(draft: str) -> str:
    return draft.rstrip().rsplit("\n", 1)[-1]


def _all_sentences(draft: str) -> list[str]:
    """The sentences and list items of a draft, in order."""
    found: list[str] = []
    for line in draft.split("\n"):
        start = match.end() if (match := _LINE_START.match(line)) else 0
        spans = sentences(line[start:])
        for number, (first, _) in enumerate(spans):
            until = spans[number + 1][0] if number + 1 < len(spans) else len(line) - start
            opening = line[:start] if number == 0 else ""
            found.append(opening + line[start:][first:until].rstrip())
    return _with_markers_behind(found)


def _with_markers_behind(found: list[str]) -> list[str]:
    """Markers that stand after a full stop belong to the sentence before it."""
    joined: list[str] = []
    for sentence in found:
        rest = sentence
        while joined and (match := _MARKER.match(rest)):
            joined[-1] += match.group()
            rest = rest[match.end() :]
        if rest.strip(" .") or not joined:
            joined.append(rest.strip() if rest != sentence else sentence)
    return joined


def _whole_sentences(draft: str) -> list[str]:
    """The sentences of a draft that have surely ended: all but the last two, since markers may
    still follow."""
    return _all_sentences(draft)[:-2]


def _end_of(draft: str, count: int) -> int:
    """Where the first `count` sentences of a draft end."""
    position = 0
    for sentence in _all_sentences(draft)[:count]:
        start = draft.find(sentence.strip()[:20], position)
        position = max(position, start) + (len(sentence.strip()) if start >= 0 else 0)
    return min(position, len(draft))


def _checked(
    sentence: str, offered: Sequence[Passage], found: Found, checker: Checker
) -> _Sentence | None:
    """A sentence with what supports it; None where nothing does."""
    match = _LINE_START.match(sentence)
    opening = match.group() if match else ""
    body = sentence[len(opening) :]
    numbers = {int(n) for marker in _MARKER.findall(body) for n in _NUMBER.findall(marker)}
    text = _harmless(_MARKER.sub("", body)).strip()
    if not _LETTERS.search(text) or is_beside_the_point(text):
        return _Sentence("", opening, "supported", ())
    cited = [offered[n - 1] for n in sorted(numbers) if 1 <= n <= len(offered)]
    library = found.library
    for passages in (cited, [part for part in offered if part not in cited]):
        candidates = _sentences_of(passages, found)
        texts = [_text_of(passage, library) for passage in candidates]
        supporting = checker.supporting(text, texts)[:_CITED_AT_MOST] if texts else ()
        if supporting:
            return _Sentence(
                text, opening, "supported", tuple(candidates[i] for i in sorted(supporting))
            )
    texts = [_text_of(passage, library) for passage in cited]
    support = checker.check(text, texts)
    if support == "unsupported":
        return None
    return _Sentence(text, opening, support, tuple(cited[:_CITED_AT_MOST]))


def _sentences_of(parts: Sequence[Passage], found: Found) -> list[Passage]:
    """The sentences and items that stand in parts of sections."""
    return [
        sentence
        for part in parts
        for each in found.ranked[:_SECTIONS]
        if part in each.place.parts
        for sentence in each.place.sentences
        if part.start <= sentence.start and sentence.end <= part.end
    ]


def _text_of(passage: Passage, library: Library) -> str:
    return embedded_text(library.editions[passage.guide].guide, passage)


def _harmless(text: str) -> str:
    """A model's text without links, pictures, tags or addresses, which could carry words to
    another host."""
    text = _LINK.sub(r"\1", _PICTURE.sub(r"\1", text))
    return _BARE_LINK.sub("", _TAG.sub("", text)).replace("](", "] (")


def _answer(
    kept: Sequence[_Sentence],
    library: Library,
    coverage: Coverage,
    model: str,
) -> Answer:
    citations: dict[str, Citation] = {}
    claims: list[Claim] = []
    text = ""
    for sentence in kept:
        numbers: list[int] = []
        for passage in sentence.passages:
            if passage.id not in citations:
                citations[passage.id] = _citation(passage, len(citations) + 1, library)
            numbers.append(citations[passage.id].number)
        markers = "".join(f"[{number}]" for number in numbers)
        written = f"{sentence.text} {markers}".strip()
        if sentence.opening:
            text += f"\n{sentence.opening.rstrip()} {written}"
        else:
            text += f" {written}"
        claims.append(Claim(sentence.text, tuple(numbers), sentence.support))
    return Answer(text.strip(), tuple(citations.values()), coverage, (), tuple(claims), model)


def _notes(kept: Sequence[_Sentence], left_out: int) -> list[str]:
    """What a reader should know of the check, line by line."""
    notes = []
    weak = [_beginning(sentence.text) for sentence in kept if sentence.support == "weak"]
    if weak:
        notes.append(f"*Only loosely supported by the guide:* {'; '.join(weak)}.")
    if left_out:
        what = "sentence" if left_out == 1 else "sentences"
        notes.append(f"*{left_out} {what} left out that the guide does not support.*")
    return notes


def _beginning(sentence: str) -> str:
    """The first words of a sentence in quotation marks, by which it can be found."""
    words = _harmless(plain(sentence)).split()
    shown = " ".join(words[:_SHOWN_WORDS])
    cut = " …" if len(words) > _SHOWN_WORDS else ""
    return f"“{_MARKUP.sub(_ESCAPED, shown.rstrip('.'))}{cut}”"


def _citation(passage: Passage, number: int, library: Library) -> Citation:
    guide = library.editions[passage.guide].guide
    return Citation(
        number=number,
        guide=guide.name,
        edition=guide.edition,
        section=passage.path,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
    )
