"""A question to ranked sections: keyword search, vector search, fusion, reranking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from advisor import weights
from advisor.abbreviations import expand
from advisor.embedding import Embedder, Encoding, FloatArray
from advisor.encodings import EncodingCache
from advisor.fusion import aligned, best_by_group, fused, word_matches, z_scores
from advisor.library import Library, Place
from advisor.passages import plain
from advisor.store import Level
from advisor.subjects import Subjects
from advisor.types import Reranker

#: Nearest passages of a level to a vector: ids with cosine similarities, best first.
Nearest = Callable[[Level, FloatArray, int], list[tuple[str, float]]]

_SECTION_NEIGHBOURS = 40
_SENTENCE_NEIGHBOURS = 120
_KEYWORD_HITS = 40


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready for retrieval: as asked, with abbreviations spelled out beside it, and
    encoded. `rarity` has the inverse document frequency of each encoded word, in nats; `career`
    and `elsewhere` are how near it is to questions for a career adviser, and to others."""

    text: str
    expanded: str
    encoding: Encoding
    rarity: FloatArray
    career: float
    elsewhere: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A section that was found, with all that is known of how well it fits.

    `section`, `sentence` and `keyword` are the scores by each kind of search (cosine
    similarities and BM25). Of the place's sentences and questions, by passage id, `similarity` has
    the cosine similarity of those that are near the question, and `matches` how well each question
    word is met in them, shape (question words,), once late interaction has looked.
    """

    place: Place
    score: float
    section: float
    sentence: float
    keyword: float
    similarity: Mapping[str, float]
    matches: Mapping[str, FloatArray]

    def word_matches(self) -> FloatArray:
        """How well each question word is met in the section, shape (question words,)."""
        if not self.matches:
            return np.zeros(0, dtype=np.float32)
        return np.asarray(np.max(list(self.matches.values()), axis=0), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval has found for a question, best first, and the library that it is from."""

    question: Question
    ranked: tuple[Ranked, ...]
    library: Library


def carriers(found: Found) -> tuple[Ranked, ...]:
    """The sections with sentences to quote that carry the very question (see `advisor.asked`)."""
    asked = " ".join(found.question.text.casefold().split())
    return tuple(
        each
        for each in found.ranked
        if each.matches
        and each.place.sentences
        and any(asked == " ".join(q.text.casefold().split()) for q in each.place.questions)
    )


def understand(text: str, library: Library, embedder: Embedder, subjects: Subjects) -> Question:
    """A question ready for retrieval in a library."""
    expanded = expand(text, library.abbreviations)
    encoding = embedder.encode_question(expanded)
    rarity = np.array([library.keywords.rarity(word) for word in encoding.words], dtype=np.float32)
    career, elsewhere = subjects.nearness(encoding.vector)
    return Question(text, expanded, encoding, rarity, career, elsewhere)


def find(question: Question, library: Library, nearest: Nearest) -> Found:
    """The sections nearest to a question by vectors and keywords, best first.

    Args:
        question: what is asked.
        library: what there is; neighbours that are not in it are dropped.
        nearest: vector search.
    """
    vector = question.encoding.vector
    by_section = _by_place(nearest("sections", vector, _SECTION_NEIGHBOURS), library)
    near = nearest("sentences", vector, _SENTENCE_NEIGHBOURS)
    by_sentence = _by_place(near, library)
    keyword = library.keywords.scores(question.expanded)
    by_keyword = [int(i) for i in np.argsort(-keyword)[:_KEYWORD_HITS] if keyword[i] > 0]
    candidates = sorted({*by_section, *by_sentence, *by_keyword})
    if not candidates:
        return Found(question, (), library)
    section, sentence = aligned(by_section, candidates), aligned(by_sentence, candidates)
    scores = fused(
        {"section": section, "sentence": sentence, "keyword": keyword[candidates]},
        weights.RETRIEVAL,
    )
    similarity: dict[int, dict[str, float]] = {}
    for id_, value in near:
        place = library.place_of(id_)
        if place is not None:
            similarity.setdefault(place.index, {})[id_] = value
    ranked = [
        Ranked(
            place=library.places[candidate],
            score=float(scores[i]),
            section=float(section[i]),
            sentence=float(sentence[i]),
            keyword=float(keyword[candidate]),
            similarity=similarity.get(candidate, {}),
            matches={},
        )
        for i, candidate in enumerate(candidates)
    ]
    return Found(question, tuple(sorted(ranked, key=lambda each: -each.score)), library)


def rerank(found: Found, words: EncodingCache, reranker: Reranker | None, depth: int) -> Found:
    """The first `depth` sections in a better order, by late interaction over the words of
    their sentences, or by another reranker; the others after them as they were.

    Args:
        found: what `find` has found.
        words: the word vectors of its sentences.
        reranker: scores texts against the question; None for late interaction.
        depth: how many sections to look at.
    """
    head = list(matched(found, words, depth).ranked[:depth])
    if reranker is not None:
        scores = reranker(found.question.text, [plain(each.place.text) for each in head])
    else:
        by = 1.0 + found.question.rarity
        scores = [_mean(each.word_matches(), by) for each in head]
    bonus = weights.RERANKING * z_scores(np.array(scores, dtype=np.float32))
    head = [
        replace(each, score=each.score + float(extra))
        for each, extra in zip(head, bonus, strict=True)
    ]
    head.sort(key=lambda each: -each.score)
    return replace(found, ranked=(*head, *found.ranked[depth:]))


def matched(found: Found, words: EncodingCache, depth: int) -> Found:
    """The same, with the word matches of the sentences of the first `depth` sections."""
    library, head = found.library, found.ranked[:depth]
    passages = {
        library.content_of(passage): passage
        for each in head
        for passage in (*each.place.sentences, *each.place.questions)
    }
    vectors = words.get(passages, lambda content: library.embedded(passages[content]))
    asked = found.question.encoding.word_vectors
    looked_into = (
        replace(
            each,
            matches={
                passage.id: word_matches(asked, vectors[library.content_of(passage)][1])
                for passage in (*each.place.sentences, *each.place.questions)
            },
        )
        for each in head
    )
    return replace(found, ranked=(*looked_into, *found.ranked[depth:]))


def _mean(matches: FloatArray, by: FloatArray) -> float:
    return float(np.average(matches, weights=by)) if len(matches) else 0.0


def _by_place(neighbours: Sequence[tuple[str, float]], library: Library) -> dict[int, float]:
    places = ((library.place_of(id_), value) for id_, value in neighbours)
    return best_by_group((place.index, value) for place, value in places if place is not None)
