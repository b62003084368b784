"""Coefficients of agreement besides Krippendorff's alpha: what each needs is passed, the whole scale included."""
