"""Text only: every prompt and every sentence the product says, Arabic and English together."""
