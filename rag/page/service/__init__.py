"""What all visitors of a page have in common: the open index, its names, runs, feedback, removed files.

Knows nothing of HTML or of Gradio.
"""
