"""Grounding: a model's words are taken apart, checked against the passages they cite, and released.

From the pieces of a stream to citations (`citations`), from these to sentences (`sentences`), from
a sentence to a verdict (`verifying`), and from verdicts to what is shown (`wording`).
"""
