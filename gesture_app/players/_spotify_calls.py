"""Calls to Spotify's Web API through spotipy, one after the other on a thread of their own.

The only file that needs the extra `spotify`; it is imported when the first call is made.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
import spotipy
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyPKCE

from gesture_app.core.errors import PlayerError
from gesture_app.players._spotify_access import REDIRECT, SCOPES, SpotifyAccess, Token, is_complete, keep_token
from gesture_app.players._spotify_answers import TokenRefusedError, pause_of, refusal, renewal_refusal

Call = Callable[[Any], object]  # takes a spotipy.Spotify


class SpotifyCalls:
    """Asks the Web API; renews the token where it has run out and keeps quiet for as long as Spotify asks for.

    Args:
        access: Whose app it is, and where the token lies. It is read before every call, so that a sign-in made
            meanwhile by another process counts at once.
        timeout_s: How long one call may take.
        now: Seconds on a monotonic clock.
    """

    def __init__(self, access: SpotifyAccess, timeout_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self._access = access
        self._timeout_s = timeout_s
        self._now = now
        self._quiet_until_s = now()
        # A session of our own: the one that spotipy would build repeats refused calls and loses Retry-After.
        self._session = requests.Session()
        # Every answer is understood here, because spotipy logs an error and stumbles over JSON that is no object.
        self._session.hooks["response"].append(self._understand)
        self._memory = MemoryCacheHandler()
        self._auth = SpotifyPKCE(
            client_id=access.client_id,
            redirect_uri=REDIRECT,
            scope=list(SCOPES),
            requests_timeout=timeout_s,
            requests_session=self._session,
            open_browser=False,
            cache_handler=self._memory,
        )
        self._auth.OAUTH_AUTHORIZE_URL = access.addresses.authorize
        self._auth.OAUTH_TOKEN_URL = access.addresses.token
        self._spotify = spotipy.Spotify(
            auth_manager=self._auth, requests_session=self._session, requests_timeout=timeout_s
        )
        self._spotify.prefix = access.addresses.api
        # One thread: a call that waits behind a hung one is dropped with its order instead of coming late.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="spotify")

    async def call(self, call: Call) -> object:
        """Make one call.

        Raises:
            PlayerError: Spotify cannot be reached, refuses, or does not answer in time.
        """
        deadline_s = self._now() + self._timeout_s
        work = asyncio.get_running_loop().run_in_executor(self._pool, self._call, call, deadline_s)
        try:
            return await asyncio.wait_for(work, self._timeout_s)
        except TimeoutError:
            raise self._too_slow() from None

    def authorize_address(self, state: str) -> str:
        """The page on which the user lets this app in; `state` comes back with the answer."""
        return str(self._auth.get_authorize_url(state))

    def sign_in(self, code: str) -> Token:
        """Exchange what the page answered for a token; waits, so not for the actuator's thread.

        Raises:
            PlayerError: Spotify cannot be reached or takes no such code.
        """
        with self._plain_errors():
            self._auth.get_access_token(code=code, check_cache=False)
        token: Token = self._memory.token_info
        if not is_complete(token):
            raise PlayerError("Spotify gave less than the control of its player; sign in again and allow all of it.")
        return token

    async def close(self) -> None:
        """Let a call that is on its way end, drop those that wait."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """The same for whoever has no loop."""
        self._pool.shutdown(cancel_futures=True)
        self._session.close()

    # From here on everything runs on the thread of the calls.

    def _call(self, call: Call, deadline_s: float) -> object:
        with self._plain_errors():
            self._take_up_token()
            try:
                return self._call_once(call, deadline_s)
            except TokenRefusedError:
                self._memory.token_info = {**self._memory.token_info, "expires_at": 0}
                return self._call_once(call, deadline_s)

    def _call_once(self, call: Call, deadline_s: float) -> object:
        if self._now() < self._quiet_until_s:
            raise self._still_quiet()
        self._renew_token()
        if self._now() >= deadline_s:
            raise self._too_slow()  # nobody waits any more, and a late order would surprise
        return call(self._spotify)

    def _take_up_token(self) -> None:
        """The newer one of those in the file and in memory; spotipy must not be left without, or it asks the user."""
        kept: Token | None = self._access.tokens.read()
        held: Token | None = self._memory.token_info
        if kept is not None and (held is None or _runs_until(kept) >= _runs_until(held)):
            self._memory.token_info = kept
        if self._memory.token_info is None:
            self._access.check()

    def _renew_token(self) -> None:
        """Each renewal ends the token before it, so the new one is kept at once."""
        before: Token = self._memory.token_info
        self._auth.get_access_token()
        if self._memory.token_info is not before:
            token = {**before, **self._memory.token_info}
            self._memory.token_info = token
            keep_token(self._access.tokens, token)

    @contextlib.contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except requests.Timeout:
            raise self._too_slow() from None
        except requests.RequestException:
            raise PlayerError("Spotify cannot be reached; check the connection to the internet.") from None

    def _understand(self, response: requests.Response, **_: object) -> None:
        answer = _json_of(response)  # read in any case, or the connection stays open
        if response.status_code == http.client.TOO_MANY_REQUESTS:
            self._quiet_until_s = self._now() + pause_of(response.headers.get("Retry-After"))
            raise self._still_quiet()
        is_token = response.url.startswith(self._access.addresses.token)
        if not response.ok:
            raise renewal_refusal(response.status_code) if is_token else refusal(response.status_code, answer)
        is_wanted = response.request.method == "GET" or is_token  # what Spotify answers to an order means nothing
        if is_wanted and response.content and not (_is_token(answer) if is_token else isinstance(answer, dict)):
            raise PlayerError("Spotify gave an answer that makes no sense; is something between here and Spotify?")

    def _still_quiet(self) -> PlayerError:
        wait_s = max(1, math.ceil(self._quiet_until_s - self._now()))
        return PlayerError(f"Spotify has had too many requests; it wants none for the next {wait_s} s.")

    def _too_slow(self) -> PlayerError:
        return PlayerError(f"Spotify did not answer within {self._timeout_s * 1000:.0f} ms; check the connection.")


def _runs_until(token: Token) -> int:
    moment = token.get("expires_at")
    return moment if isinstance(moment, int) else 0


def _json_of(response: requests.Response) -> object:
    try:
        return response.json()
    except ValueError:
        return None


def _is_token(answer: object) -> bool:
    return (
        isinstance(answer, dict)
        and isinstance(answer.get("access_token"), str)
        and isinstance(answer.get("expires_in"), int)
    )
