"""python ingest.py [PATH ...]: (re-)ingest guides."""

import sys

from advisor.cli import main, step_back

if __name__ == "__main__":
    step_back()
    sys.exit(main())
