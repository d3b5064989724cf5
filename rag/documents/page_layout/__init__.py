"""Characters and lines with their places on a page -> text in reading order.

Knows nothing of PDF or OCR, which both hand their lines over.
"""
