"""python -m tests.benchmarks [--only NAME] [--full] [--json]"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict

from tests.benchmarks.figures import Figure

Benchmark = Callable[[], Iterator[Figure]]


def main(arguments: list[str] | None = None) -> int:
    """Runs benchmarks and prints their figures; the exit code is 1 where a target is missed."""
    benchmarks, large = _benchmarks()
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Speed, as ratios to a baseline measured in the same run.",
    )
    parser.add_argument("--only", choices=[*benchmarks, *large], help="run one benchmark")
    parser.add_argument(
        "--full", action="store_true", help=f"also run what takes long: {', '.join(large)}"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(arguments)
    for name in [name for name in os.environ if name.startswith("ADVISOR_")]:
        del os.environ[name]  # the figures are those of the default settings
    chosen = benchmarks | large if options.full or options.only else benchmarks
    if options.only:
        chosen = {options.only: chosen[options.only]}
    figures: list[Figure] = []
    for name, benchmark in chosen.items():
        print(f"{name} …", file=sys.stderr, flush=True)
        figures += benchmark()
    if options.json:
        print(json.dumps([asdict(each) | {"met": each.met} for each in figures], indent=2))
    else:
        _print(figures)
    return int(any(each.met is False for each in figures))


def _benchmarks() -> tuple[dict[str, Benchmark], dict[str, Benchmark]]:
    from tests.benchmarks.asking import asking
    from tests.benchmarks.editions import editions
    from tests.benchmarks.growing import growing
    from tests.benchmarks.ingesting import ingesting
    from tests.benchmarks.lasting import lasting
    from tests.benchmarks.page import page
    from tests.benchmarks.serving import serving
    from tests.benchmarks.starting import starting
    from tests.benchmarks.writing import writing

    usual: dict[str, Benchmark] = {
        "asking": asking,
        "ingesting": ingesting,
        "starting": starting,
        "page": page,
        "writing": writing,
        "serving": serving,
    }
    return usual, {"growing": growing, "lasting": lasting, "editions": editions}


def _print(figures: list[Figure]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Figure", "Measured", "Target", "", "How")
    verdicts = {None: "", True: "[green]met[/]", False: "[red]not met[/]"}
    for each in figures:
        sign = "≤" if each.wanted == "at most" else "≥"
        target = "" if each.target is None else f"{sign} {each.target:g}"
        value = f"{each.value:.3g} {each.unit}"
        table.add_row(each.name, value, target, verdicts[each.met], each.detail)
    Console(width=None if sys.stdout.isatty() else 140).print(table)


if __name__ == "__main__":
    sys.exit(main())
