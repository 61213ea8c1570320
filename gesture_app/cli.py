"""Placeholder until composed."""
