"""Recognisers as folders: which there are, how strong, whole or broken, fetched or copied; none is loaded here."""
