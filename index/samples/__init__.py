"""The articles that ship with the product, unchanged."""
