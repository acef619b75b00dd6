"""Words cures for somebody at a chat program: errors give them for a shell or for Python."""

import re

AT_A_CLIENT = {
    r"\bsee library\.papers\(\);.*": "list_papers has all papers",
    r"\blibrary\.papers\(\) has the ids of all papers": "search again: papers may have been removed, or replaced",
    r"\badd some: library\.ingest\(.*\)": "add some in a shell: policy ingest FOLDER",
    r"\bname its new folder: policy --library FOLDER": "start policy mcp with its new folder: --library FOLDER",
    r"(?<!shell): policy (ingest|doctor)\b": r", in a shell: policy \1",
}


def at_a_client(told: str) -> str:
    """A message with what to do at a chat program, or in a shell beside it."""
    for said, instead in AT_A_CLIENT.items():
        told = re.sub(said, instead, told)
    return told
