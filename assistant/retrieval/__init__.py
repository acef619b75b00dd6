"""The passages of the papers that may answer a query."""
