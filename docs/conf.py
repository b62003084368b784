"""How the site is built: ``python -m sphinx -W --keep-going -b html docs OUT``. Nothing is fetched."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "ocgscore"
author = "the ocgscore authors"
smartquotes = False  # an option such as --draws keeps its hyphens
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "ocgscore_site"]
exclude_patterns = ["_ext", "_static"]

myst_heading_anchors = 6  # the anchors that a Git host gives, so that a link works on both
default_role = "py:obj"  # numpydoc's single back-quotes: a link where the name is documented, else its text
add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say more: shapes, units, ranges
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_use_ivar = False

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = "ocgscore"
html_copy_source = False
html_show_copyright = False
