"""The errors that Wenbao raises on purpose: what went wrong, where, and what to do about it.

RagError                     catch this to catch them all
├── QuestionError            the question or a filter cannot be used as it is
├── DocumentError            a file was refused (its message names the file)
├── ModelError               the encoder's or the reader's weights are missing, damaged or of another kind
│   └── ModelDamaged         they are there, but not as they were written
├── IndexFault              an index is missing, damaged, locked or made by another version
│   └── IndexLocked          another build is at work on the same index
├── StoreError               a search engine did not answer, or lost rows
└── EvaluationError          a QA test set or a predictions file cannot be read
"""


class RagError(Exception):
    """The root of all errors raised on purpose; its text is fit to be shown to a reader."""


class QuestionError(RagError):
    """A question, a filter or a number that came with it cannot be used."""


class DocumentError(RagError):
    """A source file was refused: unreadable, too large, of an unknown kind or empty."""


class ModelError(RagError):
    """Model weights are missing, damaged, or do not fit the index."""


class ModelDamaged(ModelError):
    """Model weights are there, but not as they were written."""


class IndexFault(RagError):
    """An index is missing, damaged, or of another format."""


class IndexLocked(IndexFault):
    """Another process is building the same index."""


class StoreError(RagError):
    """A search engine refused, lost rows or did not answer in time."""


class EvaluationError(RagError):
    """A QA test set or a predictions file is not in a form that can be scored."""
