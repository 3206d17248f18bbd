"""Write an answer in a language model's words over the retrieved passages, every sentence checked.

The draft is taken apart while it is written, and each sentence is held to the rules of
`advisor.checking.certain` and then judged: by a language model, by a model made for the purpose, or
as a last resort by likeness to the guide's words. What is refuted is left out, and the answer says
so; what nobody could vouch for is shown without a tick.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Literal

from advisor.answering.draft import Part, Sentence, parts_of, rendered, sentences_of, staying
from advisor.answering.judging import Judge, Ruling
from advisor.answering.languages import is_foreign
from advisor.answering.markers import without_markers
from advisor.answering.prompting import messages_for, offered_passages
from advisor.checking import Checker
from advisor.checking.asides import silent_on
from advisor.checking.certain import Finding, finding_of
from advisor.guide.context import embedded_text
from advisor.models.chat import CutOffError, LanguageModel, ModelFailureError
from advisor.retrieval.retrieval import Found
from advisor.text.plain import plain
from advisor.text.quantities import quantities_of
from advisor.text.words import is_content_word, stems_of, words_of
from advisor.types import Answer, Citation, Claim, Coverage, Passage, Support, Turn

_CITED_AT_MOST = 3
#: How many requests the judge has at a time, and how many sentences one has at most.
_AT_A_TIME, _IN_ONE = 2, 6
#: How many passages a sentence is judged beside that it does not cite.
_BESIDE = 2
#: The longest phrase that a silence is looked up by, in words.
_PHRASE = 3
#: The share of a passage's content words that a sentence has which is ticked by likeness alone.
_NEAR_WORDS = 0.5
_SENTENCE_MAY_END = re.compile(r"[.!?…:|\]】\n。！？]")
_FINISHED = re.compile(r"(?:[.!?…:)\]\"”’。！？।*|`】]|[¹²³⁰⁴-⁹])\s*$")
_LIST_LINE = re.compile(r"\s*(?:[-*+•|]|\d{1,3}[.)])\s*")
_GENERIC = frozenset(
    stems_of(
        "anything information details specific specifically exact explicitly advice figures "
        "mention question topic guide passages section much long"
    )
)
#: Why sentences are left out, as it is told below the answer.
_FIGURE = "with a figure that it does not give"
_NAME = "naming something that it does not mention"
_UNSAID = "that it does not say"
_SPOKEN = "saying that it is silent where it is not"
_LEANING = "that made no sense without another"

Check = Literal["off", "figures", "full"]


@dataclass(frozen=True, slots=True)
class Writer:
    """What writes answers, and what checks them.

    Attributes:
        model: writes.
        checker: compares sentences with passages; the last resort, unless it has a model.
        judge: judges sentences; None where nothing is sent for judging.
        look_up: finds what the guides have on a subject.
        limit: characters of passages that the model is sent at most.
        check: what is checked.
    """

    model: LanguageModel
    checker: Checker
    judge: Judge | None
    look_up: Callable[[str], Found]
    limit: int
    check: Check = "full"


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the check of a sentence came to: why it is left out, or how well it is supported (None
    where it claims nothing), by which passages, and how its figures were worked out."""

    left_out: str = ""
    support: Support | None = None
    passages: tuple[Passage, ...] = ()
    sum: str = ""


_Key = tuple[str, tuple[int, ...]]


def written_answer(
    asked: str, found: Found, coverage: Coverage, turns: Sequence[Turn], writer: Writer
) -> Iterator[Answer]:
    """Answer a question in a model's words.

    Args:
        asked: the person's own words.
        found: what retrieval has found for the question, standing alone.
        coverage: whether the guides answer it, as far as retrieval can tell.
        turns: the conversation before it.
        writer: the model and its check.

    Yields:
        Growing answers: the checked sentences and, as `unchecked`, those under examination.

    Raises:
        ModelFailureError: the model does not answer, or writes nothing that the passages support.
    """
    offered = offered_passages(found, writer.limit)
    messages = messages_for(asked, found, offered, turns, writer.limit)
    titles = {each.place.guide.title for each in found.ranked}
    given = " ".join([asked, found.question.asked, *(turn.question for turn in turns), *titles])
    draft, cut = "", ""
    with _Examination(found, offered, given, writer) as examination:
        pieces = writer.model.stream(messages)
        try:
            for piece in pieces:
                draft += piece
                if "</think>" in draft:  # its opening was not sent
                    draft = draft.rpartition("</think>")[2].lstrip()
                if len(draft) > writer.limit:
                    raise _EndlessError
                if not _SENTENCE_MAY_END.search(piece):
                    continue
                parts = parts_of(draft, len(offered))
                examination.take(sentences_of(parts)[:-2])  # markers may follow the last ones
                yield examination.growing(parts, coverage)
        except _EndlessError:
            raise ModelFailureError("it would not stop writing") from None
        except CutOffError as error:
            cut = str(error)
        except ModelFailureError as error:
            cut = str(error)
            if not examination.has_something():
                raise
        if not draft.strip():
            raise ModelFailureError(cut or "it wrote nothing")
        parts = parts_of(draft, len(offered))
        if not cut and not _FINISHED.search(draft) and not _LIST_LINE.match(_last_line(draft)):
            cut = "it was cut off in mid-sentence"
        if cut and not _FINISHED.search(draft):
            parts = _without_last_sentence(parts)
        examination.take(sentences_of(parts))
        while examination.waits():
            yield examination.growing(parts, coverage)
            examination.wait()
        yield examination.whole(parts, coverage, cut)


class _EndlessError(Exception):
    """A draft has grown longer than all that it was written from."""


class _Examination:
    """The check of one draft: hands its sentences to the judge while it is written, and keeps what
    came of each."""

    def __init__(
        self, found: Found, offered: Sequence[Passage], given: str, writer: Writer
    ) -> None:
        self._found = found
        self._library = found.library
        self._offered = offered
        self._texts = [self._text_of(passage) for passage in offered]
        self._given = given
        self._writer = writer
        self._outcomes: dict[_Key, _Outcome] = {}
        self._queue: list[Sentence] = []
        self._running: dict[Future[list[Ruling | None]], list[Sentence]] = {}
        self._pool = ThreadPoolExecutor(_AT_A_TIME, "judge")

    def __enter__(self) -> _Examination:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def take(self, sentences: Sequence[Sentence]) -> None:
        """Examine the sentences that are new, and collect what the judge has said meanwhile."""
        waiting = {_key(each) for each in self._queue}
        waiting |= {_key(each) for batch in self._running.values() for each in batch}
        for sentence in sentences:
            if _key(sentence) in self._outcomes or _key(sentence) in waiting:
                continue
            waiting.add(_key(sentence))
            outcome = self._without_judge(sentence)
            if outcome is None:
                self._queue.append(sentence)
            else:
                self._outcomes[_key(sentence)] = outcome
        self._collect()
        self._send()

    def waits(self) -> bool:
        """Return whether sentences are still with the judge."""
        self._collect()
        self._send()
        return bool(self._running)

    def wait(self) -> None:
        """Wait for the judge's next reply."""
        wait(self._running, return_when=FIRST_COMPLETED)

    def has_something(self) -> bool:
        """Return whether a sentence was found to be supported."""
        return any(each.support and not each.left_out for each in self._outcomes.values())

    def growing(self, parts: Sequence[Part], coverage: Coverage) -> Answer:
        """Return the answer so far: what is checked, and what is under examination."""
        checked = 0
        for sentence in sentences_of(parts):
            if _key(sentence) not in self._outcomes:
                break
            checked += 1
        whole = staying(parts, self._keeps)
        known: list[list[str | None]] = []
        for line in whole:
            known.append([text if i < checked else None for i, text in enumerate(line)])
            checked -= min(len(line), max(checked, 0))
        answer = self._answer(parts, known, coverage)
        markers = self._markers(self._cited(parts, known))
        text = rendered(parts, whole, markers)
        pending = without_markers(text[len(answer.text) :]) if text.startswith(answer.text) else ""
        return replace(answer, text=answer.text + pending, unchecked=pending.strip())

    def whole(self, parts: Sequence[Part], coverage: Coverage, cut: str) -> Answer:
        """Return the whole answer.

        Raises:
            ModelFailureError: nothing is left of it.
        """
        words = staying(parts, self._keeps)
        kept = [
            self._outcomes[_key(sentence)]
            for part, line in zip(parts, words, strict=True)
            for sentence, text in zip(part.sentences, line, strict=True)
            if text is not None and sentence.role in ("claim", "silence")
        ]
        if not kept:
            raise ModelFailureError(cut or "the guide supports nothing of what it wrote")
        silent = any(
            sentence.role == "silence" and text is not None
            for part, line in zip(parts, words, strict=True)
            for sentence, text in zip(part.sentences, line, strict=True)
        )
        answer = self._answer(parts, words, _covered(coverage, kept, silent, self._judged()))
        notes = [answer.text, *self._notes(parts, words)]
        if cut:
            notes.append(f"*The answer ends here: {cut}.*")
        return replace(answer, text="\n\n".join(notes), checked_by=self._checked_by())

    def _without_judge(self, sentence: Sentence) -> _Outcome | None:
        """Return what is certain without a judge; None where the judge is to decide."""
        if sentence.role not in ("claim", "silence"):
            return _Outcome()
        check, text = self._writer.check, plain(sentence.text)
        judge = self._writer.judge
        judged = check == "full" and judge is not None and not judge.failed
        if sentence.role == "silence":
            if check == "off":
                return _Outcome()
            if self._speaks_of(silent_on(text)):
                return _Outcome(left_out=_SPOKEN)
            return None if judged else _Outcome()
        if check == "off":
            return _Outcome(support="weak", passages=self._nearest(sentence))
        finding = self._finding(sentence, self._cited_texts(sentence))
        if finding.refuted:
            return _Outcome(left_out=_reason(finding))
        return None if judged else self._last_resort(sentence, finding)

    def _last_resort(self, sentence: Sentence, finding: Finding) -> _Outcome:
        """Return what likeness to the guide's words, or a model made for the purpose, says."""
        text, checker = plain(sentence.text), self._writer.checker
        nearest = self._nearest(sentence)
        if self._writer.check == "figures" or is_foreign(text, self._library):
            return _Outcome(support="weak", passages=nearest, sum=finding.sum)
        cited = [self._offered[number - 1] for number in self._numbers(sentence)]
        candidates = self._sentences_in(cited or self._offered)
        best = checker.supporting(text, [self._text_of(each) for each in candidates])
        if best:
            passages = tuple(candidates[index] for index in sorted(best[:_CITED_AT_MOST]))
            held = self._finding(sentence, [self._text_of(each) for each in passages])
            sure = not held.doubted and not held.sum and _is_near(text, passages)
            support: Support = "supported" if sure else "weak"
            return _Outcome(support=support, passages=passages, sum=held.sum)
        decides = checker.has_model or not cited  # likeness alone takes nothing away that is cited
        if decides and checker.check(text, self._likest_texts(sentence)) == "unsupported":
            return _Outcome(left_out=_UNSAID)
        return _Outcome(support="weak", passages=nearest, sum=finding.sum)

    def _ruled(self, sentence: Sentence, ruling: Ruling | None) -> _Outcome:
        """Return what a judge's ruling comes to, beside the rules."""
        text = plain(sentence.text)
        if sentence.role == "silence":
            refuted = ruling and ruling.judgement == "not" and ruling.deciding
            return _Outcome(left_out=_SPOKEN) if refuted else _Outcome()
        finding = self._finding(sentence, self._cited_texts(sentence))
        if ruling is None:
            return self._last_resort(sentence, finding)
        if ruling.judgement == "nothing to check":
            says = any(figure.kind != "ordinal" for figure in quantities_of(text))
            return self._last_resort(sentence, finding) if says else _Outcome()
        if ruling.judgement == "not":
            return _Outcome(left_out=_UNSAID)
        passages = self._deciding(ruling)
        if not passages:
            return self._last_resort(sentence, finding)
        held = self._finding(sentence, [self._text_of(each) for each in passages])
        if held.refuted:
            return _Outcome(left_out=_reason(held))
        sure = ruling.judgement == "supported" and not held.doubted
        return _Outcome("", "supported" if sure else "weak", passages, held.sum)

    def _send(self) -> None:
        judge = self._writer.judge
        if judge is None or judge.failed:
            for sentence in self._queue:
                self._outcomes[_key(sentence)] = self._ruled(sentence, None)
            self._queue.clear()
            return
        while self._queue and len(self._running) < _AT_A_TIME:
            batch, self._queue = self._queue[:_IN_ONE], self._queue[_IN_ONE:]
            numbers = sorted({n for sentence in batch for n in self._beside(sentence)})
            passages = {number: self._offered[number - 1] for number in numbers}
            for sentence in batch:
                if sentence.role == "silence":
                    passages |= self._looked_up(sentence, len(self._offered) + len(passages))
            texts = [plain(sentence.text) for sentence in batch]
            self._running[self._pool.submit(judge.rulings, texts, passages)] = batch

    def _collect(self) -> None:
        for future in [future for future in self._running if future.done()]:
            batch = self._running.pop(future)
            for sentence, ruling in zip(batch, future.result(), strict=True):
                self._outcomes[_key(sentence)] = self._ruled(sentence, ruling)

    def _finding(self, sentence: Sentence, evidence: Sequence[str]) -> Finding:
        text = plain(sentence.text)
        return finding_of(
            text,
            evidence,
            self._texts,
            self._given,
            self._library.knows,
            foreign=is_foreign(text, self._library),
        )

    def _speaks_of(self, subject: str) -> bool:
        """Return whether a sentence of the guides has the words of a subject one after another."""
        stems = [stem for stem in stems_of(subject) if stem not in _GENERIC]
        if not 0 < len(stems) <= _PHRASE:
            return False
        if not all(
            self._library.knows(word) for word in words_of(subject) if is_content_word(word)
        ):
            return False
        for each in self._writer.look_up(subject).ranked:
            for passage in (*each.place.sentences, *each.place.parts[:1]):
                theirs = stems_of(self._text_of(passage))
                if any(theirs[i : i + len(stems)] == stems for i in range(len(theirs))):
                    return True
        return False

    def _looked_up(self, sentence: Sentence, number: int) -> dict[int, Passage]:
        """Return the passages nearest to what a sentence says the guide is silent on."""
        found = self._writer.look_up(silent_on(plain(sentence.text)) or sentence.text)
        parts = [part for each in found.ranked[:_BESIDE] for part in each.place.parts]
        return dict(enumerate(parts[: 2 * _BESIDE], number + 1))

    def _beside(self, sentence: Sentence) -> list[int]:
        """Return the numbers of the passages that a sentence is judged beside: those that it cites,
        and those that have most of its words."""
        cited = self._numbers(sentence)
        wanted = set(stems_of(plain(sentence.text)))
        shared = [len(wanted & set(stems_of(text))) for text in self._texts]
        best = sorted(range(len(shared)), key=lambda index: -shared[index])
        return [*cited, *[i + 1 for i in best if i + 1 not in cited][: _BESIDE if cited else 4]]

    def _numbers(self, sentence: Sentence) -> list[int]:
        return [number for number in sentence.cited if 1 <= number <= len(self._offered)]

    def _cited_texts(self, sentence: Sentence) -> list[str]:
        return [self._texts[number - 1] for number in self._numbers(sentence)]

    def _likest_texts(self, sentence: Sentence) -> list[str]:
        return self._cited_texts(sentence) or [
            self._texts[number - 1] for number in self._beside(sentence)
        ]

    def _nearest(self, sentence: Sentence) -> tuple[Passage, ...]:
        """Return of each cited passage the sentence with most of its words, or all of it."""
        wanted = set(stems_of(plain(sentence.text)))
        chosen: list[Passage] = []
        for number in self._numbers(sentence)[:_CITED_AT_MOST]:
            part = self._offered[number - 1]
            inside = self._sentences_in([part])
            shared = [len(wanted & set(stems_of(each.text))) for each in inside]
            best = max(shared, default=0)
            chosen.append(inside[shared.index(best)] if best else part)
        return tuple(dict.fromkeys(chosen))

    def _deciding(self, ruling: Ruling) -> tuple[Passage, ...]:
        """Return the guide's sentences that have the words which decided a ruling."""
        chosen: list[Passage] = []
        for part, start, end in ruling.deciding:
            first, last = part.start + start, part.start + end
            inside = [
                each
                for each in self._sentences_in([part])
                if each.start < last and each.end > first
            ]
            chosen += inside or [part]
        return tuple(dict.fromkeys(chosen))[:_CITED_AT_MOST]

    def _sentences_in(self, parts: Sequence[Passage]) -> list[Passage]:
        found: list[Passage] = []
        for part in parts:
            place = self._library.place_of(part.id)
            found += [
                each
                for each in (place.sentences if place else ())
                if part.start <= each.start and each.end <= part.end
            ]
        return found

    def _text_of(self, passage: Passage) -> str:
        return embedded_text(self._library.editions[passage.guide].guide, passage)

    def _keeps(self, sentence: Sentence) -> bool:
        outcome = self._outcomes.get(_key(sentence))
        return outcome is None or not outcome.left_out

    def _cited(
        self, parts: Sequence[Part], words: Sequence[Sequence[str | None]]
    ) -> dict[str, Citation]:
        """Return the citations of the sentences that stay, by passage, numbered as they come."""
        citations: dict[str, Citation] = {}
        for part, line in zip(parts, words, strict=True):
            for sentence, text in zip(part.sentences, line, strict=True):
                outcome = self._outcomes.get(_key(sentence))
                for passage in outcome.passages if outcome and text is not None else ():
                    if passage.id not in citations:
                        number = len(citations) + 1
                        citations[passage.id] = self._library.citation(passage, number)
        return citations

    def _markers(self, citations: dict[str, Citation]) -> Callable[[Sentence], str]:
        def markers(sentence: Sentence) -> str:
            outcome = self._outcomes.get(_key(sentence))
            cited = [p.id for p in outcome.passages if p.id in citations] if outcome else []
            return "".join(f"[{citations[id_].number}]" for id_ in cited)

        return markers

    def _answer(
        self, parts: Sequence[Part], words: Sequence[Sequence[str | None]], coverage: Coverage
    ) -> Answer:
        citations = self._cited(parts, words)
        claims = []
        for part, line in zip(parts, words, strict=True):
            for sentence, text in zip(part.sentences, line, strict=True):
                outcome = self._outcomes.get(_key(sentence))
                if text is None or outcome is None or outcome.support is None:
                    continue
                numbers = tuple(citations[passage.id].number for passage in outcome.passages)
                claims.append(Claim(text, numbers, outcome.support, outcome.sum))
        text = rendered(parts, words, self._markers(citations))
        return Answer(
            text, tuple(citations.values()), coverage, (), tuple(claims), self._writer.model.name
        )

    def _notes(self, parts: Sequence[Part], words: Sequence[Sequence[str | None]]) -> Iterator[str]:
        """Yield what was left out and why, where substance was lost."""
        reasons: Counter[str] = Counter()
        for part, line in zip(parts, words, strict=True):
            for sentence, text in zip(part.sentences, line, strict=True):
                if text is None and sentence.role in ("claim", "silence"):
                    outcome = self._outcomes.get(_key(sentence))
                    reasons[outcome.left_out if outcome and outcome.left_out else _LEANING] += 1
        if reasons:
            told = "; ".join(
                f"{count} {'sentence' if count == 1 else 'sentences'} {reason}"
                for reason, count in reasons.items()
            )
            yield f"*Left out, since the guide does not bear it out: {told}.*"

    def _judged(self) -> bool:
        judge = self._writer.judge
        return self._writer.check == "full" and judge is not None and not judge.failed

    def _checked_by(self) -> str:
        if self._writer.check != "full":
            return {"off": "", "figures": "rules"}[self._writer.check]
        if self._judged() and self._writer.judge is not None:
            return self._writer.judge.name
        return "model" if self._writer.checker.has_model else "likeness"


def _is_near(text: str, passages: Sequence[Passage]) -> bool:
    """Return whether a sentence has most of the content words of one of its passages, so that no
    qualifier can have been lost unseen."""
    mine = set(stems_of(text))
    theirs = [set(stems_of(plain(passage.text))) for passage in passages]
    return any(len(each & mine) >= _NEAR_WORDS * len(each) for each in theirs if each)


def _covered(coverage: Coverage, kept: Sequence[_Outcome], silent: bool, judged: bool) -> Coverage:
    """Return whether the guides answer, now that there is an answer: a judge that finds it
    supported knows better than retrieval."""
    if not any(outcome.support for outcome in kept):
        return "not_covered"
    if judged and any(outcome.support == "supported" for outcome in kept):
        return "partial" if silent else "covered"
    return "partial" if coverage == "not_covered" else coverage


def _reason(finding: Finding) -> str:
    return _NAME if "no word of" in finding.refuted else _FIGURE


def _key(sentence: Sentence) -> _Key:
    return sentence.text, sentence.cited


def _last_line(draft: str) -> str:
    return draft.rstrip().rsplit("\n", 1)[-1]


def _without_last_sentence(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts of a draft that was cut off, without the sentence that it broke off in."""
    if not parts:
        return ()
    *before, last = parts
    rest = last.sentences[:-1]
    return (*before, replace(last, sentences=rest)) if rest else tuple(before)
