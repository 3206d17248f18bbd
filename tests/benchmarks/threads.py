"""A process whose threads ask one advisor: python -m tests.benchmarks.threads DATA_DIR

For each line on its standard input, [CLIENTS, CONVERSATIONS] in JSON, it has so many threads lead
the conversations, and writes a line [SECONDS, WAITS].
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor import Advisor, Answer, Settings
from advisor.ui.exchanges import Exchange, history
from tests.benchmarks.crowd import crowd


def main(data_dir: str) -> int:
    """Serves crowds until there are no more."""
    with Advisor(Settings(data_dir=Path(data_dir))) as advisor:
        advisor.warm()

        @contextmanager
        def arrive() -> Iterator[Callable[[str], object]]:
            before: list[Exchange] = []

            def ask(question: str) -> Answer:
                answer = advisor.ask(question, history(before))
                before.append(Exchange(question, answer))
                return answer

            yield ask

        for line in sys.stdin:
            clients, conversations = json.loads(line)
            answered = crowd(clients, conversations, arrive)
            print(json.dumps([answered.seconds, answered.waits]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
