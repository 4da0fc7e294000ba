"""A service of a JupyterHub: people log in there, and the Hub says who they are.

By JupyterHub's own helper: it keeps the Hub's token in a signed cookie, asks the Hub whose it is, and
remembers the answer for five minutes. Somebody who logs out of the Hub is out here, too. What it has for
handlers is used for logging in alone: it would replace Tornado's protection against forged requests.
"""

from __future__ import annotations

from typing import Any

from tornado.web import RequestHandler, authenticated

from autograder.errors import UnusableInput

try:
    from jupyterhub.services.auth import HubOAuth, HubOAuthCallbackHandler, HubOAuthenticated
except ImportError as error:
    raise UnusableInput(
        "JupyterHub has started this as its service, but the package jupyterhub isn't installed here.",
        "Install this package with its extra: pip install '.[hub]' in its folder.",
    ) from error


class Hub:
    """The Hub whose service this is, by the environment that it gives to its services."""

    def __init__(self) -> None:
        self._auth = HubOAuth.instance()

    async def user(self, handler: RequestHandler, token: str = "") -> dict[str, Any] | None:
        """What the Hub says of the person: name, groups, scopes; None for somebody who may not come here.

        Args:
            handler: whose cookie is read if there is no token.
            token: one of the Hub's.

        Raises:
            HTTPError: the Hub doesn't answer.
        """
        session, auth = "", self._auth
        if not token:
            cookie = handler.get_signed_cookie(auth.cookie_name)
            session, token = auth.get_session_id(handler), (cookie or b"").decode("ascii", "replace")
        user = await auth.user_for_token(token, session_id=session, sync=False) if token else None
        if (
            user is None
            or user.get("kind", "user") != "user"
            or not auth.check_scopes(auth.access_scopes, user)
        ):
            return None
        return dict(user)

    @property
    def formgrader(self) -> str:
        """Where the Hub leads everybody to formgrader in a server of their own."""
        return f"{self._auth.hub_host}{self._auth.hub_prefix}user-redirect/formgrader"

    def routes(self, base: str) -> list[tuple[str, type[RequestHandler]]]:
        """Logging in, and the way back from the Hub."""
        return [(f"{base}login", _Login), (f"{base}oauth_callback", HubOAuthCallbackHandler)]


class _Login(HubOAuthenticated, RequestHandler):
    """Leads to the Hub, and from there back to where one wanted to go."""

    @authenticated
    def get(self) -> None:
        wanted, base = self.get_argument("next", ""), self.hub_auth.base_url
        self.redirect(wanted if wanted.startswith(base) else base)
