"""What people asked that the guides did not answer, and what they said of answers, for the guides'
authors.

Questions are kept in a SQLite file in the data folder, without who asked.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np

from advisor.errors import StoreError
from advisor.models.embedding import Embedder, FloatArray

Why = Literal["not covered", "in doubt", "not helpful"]

#: Questions nearer than this, by cosine similarity to a topic's first question, are one topic.
_SAME_TOPIC = 0.38

#: Of more questions or votes than this the oldest are dropped.
_MOST_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question, why it counts as unanswered, the asker's reason where there is one, and when it
    was asked (UTC, ISO 8601)."""

    question: str
    why: Why
    reason: str
    asked: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Unanswered questions about one thing; the most typical first."""

    questions: tuple[Unanswered, ...]


class UnansweredQuestions:
    """The unanswered questions, and the votes on answers.

    Args:
        path: the SQLite file; made when the first of them is kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def keep(self, question: str, why: Why, reason: str = "") -> None:
        """Keep a question.

        Raises:
            StoreError: the file cannot be written.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._opened() as database:
            database.execute(
                "INSERT INTO questions VALUES (?, ?, ?, ?)", (question, why, reason, now)
            )
            _drop_oldest(database, "questions")

    def vote(self, vote: str, question: str, helpful: bool | None, reason: str = "") -> None:
        """Keep a vote on an answer in place of the one that has the same id. A vote that an answer
        helped takes the question off the list of doubtful ones.

        Args:
            vote: the id of the vote.
            question: what was asked.
            helpful: whether the answer helped; None takes the vote back.
            reason: why not.

        Raises:
            StoreError: the file cannot be written.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._opened() as database:
            if helpful is None:
                database.execute("DELETE FROM votes WHERE vote = ?", (vote,))
            else:
                row = (vote, question, helpful, reason, now)
                database.execute("INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?, ?)", row)
                _drop_oldest(database, "votes")
            if helpful:
                database.execute(
                    "DELETE FROM questions WHERE why = 'in doubt' AND lower(question) = lower(?)",
                    (question,),
                )

    def all(self) -> tuple[Unanswered, ...]:
        """Return all unanswered questions, the oldest first."""
        if not self._path.exists():
            return ()
        with self._opened() as database:
            rows = database.execute(
                "SELECT question, why, reason, asked FROM questions UNION ALL"
                " SELECT question, 'not helpful', reason, asked FROM votes WHERE NOT helpful"
                " ORDER BY asked"
            ).fetchall()
        return tuple(Unanswered(*row) for row in rows)

    def helpful(self) -> int:
        """Return how many answers were marked helpful."""
        if not self._path.exists():
            return 0
        with self._opened() as database:
            (count,) = database.execute("SELECT count(*) FROM votes WHERE helpful").fetchone()
        return int(count)

    def forget(self, question: str) -> None:
        """Drop a question, whoever asked it, since it is answered now."""
        if self._path.exists():
            with self._opened() as database:
                same = "lower(question) = lower(?)"
                database.execute(f"DELETE FROM questions WHERE {same}", (question,))
                database.execute(f"DELETE FROM votes WHERE NOT helpful AND {same}", (question,))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Open the database for one transaction."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._lock, closing(sqlite3.connect(self._path, timeout=30)) as database, database:
                database.execute(
                    "CREATE TABLE IF NOT EXISTS questions"
                    " (question TEXT, why TEXT, reason TEXT, asked TEXT)"
                )
                database.execute(
                    "CREATE TABLE IF NOT EXISTS votes (vote TEXT PRIMARY KEY, question TEXT,"
                    " helpful INTEGER, reason TEXT, asked TEXT)"
                )
                yield database
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"Cannot use {self._path}: {error}. Check that there is room on the disk and that "
                "the folder can be written, or keep no questions with "
                "ADVISOR_KEEP_UNANSWERED=false."
            ) from error


def _drop_oldest(database: sqlite3.Connection, table: Literal["questions", "votes"]) -> None:
    database.execute(
        f"DELETE FROM {table} WHERE rowid NOT IN"
        f" (SELECT rowid FROM {table} ORDER BY rowid DESC LIMIT ?)",
        (_MOST_KEPT,),
    )


def topics_of(
    questions: Sequence[Unanswered],
    embedder: Embedder,
    known: dict[str, FloatArray] | None = None,
) -> tuple[Topic, ...]:
    """Return the questions by topic, the topic with the most questions first.

    Args:
        questions: what was asked; the same words asked again count again.
        embedder: tells what is about the same.
        known: vectors of questions that need not be embedded; new ones are added.
    """
    if not questions:
        return ()
    texts = list(dict.fromkeys(each.question for each in questions))
    known = {} if known is None else known
    missing = [text for text in texts if text not in known]
    for index, encoding in embedder.encode_passages(missing):
        known[missing[index]] = encoding.vector
    vectors = np.stack([known[text] for text in texts])
    near = vectors @ vectors.T >= _SAME_TOPIC
    by_text: dict[str, list[Unanswered]] = {}
    for each in questions:
        by_text.setdefault(each.question, []).append(each)
    left = np.ones(len(texts), dtype=bool)
    topics: list[Topic] = []
    while left.any():
        first = int(np.argmax(np.where(left, (near & left).sum(axis=1), -1)))
        members = near[first] & left
        members[first] = True  # rounding may leave a vector short of itself
        left &= ~members
        likeness = vectors @ vectors[first]
        order = sorted(np.flatnonzero(members), key=lambda index: -float(likeness[index]))
        topics.append(Topic(tuple(q for index in order for q in by_text[texts[index]])))
    return tuple(sorted(topics, key=lambda topic: -len(topic.questions)))
