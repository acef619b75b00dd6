"""From a question to a cited, checked answer."""

import os

# LangChain would send every question and passage to LangSmith where one of these is set for some other program.
for _name in ("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING"):
    os.environ[_name] = "false"
