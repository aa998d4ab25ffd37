"""Pictures of paper."""
