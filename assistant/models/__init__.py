"""Language models: chosen by name, run here or elsewhere, stopped when nobody listens any more.

None of them is trusted: what they write goes through `assistant.grounding` before anyone reads it.
"""
