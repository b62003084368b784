"""A map to files: the library's own form, GraphML, GEXF, tables, a labelled matrix, and i2's flat list."""
