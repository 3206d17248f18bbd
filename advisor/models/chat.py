"""Ask language models through LangChain, and say what their failures mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import BaseModel

from advisor.errors import ModelError, SettingsError
from advisor.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

#: What each provider's package is called; `pip install` names it when it is missing.
_EXTRAS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google_genai": "google",
    "ollama": "ollama",
    "huggingface": "huggingface",
}
_ALIASES = {"google": "google_genai"}
#: Ways to ask for structured output, the strictest first.
_METHODS = ("json_schema", "function_calling", "json_mode")
#: Options that some models refuse, by what a refusal calls them.
_REFUSABLE = {
    "temperature": "temperature",
    "max_tokens": "max_tokens",
    "max_completion_tokens": "max_tokens",
    "reasoning": "reasoning_effort",
    "stream_options": "stream_usage",
}
_SYSTEM_REFUSED = re.compile(r"\b(?:system|developer)\b.{0,60}\b(?:role|message|instruction)", re.I)
_THINKING = re.compile(r"<(?P<tag>think|thinking|thought|reasoning)>", re.IGNORECASE)
_LONGEST_TAG = len("</reasoning>")
_SECRET = re.compile(r"\b(?:sk|pk|key|api|token|bearer)[-_ ][\w*.-]{4,}", re.IGNORECASE)
_LONGEST_REASON = 200

Structured = TypeVar("Structured", bound=BaseModel)
Messages = Sequence[tuple[str, str]]


class LanguageModel(Protocol):
    """Writes text, piece by piece, and fills in forms."""

    @property
    def name(self) -> str:
        """What people know the model by."""
        ...

    def stream(self, messages: Messages) -> Iterator[str]:
        """Yield the pieces of the reply to (role, content) messages.

        Raises:
            CutOffError: the reply ended at the limit of tokens.
            ModelFailureError: the model does not answer, or not to the end.
        """
        ...

    def structured(self, messages: Messages, form: type[Structured]) -> Structured:
        """Return the reply to (role, content) messages as a filled-in form.

        Raises:
            ModelFailureError: the model does not answer, or cannot fill in the form.
        """
        ...


class ModelFailureError(Exception):
    """A language model did not answer; the message is the reason, for people, and holds no
    secret."""


class CutOffError(ModelFailureError):
    """A language model's reply ended at the limit of tokens."""


class LangChainModel:
    """A chat model that LangChain knows, made on first use.

    Args:
        settings: the limits, and `model` as `provider:name`.
        name: `provider:name` of another model than that.

    Raises:
        SettingsError: the setting is malformed.
    """

    def __init__(self, settings: Settings, name: str = "") -> None:
        wanted = name or settings.model
        provider, separator, short = wanted.partition(":")
        if settings.model_url and not separator:
            provider, short = "openai", wanted
        if not provider or not short:
            raise SettingsError(
                f"Bad setting: model is {wanted!r}. Write it as provider:name, for "
                "example ADVISOR_MODEL=ollama:llama3.2 or ADVISOR_MODEL=openai:gpt-5-mini."
            )
        self._provider = _ALIASES.get(provider, provider)
        self._name = short
        self._settings = settings
        self._model: BaseChatModel | None = None
        self._refused: set[str] = set()
        self._takes_system = True
        self._method = ""

    @property
    def name(self) -> str:
        """`provider:name`."""
        return f"{self._provider}:{self._name}"

    @property
    def is_local_pipeline(self) -> bool:
        """Whether the model runs in this process, where a second request costs minutes."""
        return self._provider == "huggingface"

    def stream(self, messages: Messages) -> Iterator[str]:
        """Yield the pieces of the reply, without what the model only thinks; closing the iterator
        ends the request.

        Raises:
            ModelError: the provider's package is not installed, or its key is missing.
            CutOffError: the reply ended at the limit of tokens.
            ModelFailureError: the model does not answer, or not to the end.
        """
        finish: list[str] = []
        for attempt in range(len(_REFUSABLE) + 1):
            begun = False
            try:
                for piece in without_thinking(self._pieces(messages, finish)):
                    begun = True
                    yield piece
                break
            except Exception as error:
                may_change = not begun and attempt < len(_REFUSABLE)
                if not (may_change and self._learn_from(error)):
                    raise _failure(error, self._settings) from error
        if finish and finish[-1] in ("length", "max_tokens", "MAX_TOKENS"):
            raise CutOffError("it was cut off at the limit of tokens (ADVISOR_MODEL_TOKENS)")

    def structured(self, messages: Messages, form: type[Structured]) -> Structured:
        """Return the reply as a filled-in form, asked for in the strictest way that the model and
        its server know.

        Raises:
            ModelError: the provider's package is not installed, or its key is missing.
            ModelFailureError: the model does not answer, or cannot fill in the form.
        """
        methods = [self._method] if self._method else list(_METHODS)
        while methods:
            wanted = list(messages)
            if methods[0] == "json_mode":  # which is not told of the form
                role, content = wanted[-1]
                schema = json.dumps(form.model_json_schema())
                wanted[-1] = (role, f"{content}\n\nReply with JSON alone, of this form: {schema}")
            try:
                asked = self._load().with_structured_output(form, method=methods[0])
                filled = asked.invoke(self._addressed(wanted))
                if isinstance(filled, form):
                    self._method = methods[0]
                    return filled
            except ModelError:
                raise
            except Exception as error:
                if self._learn_from(error):
                    continue
                if _ends_all(error):
                    raise _failure(error, self._settings) from error
            methods.pop(0)
        raise ModelFailureError("it cannot fill in a form (structured output)")

    def _pieces(self, messages: Messages, finish: list[str]) -> Iterator[str]:
        for chunk in self._load().stream(self._addressed(messages)):
            reason = (chunk.response_metadata or {}).get("finish_reason") or (
                chunk.response_metadata or {}
            ).get("stop_reason")
            if reason:
                finish.append(str(reason))
            if text := str(chunk.text):  # not what it thinks, nor tool calls, nor counts of tokens
                yield text

    def _addressed(self, messages: Messages) -> list[tuple[str, str]]:
        """Return the messages as the model takes them: without a system role the instructions
        stand in front of the first words of the user."""
        if self._takes_system or not messages or messages[0][0] != "system":
            return list(messages)
        (_, instructions), (role, first), *others = messages
        return [(role, f"{instructions}\n\n{first}"), *others]

    def _learn_from(self, error: Exception) -> bool:
        """Return whether a refusal names something that can be left out, and leave it out."""
        if getattr(error, "status_code", None) not in (400, 404, 422):
            return False
        words = _server_words(error).lower()
        for name, option in _REFUSABLE.items():
            if name in words and option not in self._refused:
                self._refused.add(option)
                self._model = None
                return True
        if self._takes_system and _SYSTEM_REFUSED.search(words):
            self._takes_system = False
            return True
        return False

    def _load(self) -> BaseChatModel:
        if self._model is None:
            self._model = self._make()
        return self._model

    def _options(self) -> dict[str, Any]:
        settings = self._settings
        if self._provider == "huggingface":
            return {
                "task": "text-generation",
                "backend": "pipeline",
                "pipeline_kwargs": {"max_new_tokens": settings.model_tokens, "do_sample": False},
            }
        options: dict[str, Any] = {"temperature": 0}
        if settings.model_url:
            options["base_url"] = settings.model_url
        if self._provider == "ollama":
            options |= {
                "num_predict": settings.model_tokens,
                "client_kwargs": {"timeout": settings.model_seconds},
            }
            if settings.model_effort:
                options["reasoning"] = settings.model_effort
            return options
        options |= {
            "max_tokens": settings.model_tokens,
            "max_retries": settings.model_retries,
            "timeout": settings.model_seconds,
        }
        if settings.model_effort:
            options["reasoning_effort"] = settings.model_effort
        key = settings.model_key.get_secret_value()
        if key:
            options["api_key"] = key
        elif settings.model_url and self._provider == "openai":
            options["api_key"] = "none"  # a local server wants none, the client some
        return {name: value for name, value in options.items() if name not in self._refused}

    def _make(self) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        try:
            model: BaseChatModel = init_chat_model(
                self._name, model_provider=self._provider, **self._options()
            )
        except ImportError as error:
            if not _is_missing_package(error):
                raise
            extra = _EXTRAS.get(self._provider)
            install = f"pip install 'ml-career-advisor[{extra}]'" if extra else str(error)
            raise ModelError(
                f"The language model {self.name} needs a package that is not installed. Run: "
                f"{install}"
            ) from error
        except Exception as error:
            if self._provider == "huggingface":  # local weights: there is no key to give away
                raise ModelError(
                    f"Cannot load the language model {self.name}: {error} Name the folder of a "
                    "transformers model that generates text, as huggingface:FOLDER."
                ) from error
            raise ModelError(
                f"Cannot use the language model {self.name}: {_reason(error)}. Check "
                "ADVISOR_MODEL, ADVISOR_MODEL_URL and ADVISOR_MODEL_KEY (or the provider's own "
                "key variable)."
            ) from error
        return model


def without_thinking(pieces: Iterator[str]) -> Iterator[str]:
    """Yield the pieces of a reply without what stands between <think> and </think>, wherever the
    pieces are cut."""
    waiting, closing = "", ""
    for piece in pieces:
        waiting += piece
        while waiting:
            if closing:
                at = waiting.lower().find(closing)
                if at < 0:
                    waiting = waiting[-_LONGEST_TAG:]
                    break
                waiting, closing = waiting[at + len(closing) :].lstrip(), ""
            elif opening := _THINKING.search(waiting):
                if before := waiting[: opening.start()]:
                    yield before
                waiting, closing = waiting[opening.end() :], f"</{opening['tag'].lower()}>"
            else:
                at = waiting.rfind("<", -_LONGEST_TAG)
                end = at if at >= 0 and ">" not in waiting[at:] else len(waiting)
                if waiting[:end]:
                    yield waiting[:end]
                waiting = waiting[end:]
                break
    if waiting and not closing:
        yield waiting


def _is_missing_package(error: ImportError) -> bool:
    """Return whether an import failed for want of the provider's package, not inside of it."""
    cause = error.__cause__ or error
    return isinstance(cause, ModuleNotFoundError) and str(cause.name).startswith("langchain_")


def _ends_all(error: Exception) -> bool:
    """Return whether a failure has nothing to do with the form that was asked for."""
    status = getattr(error, "status_code", None)
    kind = type(error).__name__
    return status in (401, 403, 429) or (isinstance(status, int) and status >= 500) or (
        "Timeout" in kind or "Connect" in kind or isinstance(error, (TimeoutError, ConnectionError))
    )  # fmt: skip


def _failure(error: Exception, settings: Settings) -> Exception:
    if isinstance(error, (ModelError, ModelFailureError)):
        return error
    reason = _reason(error)
    words = _SECRET.sub("…", " ".join(_server_words(error).split()))
    key = settings.model_key.get_secret_value()
    words = words.replace(key, "…") if key else words
    if isinstance(getattr(error, "status_code", None), int) and words:
        reason += f"; the server says: {words[:_LONGEST_REASON].rstrip('. ')}"
    return ModelFailureError(reason)


def _server_words(error: Exception) -> str:
    """Return why a server refused a request, in its own words."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        return str(inner.get("message", "") if isinstance(inner, dict) else inner)
    return str(getattr(error, "message", "") or "")


def _reason(error: Exception) -> str:
    """Return why a request failed, in words that give no secret away."""
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        return "it refused the key"
    if status == 404:
        return "it does not know that model"
    if status == 429:
        return "it is over its limit of requests"
    if isinstance(status, int) and status >= 500:
        return f"its server failed (status {status})"
    kind = type(error).__name__
    if "Timeout" in kind or isinstance(error, TimeoutError):
        return "it took too long"
    if "Connect" in kind or isinstance(error, ConnectionError):
        return "it cannot be reached"
    if isinstance(status, int):
        return f"it refused the request (status {status})"
    return f"it broke off ({kind})"
