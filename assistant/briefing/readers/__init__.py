"""Reads files of questions, one module for each format."""
