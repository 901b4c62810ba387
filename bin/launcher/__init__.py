"""Starting the platform on one machine: environment, database, broker, processes. Standard library only."""
