"""What must hold between the answers for two streets, whatever the answers are."""
