"""What pictures with scales are drawn with: the sheet, axes, labels that keep clear of one another, fills."""
