"""Members that grade notebooks side by side: on this machine, or on a cluster."""
