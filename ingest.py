"""python ingest.py [PATH ...]: (re-)ingest guides."""

import sys

from advisor.cli import main

if __name__ == "__main__":
    sys.exit(main())
