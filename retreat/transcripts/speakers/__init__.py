"""Who is who: the voices of a transcript, and what people say about them."""
