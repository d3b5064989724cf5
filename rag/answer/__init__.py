"""Candidates and readings -> an Answer: choose the span, cite it, show what differs, or say that it is not there."""

from rag.answer.compose import compose as compose

__all__ = ["compose"]
