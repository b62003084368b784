"""Reviews as tables: what a coverage, a verification, a history, a list of disruptions or a demand is written as."""
