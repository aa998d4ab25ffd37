"""Recognisers as folders: listing, strength, checking, downloading and copying; none is loaded here."""
