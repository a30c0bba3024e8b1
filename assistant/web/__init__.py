"""The page: the article beside the chat, with the proof of each answer highlighted.

Only this package imports Gradio. Its telemetry reads the environment as it is imported, so it is
silenced here, before any module of the package can import it.
"""

from index.privacy import silence_telemetry

silence_telemetry()
