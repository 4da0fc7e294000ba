"""What of the sandbox holds here, whether it is enough, and what to do if it isn't."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UnusableInput
from autograder.sandbox.probe import LayerFinding

OFF = "off"
_CONTAINER = 'docker build -t autograder . && docker run --rm -v "$PWD":/course autograder grade ASSIGNMENT'
_MORE_RIGHTS = (
    "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --cap-add SYS_ADMIN …"
)


class TooWeak(UnusableInput):
    """Too little of the sandbox holds here to run a student's code."""


@dataclass(frozen=True)
class SandboxReport:
    """What of the sandbox holds here.

    Attributes:
        findings: layer by layer.
    """

    findings: tuple[LayerFinding, ...]

    def holds(self, layer: str) -> bool:
        """Whether a layer holds."""
        return any(finding.layer == layer and finding.holds for finding in self.findings)

    @property
    def enough(self) -> bool:
        """Whether a student's code may run: nothing of the host to read, no network, no other process."""
        return (
            self.holds("seccomp")
            and self.holds("limits")
            and (self.holds("namespaces") or self.holds("Landlock"))
        )

    @property
    def summary(self) -> str:
        """The layers that hold, in a line."""
        return ", ".join(finding.layer for finding in self.findings if finding.holds) or OFF

    def require(self) -> None:
        """Refuse to go on if too little holds.

        Raises:
            TooWeak: too little does.
        """
        if self.enough:
            return
        failed = [f"{finding.layer} ({finding.detail})" for finding in self.findings if not finding.holds]
        raise TooWeak(
            f"The sandbox is too weak here to run students' code: {'; '.join(failed)}.",
            f"{advice(self)} `autograder doctor` shows it layer by layer.",
        )


def advice(report: SandboxReport) -> str:
    """One thing to do where too little holds."""
    if _in_container() and not report.holds("Landlock") and not report.holds("namespaces"):
        return f"In a container without Landlock: {_MORE_RIGHTS}."
    if platform.system() != "Linux":
        return f"The grader needs Linux: run it in a container, {_CONTAINER}."
    lines = [remedy(finding) for finding in report.findings if not finding.holds]
    return next((line for line in lines if line), "Run it on Linux 5.13 or newer.")


def remedy(finding: LayerFinding) -> str:
    """What to do about a layer that doesn't hold; nothing for one that does."""
    if finding.holds:
        return ""
    if finding.layer == "namespaces":
        return _for_namespaces()
    if finding.layer == "Landlock":
        return "Use Linux 5.13 or newer, with landlock in the kernel's lsm= list."
    if finding.layer == "seccomp":
        return "Install libseccomp: sudo apt-get install libseccomp2"
    if finding.layer == "user":
        return "Install Python and the environment where other users may read them, not below /root."
    if finding.layer == "cgroup":
        if _in_container():
            return "Limit the container: docker run --memory 4g --pids-limit 512 …"
        return "Start it as: systemd-run --user --scope -p Delegate=yes autograder …"
    return "Run it on Linux 5.13 or newer."


def _for_namespaces() -> str:
    if _number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1:
        return (
            "AppArmor forbids user namespaces, as on Ubuntu 24.04. Run: "
            "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
        )
    if _number("/proc/sys/user/max_user_namespaces") == 0:
        return "User namespaces are turned off. Run: sudo sysctl -w user.max_user_namespaces=15000"
    if _number("/proc/sys/kernel/unprivileged_userns_clone") == 0:
        return "User namespaces are turned off. Run: sudo sysctl -w kernel.unprivileged_userns_clone=1"
    if _in_container():
        return f"Containers forbid them by default. Where Landlock holds it will do. Else: {_MORE_RIGHTS}"
    return (
        "Run it as root, or where user namespaces are allowed: sudo sysctl -w user.max_user_namespaces=15000"
    )


def _in_container() -> bool:
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()


def _number(path: str) -> int | None:
    try:
        return int(Path(path).read_text())
    except (OSError, ValueError):
        return None
