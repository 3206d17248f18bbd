"""What can be configured, from the environment or in code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, IPvAnyNetwork, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from advisor.errors import SettingsError

_PREFIX = "ADVISOR_"
#: A colour as CSS writes it: a name, #rrggbb, or a function of numbers.
_COLOUR = r"^(|[a-z]+|#[0-9A-Fa-f]{3,8}|[a-z]+\([0-9., %/]+\))$"


def _listed(value: Any) -> Any:
    """Return the parts of a text between commas; any other value as it is."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


class Settings(BaseSettings):
    """All settings of an advisor.

    Each field is read from the environment variable `ADVISOR_` + its name in capitals;
    keyword arguments win over the environment.

    Attributes:
        data_dir: folder that holds all state (vector store, caches).
        chroma_url: address of a Chroma server, `http://host:port`, instead of Chroma in process
            under `data_dir`.
        chroma_token: the server's access token.
        chroma_tenant: the tenant on the server.
        chroma_database: the database on the server.
        embedding_model: folder of a sentence-transformers model, or its name on a model hub.
            Empty: the bundled all-MiniLM-L6-v2, which needs no download.
        query_prompt: text put before a question when it is embedded, as some embedding models want
            it ("query: "). Empty: the one that the model carries, if it does.
        passage_prompt: the same for passages ("passage: "); guides are embedded anew when it
            changes.
        reranker: what reads the best sentences beside the question, and so orders the sections,
            chooses what is quoted and tells whether the guides answer: "bundled" (the model that
            ships), or the folder or hub name of a sentence-transformers CrossEncoder. Without
            one, "late-interaction" (the embedding model's own token vectors) orders the sections,
            and with "none" they stay as the searches found them.
        rerank_depth: how many of the best sections are looked into.
        model: language model that writes the answers, as `provider:name`, for example
            "ollama:llama3.2". Empty: answers quote the guide.
        model_url: address of a server that speaks OpenAI's protocol (or of Ollama).
        model_key: the key for it, where the provider's own variable is not set.
        model_seconds: how long one request may take.
        model_retries: how often a request that failed for a passing reason is tried again.
        model_tokens: tokens that an answer has at most, with what the model thinks before it.
        model_effort: how much a reasoning model thinks ("low", "medium", "high"), for OpenAI's
            protocol and Ollama. Empty: the model's own default.
        model_context: characters of passages that the model is sent at most.
        check: what is checked of an answer that a model writes: "full" (figures, names and
            qualifiers by rules, the rest by a judge), "figures" (the rules alone) or "off".
        judge_model: language model that judges whether the guide supports a written sentence, as
            `provider:name`; a cheap one is enough. Empty: the same as `model`.
        checking_model: folder or hub name of a transformers model that judges whether the guide
            supports a written sentence, in place of the judge: a classifier of pairs
            (natural language inference, or a single score) or a token classifier that marks what
            is invented, such as LettuceDetect. Figures and names are compared in either case.
        keep_unanswered: keep questions that the guides did not answer, and votes on answers, for
            the guides' authors.
        read_seconds: how long the conversion of one file may take.
        read_memory_mb: memory that it may use.
        read_file_mb: size of a file at most.
        read_unpacked_mb: size of an unpacked DOCX, EPUB or PPTX at most.
        read_text_mb: size of a guide's text at most.
        read_speaker_notes: whether the speaker's notes of slides belong to the guide.
        fetch_seconds: how long fetching one page may take.
        fetch_pages: pages of one sitemap that are fetched at most.
        fetch_networks: addresses and networks beside the public internet that pages may be fetched
            from, parted by commas, such as those of an intranet.
        open_originals: whether the page gives out the files that guides came from, where they still
            lie there unchanged.
        host: address that the chat page listens on.
        port: TCP port of the chat page.
        root_path: path of the page behind a proxy that takes the path off, such as "/advisor"; or
            the page's whole address, where the proxy does not pass its host name on.
        allowed_hosts: further host names that the page answers to, parted by commas, such as those
            of a proxy in front of it; "*" for any.
        trusted_proxies: addresses and networks of the proxies whose X-Forwarded headers are taken,
            parted by commas; without any, nobody's are.
        embed: sites that may show the chat at /embed within their own pages, as origins parted by
            commas: "https://site.example".
        embed_colour: colour of links and buttons in it, as CSS writes it.
        embed_background: colour behind it.

    Raises:
        SettingsError: an `ADVISOR_` variable or an argument is unknown or malformed.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, frozen=True, extra="forbid", protected_namespaces=()
    )

    data_dir: Path = Path(".advisor")
    chroma_url: str = ""
    chroma_token: SecretStr = SecretStr("")
    chroma_tenant: str = ""
    chroma_database: str = ""
    embedding_model: str = ""
    query_prompt: str = ""
    passage_prompt: str = ""
    reranker: str = "bundled"
    rerank_depth: int = Field(default=12, ge=1, le=100)
    model: str = ""
    model_url: str = ""
    model_key: SecretStr = SecretStr("")
    model_seconds: float = Field(default=60.0, gt=0)
    model_retries: int = Field(default=2, ge=0, le=10)
    model_tokens: int = Field(default=4000, ge=16)
    model_effort: str = ""
    model_context: int = Field(default=12_000, ge=500)
    check: Literal["off", "figures", "full"] = "full"
    judge_model: str = ""
    checking_model: str = ""
    keep_unanswered: bool = True
    read_seconds: float = Field(default=120.0, gt=0)
    read_memory_mb: int = Field(default=2048, ge=300)
    read_file_mb: int = Field(default=100, ge=1)
    read_unpacked_mb: int = Field(default=500, ge=1)
    read_text_mb: int = Field(default=50, ge=1)
    read_speaker_notes: bool = False
    fetch_seconds: float = Field(default=60.0, gt=0)
    fetch_pages: int = Field(default=500, ge=1)
    fetch_networks: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_listed)] = ()
    open_originals: bool = False
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=7860, ge=1, le=65535)
    root_path: str = Field(default="", pattern=r"^(|/[^?#\s]*|https?://[^?#\s]+)$")
    allowed_hosts: str = ""
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_listed)] = ()
    embed: str = Field(default="", pattern=r"^[^;'\"]*$")
    embed_colour: str = Field(default="", pattern=_COLOUR)
    embed_background: str = Field(default="", pattern=_COLOUR)

    def __init__(self, **values: Any) -> None:
        known = {_PREFIX + name.upper() for name in type(self).model_fields}
        unknown = sorted(
            name
            for name in os.environ
            if name.upper().startswith(_PREFIX)
            and name.upper() not in known
            and not name.upper().startswith(_PREFIX + "TEST_")
        )
        if unknown:
            raise SettingsError(
                f"Unknown setting {', '.join(unknown)} in the environment. "
                f"Unset it, or use one of: {', '.join(sorted(known))}."
            )
        try:
            super().__init__(**values)
        except ValidationError as error:
            problems = "; ".join(_explained(problem) for problem in error.errors())
            raise SettingsError(
                f"Bad setting: {problems}. Each setting is an argument of Settings or an "
                f"environment variable {_PREFIX}NAME, for example {_PREFIX}PORT=7861."
            ) from None


def _explained(problem: Any) -> str:
    name = ".".join(map(str, problem["loc"]))
    secret = name.lower().endswith(("key", "token"))
    got = "" if secret else f" (got {problem['input']!r})"
    return f"{name}: {problem['msg']}{got}"
