"""The commands of a review: coverage, verify, history, disruptions and demand."""
