"""Scripted Q&A: cases in a file, run against answerers, checked, scored and reported."""
