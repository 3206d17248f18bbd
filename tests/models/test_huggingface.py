"""Local weights through langchain-huggingface: a tiny model with random weights, which babbles."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import write

from advisor import Advisor, Settings
from advisor.errors import ModelError

GUIDE = "# Welding\n\n## Pay\n\nWelders earn 30 dollars an hour. Pay grows with time.\n"
TEMPLATE = "{% for message in messages %}{{ message['content'] }} {% endfor %}"


@pytest.fixture
def weights(tmp_path: Path, tiny_model: Path) -> Path:
    """The folder of a model that generates text."""
    import torch
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(tmp_path / "weights")
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=4_096,
    )
    LlamaForCausalLM(config).save_pretrained(tmp_path / "weights")
    return tmp_path / "weights"


def settings_of(folder: Path, tiny_model: Path, weights: Path) -> Settings:
    return Settings(
        data_dir=folder / "data",
        embedding_model=str(tiny_model),
        model=f"huggingface:{weights}",
        model_tokens=16,
    )


def test_babble_from_local_weights_falls_back_to_quoting(
    tmp_path: Path, tiny_model: Path, weights: Path
) -> None:
    guides = write(tmp_path / "guides", {"welding.md": GUIDE})
    with Advisor(settings_of(tmp_path, tiny_model, weights)) as advisor:
        advisor.ingest([guides])
        answer = advisor.ask("What does the guide say about “Pay”?")
        assert answer.text.startswith("*This is quoted from the guide, since the language model")
        assert answer.model is None
        assert "30 dollars" in answer.citations[0].quote


def test_a_folder_without_weights_is_named(tmp_path: Path, tiny_model: Path) -> None:
    guides = write(tmp_path / "guides", {"welding.md": GUIDE})
    (tmp_path / "empty").mkdir()
    with Advisor(settings_of(tmp_path, tiny_model, tmp_path / "empty")) as advisor:
        advisor.ingest([guides])
        with pytest.raises(ModelError, match=r"(?s)empty.*huggingface:FOLDER"):
            advisor.ask("What does the guide say about “Pay”?")
