"""What is found on a map of groups, as tables and documents."""
