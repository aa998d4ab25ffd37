"""Sending less over a slow hall network: text is compressed, audio never."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress

from retreat.web.lean import send_lean


def install_compression(app: Flask) -> None:
    """Compress text that is large enough to be worth it."""
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_MIN_SIZE=200,
        # Brotli at 6 is smallest at no more cost; over plain HTTP browsers take gzip, where the highest level costs
        # a phone's thirty small files next to nothing.
        COMPRESS_BR_LEVEL=6,
        COMPRESS_LEVEL=9,
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/javascript",
            "application/javascript",
            "application/json",
            "image/svg+xml",
        ],
    )
    Compress(app)
    app.after_request(send_lean)  # what is registered last runs first
