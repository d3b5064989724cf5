"""The page and its API -> served over HTTP, to browsers, programs and assistants."""
