"""Nothing -> the chat page over the default index, on this machine only.

Knows nothing more than where the index is; ``rag serve --help`` has every setting.
"""

import sys
from pathlib import Path

from rag.errors import RagError
from rag.page import serve

INDEX = Path(__file__).resolve().parent / "indexes"

if __name__ == "__main__":
    try:
        serve(INDEX)
    except RagError as error:
        sys.exit(str(error))
