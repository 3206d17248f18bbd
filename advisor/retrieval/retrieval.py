"""A question to ranked sections: keyword search, vector search, fusion, reranking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from advisor.index.library import Library, Place
from advisor.index.store import Level
from advisor.models.embedding import Embedder, Encoding, FloatArray
from advisor.models.encoding_cache import EncodingCache
from advisor.retrieval.equivalents import equivalents_of, in_their_words
from advisor.retrieval.fusion import (
    aligned,
    best_by_group,
    centred,
    fused,
    weighted_mean,
    without,
    word_matches,
    z_scores,
)
from advisor.retrieval.locations import locations_in
from advisor.retrieval.scope import scope_of
from advisor.retrieval.spelling import corrected
from advisor.retrieval.subjects import Subjects
from advisor.text.abbreviations import expand
from advisor.text.plain import plain
from advisor.types import Passage, Reranker
from advisor.weights import Weights

#: Nearest passages of a level to a vector: ids with cosine similarities, best first.
Nearest = Callable[[Level, FloatArray, int], list[tuple[str, float]]]

_SECTION_NEIGHBOURS = 40
_SENTENCE_NEIGHBOURS = 120
_KEYWORD_HITS = 40
#: Where only some guides are looked into, so many times as many neighbours are asked for at most.
_MOST_TIMES = 25
#: Words of what is told with a question that a reranker reads, the last ones.
_BACKGROUND = 60


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready for retrieval: as asked, with abbreviations spelled out beside it, and
    encoded. `rarity` has the inverse document frequency of each encoded word, in nats; `career`
    and `elsewhere` are how near it is to questions for a career adviser, and to others. `places`
    are the places and years that it names and no guide does. `guides` are the names of the guides
    that it is about, `inherited` is whether only the conversation before it says so, and `asked` is
    the question together with the words that only name them. `any_language` is whether the model
    that encoded it reads many languages. `reworded` is what a reranker reads: the question after
    what is told with it, with the guides' words in the place of others that mean the same."""

    text: str
    expanded: str
    encoding: Encoding
    rarity: FloatArray
    career: float
    elsewhere: float
    places: tuple[str, ...] = ()
    guides: frozenset[str] = frozenset()
    asked: str = ""
    inherited: bool = False
    any_language: bool = False
    reworded: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section that a search found.

    `score` ranks it. `section`, `sentence` and `keyword` are the scores by each kind of search
    (cosine similarities and BM25). `similarity` has, by passage id, the cosine similarity of those
    of its sentences and questions that are near the question.
    """

    place: Place
    score: float
    section: float
    sentence: float
    keyword: float
    similarity: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Examined(Candidate):
    """A candidate whose words were compared with the question's.

    `matches` has, by passage id, how well each question word is met in a sentence or question of
    the section, shape (question words,); `contrasts` has the same with what all words that were
    compared have in common left out. `met` is how well each question word is met in the section,
    of the same shape, and `words` is its mean, the rarer words counting more. `read` has, by the
    id of those passages that a reranker has read, the log-odds that they answer.
    """

    matches: Mapping[str, FloatArray]
    contrasts: Mapping[str, FloatArray]
    met: FloatArray
    words: float
    read: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval has found for a question in a library, best first: the candidates that were
    examined, and the others. `twins` has, by the index of a candidate's place, the sections that
    say the same in the guides of other years and are no candidates of their own, the newest first.
    `completed` has, by the id of a sentence that a reranker finds likelier to answer together with
    one right before or after it, these together, in the guide's order.
    """

    question: Question
    library: Library
    examined: tuple[Examined, ...]
    others: tuple[Candidate, ...]
    twins: Mapping[int, tuple[Place, ...]] = field(default_factory=dict)
    completed: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)

    @property
    def ranked(self) -> tuple[Candidate, ...]:
        """All candidates, best first."""
        return (*self.examined, *self.others)


def understand(
    text: str,
    library: Library,
    embedder: Embedder,
    subjects: Subjects,
    earlier: Sequence[str] = (),
    told: Sequence[str] = (),
) -> Question:
    """Make a question ready for retrieval in a library: misspelt words in the guides' spelling, and
    beside them, in brackets, what the guides call the same things; and which guides it is about.

    Args:
        text: what is asked.
        library: the guides.
        embedder: the embedding model.
        subjects: tells what is a question for a career adviser.
        earlier: the questions before it, oldest first.
        told: what the asker tells with it.
    """
    asked = corrected(text, library.words, embedder.language_words())
    scope = scope_of(asked, library, earlier)
    text = scope.question
    expanded = expand(text, library.abbreviations)
    places = locations_in(text, library.mentions)
    others = (*equivalents_of(text, library.knows), *places.around)
    if others:
        expanded = f"{expanded} ({', '.join(others)})"
    encoding = embedder.encode_question(expanded)
    rarity = np.array([library.keywords.rarity(word) for word in encoding.words], dtype=np.float32)
    career, elsewhere = subjects.nearness(encoding.vector)
    missing = (*places.unknown, *scope.missing)
    return Question(
        text,
        expanded,
        encoding,
        rarity,
        career,
        elsewhere,
        missing,
        scope.guides,
        asked,
        scope.inherited,
        embedder.reads_many_languages(),
        in_their_words(_with_background(text, told), library.knows),
    )


def _with_background(question: str, told: Sequence[str]) -> str:
    words = " ".join(told).split()
    return " ".join([*words[-_BACKGROUND:], question])


def find(question: Question, library: Library, nearest: Nearest, weights: Weights) -> Found:
    """Find the sections nearest to a question by vectors and keywords, best first, in the guides
    that it is about.

    Args:
        question: what is asked.
        library: what there is; neighbours that are not in it are dropped.
        nearest: vector search.
        weights: what each kind of search counts for.
    """
    vector = question.encoding.vector
    inside = np.array([place.guide.name in question.guides for place in library.places])
    times = (
        min(len(inside) // max(int(inside.sum()), 1) + 1, _MOST_TIMES) if not inside.all() else 1
    )
    by_section = _by_place(nearest("sections", vector, times * _SECTION_NEIGHBOURS), library)
    near = nearest("sentences", vector, times * _SENTENCE_NEIGHBOURS)
    by_sentence = _by_place(near, library)
    keyword = library.keywords.scores(question.expanded) * inside
    by_keyword = [int(i) for i in np.argsort(-keyword)[:_KEYWORD_HITS] if keyword[i] > 0]
    candidates = sorted(i for i in {*by_section, *by_sentence, *by_keyword} if inside[i])
    if not candidates:
        return Found(question, library, (), ())
    section, sentence = aligned(by_section, candidates), aligned(by_sentence, candidates)
    scores = fused(
        {"section": section, "sentence": sentence, "keyword": keyword[candidates]},
        weights.retrieval,
    )
    similarity: dict[int, dict[str, float]] = {}
    for id_, value in near:
        place = library.place_of(id_)
        if place is not None:
            similarity.setdefault(place.index, {})[id_] = value
    ranked = [
        Candidate(
            place=library.places[candidate],
            score=float(scores[i]),
            section=float(section[i]),
            sentence=float(sentence[i]),
            keyword=float(keyword[candidate]),
            similarity=similarity.get(candidate, {}),
        )
        for i, candidate in enumerate(candidates)
    ]
    return Found(question, library, (), tuple(sorted(ranked, key=lambda each: -each.score)))


def folded(found: Found) -> Found:
    """Return what was found with one section for all that say the same in the guides of several
    years: the newest that was found."""
    library, guides = found.library, found.question.guides
    newest: dict[int, int] = {}
    by_index = {each.place.index: each for each in found.ranked}
    for index in by_index:
        among = [each.index for each in library.twins.get(index, ()) if each.index in by_index]
        newest[index] = among[0] if among else index
    kept = [each for each in found.ranked if newest[each.place.index] == each.place.index]
    twins = {
        each.place.index: tuple(
            twin
            for twin in library.twins[each.place.index]
            if twin is not each.place and twin.guide.name in guides
        )
        for each in kept
        if each.place.index in library.twins
    }
    return replace(found, others=tuple(kept), twins=twins)


def rerank(found: Found, words: EncodingCache, depth: int, weights: Weights) -> Found:
    """Examine the first `depth` sections and put them in a better order, by late interaction over
    the words of their sentences; the others stay behind them as they were.

    Args:
        found: what `find` has found.
        words: the word vectors of its sentences.
        depth: how many sections to examine.
        weights: what late interaction counts for.
    """
    found = examine(found, words, depth)
    bonus = z_scores(np.array([each.words for each in found.examined], dtype=np.float32))
    return _ordered(found, weights.reranking * bonus)


def read(found: Found, reranker: Reranker, weights: Weights) -> Found:
    """Let a reranker read the nearest sentences of the examined sections beside the question, and
    order the sections by the best of each too.

    Args:
        found: what retrieval has found, examined.
        reranker: tells the log-odds that a text answers a question.
        weights: how many sentences are read, and what reading counts for.
    """
    floor = least_similarity(found.examined)
    nearest = sorted(
        ((each, p) for each in found.examined for p in each.place.sentences),
        key=lambda pair: -closeness(found.question, pair[0], pair[1], floor, weights),
    )
    passages = [passage for _, passage in nearest[: weights.read_most]]
    if not passages:
        return found
    texts = [found.library.embedded(passage) for passage in passages]
    scores = reranker(found.question.reworded, texts)
    by_id = {passage.id: score for passage, score in zip(passages, scores, strict=True)}
    least = min(scores)
    examined = tuple(
        replace(each, read={p.id: by_id[p.id] for p in each.place.sentences if p.id in by_id})
        for each in found.examined
    )
    best = [max(each.read.values(), default=least) for each in examined]
    bonus = weights.reading * np.array(best, dtype=np.float32)
    return _ordered(replace(found, examined=examined), bonus)


def complete(found: Found, reranker: Reranker, weights: Weights) -> Found:
    """Let a reranker read the likeliest sentences once more, together with the one before or after
    each, which completes it where that makes an answer likelier.

    Args:
        found: what was found and read.
        reranker: as in `read`.
        weights: of how many sentences, how likely ones, and how much likelier they have to become.
    """
    scores = {id_: value for each in found.examined for id_, value in each.read.items()}
    likeliest = {
        id_
        for id_ in sorted(scores, key=lambda id_: -scores[id_])[: weights.complete_most]
        if scores[id_] >= weights.quote_likely
    }
    pairs = [
        pair
        for each in found.examined
        for pair in pairwise(each.place.sentences)
        if all(p.kind == "sentence" and p.list_id is None for p in pair)
        and not likeliest.isdisjoint(p.id for p in pair)
    ]
    if not pairs:
        return found
    texts = [f"{found.library.embedded(one)} {plain(two.text)}" for one, two in pairs]
    completed: dict[str, tuple[Passage, ...]] = {}
    together = reranker(found.question.reworded, texts)
    for (one, two), score in zip(pairs, together, strict=True):
        for passage in (one, two):
            if passage.id in likeliest and score - scores[passage.id] >= weights.complete_gain:
                known = completed.get(passage.id, (passage,))
                completed[passage.id] = (one, *known) if passage is two else (*known, two)
    return replace(found, completed=completed)


def closeness(
    question: Question, each: Examined, passage: Passage, floor: float, weights: Weights
) -> float:
    """Return how near a sentence of an examined section is to a question, by its vector and by its
    words, the rarer counting more.

    Args:
        question: what is asked.
        each: the section.
        passage: a sentence of it.
        floor: the cosine similarity of sentences that are not among the near ones.
        weights: what each counts for.
    """
    similarity = each.similarity.get(passage.id, floor)
    words = weighted_mean(each.contrasts[passage.id], question.rarity)
    return weights.quote["similarity"] * similarity + weights.quote["words"] * words


def least_similarity(examined: Sequence[Examined]) -> float:
    """Return the lowest cosine similarity of the near sentences of some sections."""
    return min((value for each in examined for value in each.similarity.values()), default=0.0)


def _ordered(found: Found, bonus: FloatArray) -> Found:
    head = [
        replace(each, score=each.score + float(extra))
        for each, extra in zip(found.examined, bonus, strict=True)
    ]
    return replace(found, examined=tuple(sorted(head, key=lambda each: -each.score)))


def examine(found: Found, words: EncodingCache, depth: int) -> Found:
    """Compare the words of the sentences of the first `depth` sections with the question's."""
    library, head = found.library, found.ranked[:depth]
    passages = [
        passage for each in head for passage in (*each.place.sentences, *each.place.questions)
    ]
    by_content = {library.content_of(passage): passage for passage in passages}
    kept = words.get(by_content, lambda content: library.embedded(by_content[content]))
    vectors = [kept[library.content_of(passage)][1] for passage in passages]
    common, apart = centred(vectors)
    asked = found.question.encoding.word_vectors
    asked_apart = without(asked, common)
    matches, contrasts = (
        {p.id: word_matches(ours, theirs) for p, theirs in zip(passages, texts, strict=True)}
        for ours, texts in ((asked, vectors), (asked_apart, apart))
    )
    by = 1.0 + found.question.rarity
    unmet = np.zeros(len(asked), dtype=np.float32)
    examined = []
    for each in head:
        own = [passage.id for passage in (*each.place.sentences, *each.place.questions)]
        met = np.max([matches[id_] for id_ in own] or [unmet], axis=0)
        examined.append(
            Examined(
                place=each.place,
                score=each.score,
                section=each.section,
                sentence=each.sentence,
                keyword=each.keyword,
                similarity=each.similarity,
                matches={id_: matches[id_] for id_ in own},
                contrasts={id_: contrasts[id_] for id_ in own},
                met=np.asarray(met, dtype=np.float32),
                words=weighted_mean(met, by),
            )
        )
    return replace(found, examined=tuple(examined), others=found.ranked[depth:])


def _by_place(neighbours: Sequence[tuple[str, float]], library: Library) -> dict[int, float]:
    places = ((library.place_of(id_), value) for id_, value in neighbours)
    return best_by_group((place.index, value) for place, value in places if place is not None)
