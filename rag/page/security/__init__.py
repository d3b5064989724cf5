"""Who asks, from where, how often and with what -> let in and checked, or refused in one sentence.

Knows nothing of what is asked.
"""
