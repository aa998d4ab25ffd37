"""The page on which a session plays again."""
