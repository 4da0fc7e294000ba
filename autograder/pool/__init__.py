"""Members grade notebooks side by side, one a processor: on this machine, or in the workers of a cluster."""
