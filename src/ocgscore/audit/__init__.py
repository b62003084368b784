"""Audit: what a matrix can and cannot tell apart, before and after it has been used."""
