"""The edge that every room's pages share: rendering, error pages, headers, forms, signed links."""
