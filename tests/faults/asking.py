"""A process that keeps asking while others ingest: python asking.py THREADS TOWNS

It is set up by the environment. Its threads ask one advisor over and over about the guide of
`editions.py`. A line "ask" on its standard input makes it ask once more and print which edition
answered; at the end of the input it prints how many answers there were, and what was wrong with
any of them.
"""

from __future__ import annotations

import json
import sys
import threading
import traceback

from editions import edition_text

from advisor import Advisor
from advisor.types import Answer

QUESTION = "How much does a welder earn in town 3?"


def trouble_with(answer: Answer, towns: int) -> str:
    """What shows that an answer is not wholly from one edition; empty when nothing does."""
    editions = {citation.edition for citation in answer.citations}
    if len(editions) != 1:
        return f"editions {sorted(editions)} in {answer.text!r}"
    text = edition_text(editions.pop(), towns)
    for cited in answer.citations:
        if text[cited.start : cited.end] != cited.quote:
            return f"{cited} is not of its edition"
    return ""


def main(threads: int, towns: int) -> None:
    ended = threading.Event()
    answered: list[int] = []
    troubles: list[str] = []

    def ask(advisor: Advisor) -> int:
        answer = advisor.ask(QUESTION)
        troubles.extend(filter(None, [trouble_with(answer, towns)]))
        answered.append(answer.citations[0].edition)
        return answered[-1]

    def keep_asking(advisor: Advisor) -> None:
        while not ended.is_set():
            try:
                ask(advisor)
                advisor.search(QUESTION)
            except Exception:
                troubles.append(traceback.format_exc())

    with Advisor() as advisor:
        ask(advisor)
        askers = [threading.Thread(target=keep_asking, args=[advisor]) for _ in range(threads)]
        for asker in askers:
            asker.start()
        print("ready", flush=True)
        for _ in sys.stdin:
            try:
                print(ask(advisor), flush=True)
            except Exception:
                print(json.dumps(traceback.format_exc()), flush=True)
        ended.set()
        for asker in askers:
            asker.join()
    print(
        json.dumps({"answers": len(answered), "troubles": troubles[:5], "seen": len({*answered})})
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
