"""Each analytic decision as one act that can be undone, and the log that tells them as a story."""
