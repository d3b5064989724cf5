"""A draft and the articles -> each figure, name, date and quotation of the draft, compared with what they say.

No language model: a claim is read out of the draft by grammar, its place is found by searching and by looking into
the raw text, and the verdict is 一致 (consistent), 不一致 (contradicted) or 未见 (unseen), with the citation.
"""

from rag.verify.as_json import to_json as to_json
from rag.verify.check import VERIFIED as VERIFIED
from rag.verify.check import Checked as Checked
from rag.verify.check import checked_draft as checked_draft
from rag.verify.check import over as over
from rag.verify.check import steps as steps
from rag.verify.check import verify as verify
from rag.verify.claims import Claim as Claim
from rag.verify.judge import Finding as Finding

__all__ = ["VERIFIED", "Checked", "Claim", "Finding", "checked_draft", "over", "steps", "to_json", "verify"]
