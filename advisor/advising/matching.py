"""Does a clause speak of what a guide asks for: by its name, or by a part of it?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.advising.requirements import Need
from advisor.guide.passages import plain
from advisor.retrieval.equivalents import in_one_wording
from advisor.text.words import stems_of

#: A word that more than this share of what a guide asks for has tells none of it from the rest.
_COMMON = 0.2
#: In a text longer than this a name stands for more than what is asked for.
_SHORT_TEXT = 60
_SPLIT = re.compile(r"\s*(?:,|;|:|/|&|\(|\)|\band\b|\bor\b)\s*", re.IGNORECASE)
_OBJECT_ENDS = re.compile(
    r"\b(?:in|at|for|on|with|to|into|from|of|as|such|that|which|who|before|by|when|while)\b|[,;:(]",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,;:)(] )[A-Z][\w+#.-]*[\w+#]|\b[A-Z]\w*[A-Z+#]\w*\b|\b\w+\d\w*\b")
#: Words of a name that tell nothing.
_PLAIN = frozenset(stems_of("personal good strong basic core essential first new full"))
_NETS = re.compile(
    r"\b(?:neural|computer|graph|social|convolutional|recurrent|bayesian|wireless) net(?:work)?s?\b"
)
#: "R" is no language there.
_NO_LANGUAGE = re.compile(r"\br ?& ?d\b|\br/\w+")
#: What having a degree is called in the wording that all is compared in.
_DEGREES = frozenset({"bachelordegre", "masterdegre", "degre", "universiti"})
_PROGRAMMING = frozenset(stems_of("programming"))
_SAYS_NOTHING = frozenset(
    stems_of(
        "finished done got hold completed years year ago school high studied study graduated "
        "graduate first second one two relevant good best"
    )
)
_DOES = frozenset(
    "use write go read explore attend join build make do take learn practice practise apply "
    "connect publish share contribute keep find follow show get study work".split()
)
_ARTICLE = re.compile(r"^(?:a|an|the|your|some|any)\s+", re.IGNORECASE)
_WHOLE, _HALF = 0.66, 0.4

#: What having one thing says of another: whoever has what stands first has what stands behind it.
_IMPLIES = tuple(
    (re.compile(rf"(?<!\w)(?:{having})(?!\w)"), so)
    for having, so in (
        (r"pandas|numpy|scikit-learn|sklearn|pytorch|tensorflow|keras|django|flask|fastapi|jupyter"
         r"|matplotlib|pyspark", "python"),
        (r"postgres(?:ql)?|mysql|sqlite|t-sql|pl/?sql|bigquery|snowflake|sql server", "sql"),
        (r"excel(?! (?:at|in)\b)|google sheets|libreoffice calc|pivot tables?", "spreadsheets"),
        (r"tableau|power ?bi|looker|qlik(?:view|sense)?|metabase|grafana", "dashboards"),
        (r"doctorate", "masterdegree"),
        (r"doctorate|masterdegree|graduate degree", "bachelordegree"),
        (r"bachelordegree|masterdegree|doctorate|diploma|graduated high", "finish high university"),
        (r"b\.?tech|b\.?eng|b\.?com|bba|bca|(?:bs|ba)(?= (?:in|degree)\b)"
         r"|university (?:degree|graduate)|graduated(?! (?:from )?(?:an? |the )?(?:\w+ )?bootcamp)"
         r"(?! (?:from )?high)|degree in|(?!some|certain|large)\w+ degree",
         "bachelordegree university degree"),
        (r"m\.?tech|m\.?eng|ms(?= (?:in|degree)\b)|mba|mca", "masterdegree"),
        (r"neuralnet|cnns?|rnns?|lstms?|transformers?|pytorch|tensorflow|keras|gans?",
         "deep learning"),
        (r"random forests?|xgboost|lightgbm|logistic regression|linear regression|svms?"
         r"|decision trees?|classifiers?|gradient boosting", "supervised learning"),
        (r"golang|(?:in|of) go|java|javascript|typescript|c\+\+|c#|rust|ruby|php|kotlin|scala"
         r"|python|software engineer|programmer|web dev(?:eloper)?", "knowsprogramming"),
        (r"leetcode|hackerrank|codewars|codeforces", "coding challenges"),
        (r"k-?means|clustering|pca|dbscan|anomaly detection", "unsupervised learning"),
    )
)  # fmt: skip

#: Degrees that are short words too, "be" and "MS Excel": they count in capitals alone.
_LETTERS = tuple(
    (re.compile(letters), so)
    for letters, so in (
        (r"\b(?:BS|BA|BE)\b", "bachelordegree university degree"),
        (r"\b(?:MS|MA)\b(?! (?:Office|Excel|Word|Access|Teams|Project|SQL|Power|Windows)\b)",
         "masterdegree bachelordegree"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """What names one need: phrases by their stems, any of which names it; names of parts that
    nobody has without it; and the other words of it."""

    phrases: tuple[frozenset[str], ...]
    names: frozenset[str]
    parts: frozenset[str]


def terms_of(needs: Sequence[Need], title: str) -> list[Terms]:
    """Return what names each of a guide's needs, without what all of them have in common.

    Args:
        needs: all of the guide.
        title: of the guide.
    """
    texts = Counter(stem for need in needs for stem in set(_stems(f"{need.name} {need.whole}")))
    labels = Counter(stem for need in needs for stem in set(_stems(need.name)))
    most = max(2.0, _COMMON * len(needs))
    title_stems = set(_stems(title))
    common = {stem for stem, count in texts.items() if count > most} | title_stems
    of_names = _PLAIN | {stem for stem, count in labels.items() if count > most} | title_stems
    return [_terms(need, common, of_names, texts) for need in needs]


def _terms(need: Need, common: set[str], of_names: frozenset[str], texts: Counter[str]) -> Terms:
    explained = need.whole.removeprefix(need.name) if need.kind == "label" else need.whole
    if need.kind == "sentence":
        shared = (
            set(_stems(need.whole)) & set(_stems(plain(need.place.section.path[-1]))) - of_names
        )
        phrases = [set(_stems(each)) - of_names for each in _SPLIT.split(_object_of(need.name))]
        first = set(_stems(need.name.partition(" ")[0]))
        phrases = [first] if first and first <= shared else phrases
        keys = [frozenset(said) for said in phrases if said & shared]
        keys = keys or [frozenset(said | shared) for said in phrases if said] or [frozenset(shared)]
    else:
        keys = [_key(phrase, of_names, texts) for phrase in _SPLIT.split(need.name)]
        if not any(keys):
            keys = [frozenset(_stems(need.name))]
        if _PROGRAMMING in keys:
            keys.append(frozenset(stems_of("knowsprogramming")))
    names: frozenset[str] = frozenset()
    if len(need.whole.split()) <= _SHORT_TEXT:
        names = frozenset(
            stem
            for match in _NAME.finditer(explained)
            for stem in _stems(match[0])
            if stem not in common | _DEGREES and texts[stem] == 1 and not stem.isdigit()
        )
    parts = frozenset(stem for stem in _stems(explained) if stem not in common)
    coded = re.findall(r"\w*(?:\d[a-zA-Z]|[a-zA-Z]-?\d|[a-z]\+)\w*", need.name)
    names |= {stem for code in coded for stem in _stems(code) if not stem.isdigit()}
    if need.kind == "label" and _does(explained):
        names |= {stem for stem in parts if texts[stem] == 1}
    return Terms(tuple(key for key in keys if key), names, parts)


def _key(phrase: str, of_names: frozenset[str], texts: Counter[str]) -> frozenset[str]:
    """The words of a name that tell it from others; all of it where what is left of it tells
    nothing by itself: "deep" of "Deep learning" where a guide has "a deep understanding" too."""
    stems = frozenset(_stems(phrase)) - _PLAIN
    left = stems - of_names
    if len(left) == 1 < len(stems) and texts[next(iter(left))] > 1:
        return stems
    return left


def _does(explained: str) -> bool:
    """Whether a label is explained by what to do: "Networking: go to meetups"."""
    words = re.findall(r"[a-z]+", explained.lower())
    return bool(words) and words[0] in _DOES


def spoken_of(clause: str, terms: Sequence[Terms]) -> list[float]:
    """Return how far a clause speaks of each need: 1 where it names it, less where it names a
    part of it, 0 where it does not.

    Args:
        clause: in the person's words.
        terms: of the needs.
    """
    worded = _worded(clause)
    worded += "".join(f" {so}" for letters, so in _LETTERS if letters.search(clause))
    worded += "".join(f" {so}" for having, so in _IMPLIES if having.search(worded))
    stems = set(stems_of(worded))
    return [_spoken(stems, each) for each in terms]


def _spoken(stems: set[str], terms: Terms) -> float:
    best = 0.0
    for phrase in terms.phrases:
        share = len(phrase & stems) / len(phrase)
        if phrase <= _DEGREES and share >= _WHOLE and _is_of_another(stems, terms):
            share = _HALF
        best = max(best, 1.0 if share >= _WHOLE else 0.5 if share >= _HALF else 0.0)
    if terms.names & stems:
        return 1.0
    if best < 1:
        count = len(terms.parts & stems)
        best = max(best, 0.9 if count > 2 else 0.5 if count else 0.0)
    return best


def _is_of_another(stems: set[str], terms: Terms) -> bool:
    """Whether a degree is said to be in something that is not named where one is asked for."""
    named = stems - _DEGREES - _SAYS_NOTHING
    return bool(named) and bool(terms.parts - _DEGREES) and not named & terms.parts


def _object_of(sentence: str) -> str:
    """What an imperative is about: the words behind its verb, up to the next clause."""
    rest = sentence.partition(" ")[2]
    return _OBJECT_ENDS.split(_ARTICLE.sub("", rest), maxsplit=1)[0]


def _worded(text: str) -> str:
    """A text in one wording, in which a degree is one word."""
    worded = re.sub(r"(bachelor|master)'s degree", r"\1degree", in_one_wording(text))
    worded = _NO_LANGUAGE.sub(" ", worded)
    worded = re.sub(r"\b(?:cse?|comp ?sci)\b", "computer science", worded)
    return _NETS.sub("neuralnet", worded)


def _stems(text: str) -> list[str]:
    return stems_of(_worded(text))
