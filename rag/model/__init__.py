"""Installed weights, texts and token ids -> vectors and hidden states: what encoder and reader run on.

Knows nothing of questions or articles.
"""
