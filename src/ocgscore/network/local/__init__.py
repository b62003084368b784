"""What each person's own links show: contacts, triangles, structural holes, brokerage, cores, cliques, communities."""
