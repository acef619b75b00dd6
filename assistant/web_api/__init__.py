"""`policy api`: a library that programs ask over HTTP, in OpenAI's form and in plain JSON (docs/adr/0027)."""
