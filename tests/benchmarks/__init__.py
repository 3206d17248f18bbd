"""Speed, as ratios to a baseline measured in the same run: python -m tests.benchmarks.

A figure in seconds says more of the machine than of the program, so each figure is the
program's time over that of the bare libraries doing the part that cannot be spared, with the
two taken in turn.
"""
