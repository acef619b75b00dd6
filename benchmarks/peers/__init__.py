"""policy beside other assistants that answer from papers: the same papers and questions, in one run."""
