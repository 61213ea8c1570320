"""What lets this app talk to Spotify's Web API: a client id, and a token that only its user may read."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import PlayerError
from gesture_app.core.files import write_atomically

SCOPES = ("user-read-playback-state", "user-modify-playback-state")
REDIRECT_PORT = 8917
REDIRECT = f"http://127.0.0.1:{REDIRECT_PORT}/callback"  # Spotify accepts no other name for this machine
SIGN_IN = "gesture-app players --sign-in spotify_web"

Token = dict[str, object]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where Spotify answers."""

    api: str = "https://api.spotify.com/v1/"
    authorize: str = "https://accounts.spotify.com/authorize"
    token: str = "https://accounts.spotify.com/api/token"


OFFICIAL = Addresses()


@dataclass(frozen=True, slots=True)
class TokenFile:
    """Keeps the token; nobody but the user may read it."""

    path: Path

    def read(self) -> Token | None:
        """The token with all that its renewal needs, or None: never signed in, damaged, or fewer rights than needed."""
        try:
            token = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return token if isinstance(token, dict) and is_complete(token) else None

    def write(self, token: Token) -> None:
        """Replace the token.

        Raises:
            OSError: It could not be written; the old one is untouched.
        """
        write_atomically(self.path, json.dumps(token))  # readable for its owner only


def is_complete(token: Token) -> bool:
    """Whether a token says everything that using and renewing it needs, and allows what is needed."""
    texts = all(isinstance(token.get(name), str) for name in ("access_token", "refresh_token", "scope"))
    return texts and isinstance(token.get("expires_at"), int) and set(SCOPES) <= set(str(token["scope"]).split())


@dataclass(frozen=True, slots=True)
class SpotifyAccess:
    """Whose app it is for Spotify, and where the token lies."""

    client_id: str
    tokens: TokenFile
    addresses: Addresses = OFFICIAL

    def check(self) -> None:
        """Complain of what is missing.

        Raises:
            PlayerError: No client id is set, or nobody has signed in.
        """
        self.check_client_id()
        if self.tokens.read() is None:
            raise PlayerError(f"Nobody has signed in to Spotify; do it with `{SIGN_IN}`.")

    def check_client_id(self) -> None:
        """Complain of a missing client id.

        Raises:
            PlayerError: None is set; the sentence says where to get one.
        """
        if not self.client_id:
            raise PlayerError(
                "Spotify's Web API needs a client id of your own; make one at developer.spotify.com with the redirect "
                f"{REDIRECT} and set player.spotify_client_id to it."
            )


def keep_token(tokens: TokenFile, token: Token) -> None:
    """Write a renewed token; on a full disk this run goes on with it, and the next one may have to sign in again."""
    with contextlib.suppress(OSError):
        tokens.write(token)
