"""Is a question one for a career adviser at all?

Told by how near it is to questions of either kind, which is classification by examples in the
embedding space (compare Snell et al. 2017, prototypical networks,
https://arxiv.org/abs/1703.05175).
"""

from __future__ import annotations

import threading

import numpy as np

from advisor.models.embedding import Embedder, FloatArray

_NEAREST = 3

_CAREER = (
    "How much does the job pay?",
    "What salary can I expect when I start?",
    "Where is the pay highest?",
    "Which skills do I need for this job?",
    "What should I learn first?",
    "Do I need a degree or can I teach myself?",
    "Which courses, exams or certificates are worth it?",
    "What does it cost to train for this?",
    "How long does it take to qualify?",
    "How do I get experience when I have none?",
    "How do I find a job in this field?",
    "How do I prepare for the interview?",
    "What should I put in my portfolio or CV?",
    "How do I get noticed by employers and meet people?",
    "What does a normal working day look like?",
    "What kind of person does well in this job?",
    "Is it stressful, dangerous or hard?",
    "Can I switch to this career from another one?",
    "Am I too old to start?",
    "Who hires people like this?",
    "Which tools, software and equipment will I use?",
    "How can I get promoted or specialise?",
    "Will there be enough jobs in the future?",
    "Can I work from home or for myself?",
    "What is the difference between these two jobs?",
    "What mistakes do beginners make?",
    "How do I keep my knowledge up to date?",
    "What rules, licences and safety do I have to know?",
)
_ELSEWHERE = (
    "How do I cook this dish?",
    "What will the weather be tomorrow?",
    "Who won the match?",
    "What is the capital of this country?",
    "Write a poem about the sea.",
    "Write a cover letter for me.",
    "Draft an e-mail to my boss.",
    "Translate this sentence into French.",
    "Tell me a joke.",
    "Who is the president?",
    "When did the war end?",
    "What is the meaning of life?",
    "Fix the bug in my code.",
    "Write a function that sorts a list.",
    "Solve this equation.",
    "What is 12 times 7?",
    "Which phone should I buy?",
    "Recommend a film, a book or a song.",
    "Where should I go on holiday?",
    "Book me a flight or a hotel.",
    "What should I do about my headache?",
    "How do I lose weight?",
    "How do I train my dog?",
    "How do I fix my car?",
    "How do I grow tomatoes?",
    "Should I buy shares or bitcoin?",
    "How do I file my taxes?",
    "What is the score in the cup final?",
    "Who painted this picture?",
    "Who wrote this novel?",
    "How far away is the moon?",
    "Give me relationship advice.",
    "What time is it?",
    "Plan a birthday party.",
    "Tell me about dinosaurs.",
    "What is the population of the world?",
    "Summarise this article.",
    "How tall is the mountain?",
)


class Subjects:
    """Tells how near a question is to career questions and to others.

    Args:
        embedder: the model; the examples are encoded on first use.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._examples: tuple[FloatArray, FloatArray] | None = None

    def nearness(self, question: FloatArray) -> tuple[float, float]:
        """The mean cosine similarity of a question to the three nearest career questions, and to
        the three nearest others.

        Args:
            question: unit vector, shape (dimensions,).
        """
        career, elsewhere = self._encoded()
        return _nearest(career @ question), _nearest(elsewhere @ question)

    def _encoded(self) -> tuple[FloatArray, FloatArray]:
        with self._lock:
            if self._examples is None:
                texts = _CAREER + _ELSEWHERE
                found = dict(self._embedder.encode_passages(texts))
                vectors = np.stack([found[index].vector for index in range(len(texts))])
                self._examples = vectors[: len(_CAREER)], vectors[len(_CAREER) :]
            return self._examples


def _nearest(similarities: FloatArray) -> float:
    return float(np.sort(similarities)[-_NEAREST:].mean())
