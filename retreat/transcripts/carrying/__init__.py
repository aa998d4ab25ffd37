"""Carries the knowledge of whose words are whose from one version to another."""
