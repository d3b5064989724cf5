"""Training of the reader: reading sets and news texts -> rag/reader/weights/. Not used when answering."""
