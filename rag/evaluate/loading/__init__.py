"""Files of questions and predictions, in every form that people have -> Questions and Predictions.

Knows nothing of scores.
"""
