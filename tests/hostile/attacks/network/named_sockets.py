"""Connects to sockets that have a path: the host's own, the container daemon's, the bus, the display."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import socket

for path in (
    "{doors}/stream",
    "/var/run/docker.sock",
    "/run/containerd/containerd.sock",
    "/run/dbus/system_bus_socket",
    "/run/systemd/private",
    "/tmp/.X11-unix/X0",
):
    try:
        socket.socket(socket.AF_UNIX).connect(path)
        print("ESCAPED: connected to", path)
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
