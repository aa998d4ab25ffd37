"""Going on from a copy on another machine: whose devices came back, what they brought again, and what is lost."""
