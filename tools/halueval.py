"""python -m tools.halueval FILE …: HaluEval's invented answers through the check of written ones.

The question-answering part of HaluEval (https://github.com/RUCAIBox/HaluEval, MIT licence; Li et
al., 2023, https://arxiv.org/abs/2305.11747) has JSON lines with `knowledge`, a few sentences, and
`hallucinated_answer`, which they do not support. The knowledge is made a guide of one section, and
the answer is written, citing it, by a scripted model; there is no judge. Its right answers are
names and figures rather than sentences, so that nothing is said here of what is faithful.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from advisor.checking import Checker
from advisor.models.embedding import Embedder
from tools.written import Fate, answer_of, library_of_text


def fate_of(row: dict[str, str], embedder: Embedder) -> Fate:
    """Return what becomes of the invented answer of a row."""
    library = library_of_text("knowledge.md", f"# Knowledge\n\n{row['knowledge']}\n")
    checker = Checker(embedder, library.abbreviations)
    text = f"{row['hallucinated_answer']} [1]"
    answer = answer_of(text, library.places, library, checker, embedder)
    if answer is None:
        return "removed"
    if not answer.claims:
        return "without claim"
    ticked = all(each.support == "supported" for each in answer.claims)
    return "ticked" if ticked else "unticked"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.halueval", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    embedder = Embedder()
    for path in options.files:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        counts = Counter(fate_of(row, embedder) for row in rows)
        shares = ", ".join(f"{fate} {count / len(rows):.3f}" for fate, count in counts.items())
        print(f"{path.name}: {len(rows)} invented answers: {shares}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
