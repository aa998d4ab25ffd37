"""What is known of whose words are whose, carried from one version of them to another."""
