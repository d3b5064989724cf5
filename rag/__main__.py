"""``python -m rag`` -> the command line; knows nothing but its name."""

import sys

from rag.cli import main

if __name__ == "__main__":
    sys.exit(main())
