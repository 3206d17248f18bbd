"""Language models through LangChain, and what their failures mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

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


class LanguageModel(Protocol):
    """Writes text, piece by piece."""

    @property
    def name(self) -> str:
        """What people know the model by."""
        ...

    def stream(self, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Yield the pieces of the reply to (role, content) messages.

        Raises:
            ModelFailureError: the model does not answer, or not to the end.
        """
        ...


class ModelFailureError(Exception):
    """A language model did not answer; the message is the reason, for people, and holds no
    secret."""


class LangChainModel:
    """A chat model that LangChain knows, made on first use.

    Args:
        settings: `model` as `provider:name`, and the limits.

    Raises:
        SettingsError: the setting is malformed.
    """

    def __init__(self, settings: Settings) -> None:
        provider, separator, name = settings.model.partition(":")
        if settings.model_url and not separator:
            provider, name = "openai", settings.model
        if not provider or not name:
            raise SettingsError(
                f"Bad setting: model is {settings.model!r}. Write it as provider:name, for "
                "example ADVISOR_MODEL=ollama:llama3.2 or ADVISOR_MODEL=openai:gpt-5-mini."
            )
        self._provider = _ALIASES.get(provider, provider)
        self._name = name
        self._settings = settings
        self._model: BaseChatModel | None = None

    @property
    def name(self) -> str:
        """`provider:name`."""
        return f"{self._provider}:{self._name}"

    def stream(self, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Yield the pieces of the reply; closing the iterator ends the request.

        Raises:
            ModelError: the provider's package is not installed, or its key is missing.
            ModelFailureError: the model does not answer, or not to the end.
        """
        model = self._load()
        finish = ""
        try:
            for chunk in model.stream(list(messages)):
                finish = str(chunk.response_metadata.get("finish_reason") or finish)
                text = chunk.text
                if text:
                    yield str(text)
        except GeneratorExit:
            raise
        except Exception as error:
            raise ModelFailureError(_reason(error)) from error
        if finish in ("length", "max_tokens"):
            raise ModelFailureError("it was cut off at the limit of tokens")

    def _load(self) -> BaseChatModel:
        if self._model is None:
            self._model = self._make()
        return self._model

    def _make(self) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        settings = self._settings
        options: dict[str, Any] = {
            "max_tokens": settings.model_tokens,
            "max_retries": settings.model_retries,
            "timeout": settings.model_seconds,
            "temperature": 0,
        }
        if settings.model_url:
            options["base_url"] = settings.model_url
        key = settings.model_key.get_secret_value()
        if key:
            options["api_key"] = key
        elif settings.model_url and self._provider == "openai":
            options["api_key"] = "none"  # a local server wants none, the client some
        if self._provider == "ollama":
            options = {"num_predict": settings.model_tokens, "temperature": 0} | (
                {"base_url": settings.model_url} if settings.model_url else {}
            )
            options["client_kwargs"] = {"timeout": settings.model_seconds}
        if self._provider == "huggingface":
            options = {
                "task": "text-generation",
                "backend": "pipeline",
                "pipeline_kwargs": {"max_new_tokens": settings.model_tokens, "do_sample": False},
            }
        try:
            model: BaseChatModel = init_chat_model(
                self._name, model_provider=self._provider, **options
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


def _is_missing_package(error: ImportError) -> bool:
    """Tell whether an import failed because the provider's package is missing, and not inside the
    package."""
    cause = error.__cause__ or error
    return isinstance(cause, ModuleNotFoundError) and str(cause.name).startswith("langchain_")


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
