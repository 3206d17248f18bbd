"""Guides in other languages than English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor import Advisor, Settings
from advisor.text.languages import ENGLISH, language_of
from advisor.text.sentences import sentences
from advisor.text.words import is_content_word, stems_of, words_of

FOLDER = Path(__file__).parent


@pytest.fixture(scope="module", params=["imkerei.md", "apicultura.md"])
def advisor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Advisor]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with Advisor(settings) as advisor:
        advisor.ingest([FOLDER / request.param])
        yield advisor


QUESTIONS = {
    "imkerei.md": {
        "Wie viel verdient man als Imker im Monat?": ("Verdienst", "2.100 €"),
        "Wie lange dauert die Ausbildung zum Imker?": ("Ausbildung", "drei Jahre"),
        "Welches Werkzeug braucht man für den Anfang?": ("Werkzeug", "Stockmeißel"),
    },
    "apicultura.md": {
        "¿Cuánto gana un apicultor empleado al mes?": ("Salario", "1.300 €"),
        "¿Cuánto dura el curso de iniciación?": ("Formación", "diez semanas"),
        "¿Qué herramientas se necesitan para empezar?": ("Herramientas", "ahumador"),
    },
}


def test_a_guide_is_asked_in_its_own_language(advisor: Advisor) -> None:
    (guide,) = advisor.guides()
    for question, (heading, words) in QUESTIONS[guide.name].items():
        assert advisor.search(question, 1)[0].section[-1] == heading, question
        answer = advisor.ask(question)
        assert words in answer.text, question
        assert all(guide.text[each.start : each.end] == each.quote for each in answer.citations), (
            question
        )


def test_what_reads_english_alone_does_not_judge_another_language(advisor: Advisor) -> None:
    (guide,) = advisor.guides()
    question = next(iter(QUESTIONS[guide.name]))
    settings = advisor.settings.model_copy(update={"reranker": "late-interaction"})
    with Advisor(settings) as unread:
        assert advisor.search(question) == unread.search(question)
        assert advisor.ask(question) == unread.ask(question)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Was verdient man als Anfänger?", "german"),
        ("¿Cuánto gana un ingeniero en Alemania?", "spanish"),
        ("Je voudrais devenir ingénieur, mais je ne sais pas par où commencer.", "french"),
        ("Сколько я буду зарабатывать, если у меня нет опыта?", "russian"),
        ("What do people earn in Die Zeit and in El País?", "english"),
        ("Python SQL Docker Kubernetes", "english"),
        ("Junior vs senior pay", "english"),
        ("", "english"),
    ],
)
def test_a_language_is_told_by_its_small_words(text: str, name: str) -> None:
    assert language_of(words_of(text)).name == name


def test_each_language_has_its_own_small_words_and_stems() -> None:
    german = language_of(words_of((FOLDER / "imkerei.md").read_text()))
    assert [is_content_word(word, german) for word in ("die", "ausbildung")] == [False, True]
    assert [is_content_word(word) for word in ("die", "the")] == [True, False]
    assert stems_of("die Ausbildungen", german) == stems_of("eine Ausbildung", german)
    assert stems_of("the trainings", ENGLISH) == stems_of("a training")


@pytest.mark.parametrize(
    "parts",
    [
        ["Lernen Sie z. B. Python.", "Das kostet ca. 500 €, d. h. wenig."],
        ["Im 3. Semester lernt man mehr.", "Am 1. Januar steigt der Lohn, und das bzw. deshalb."],
        ["Er sagte: „Komm!“", "Dann ging er."],
        ["Ganan, p. ej., 40.000 € al año.", "¿Cuánto tarda?", "¡Empieza hoy!", "La Sra. Ruiz va."],
        ["هل أحتاج إلى شهادة؟", "نعم.", "الدراسة مهمة."],
        ["मैं इंजीनियर हूँ।", "मुझे पायथन आता है।"],
        ["我是工程师。", "你呢？"],
        ["It cost 3.", "Then it rose to 12.", "May was better."],
    ],
)
def test_sentences_end_as_their_language_ends_them(parts: list[str]) -> None:
    text = " ".join(parts) if parts[0][-1] != "。" else "".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_a_question_in_the_guides_language_is_not_called_foreign(advisor: Advisor) -> None:
    (guide,) = advisor.guides()
    asked = {
        "imkerei.md": "Darf ich die Bienen auch auf dem Balkon in der Stadt halten?",
        "apicultura.md": "¿Puedo tener las abejas en el balcón de mi casa?",
    }
    answer = advisor.ask(asked[guide.name])
    assert "language" not in answer.text


def test_with_a_model_of_many_languages_no_language_is_unknown(
    tiny_multilingual_model: Path, tmp_path: Path
) -> None:
    settings = Settings(
        data_dir=tmp_path,
        embedding_model=str(tiny_multilingual_model),
        query_prompt="query: ",
        passage_prompt="passage: ",
    )
    with Advisor(settings) as advisor:
        advisor.ingest([FOLDER / "imkerei.md", FOLDER / "apicultura.md"])
        for question in (
            "Нужен ли мне диплом?",
            "هل أحتاج إلى شهادة؟",
            "Do I need a degree for it?",
        ):
            assert len(advisor.search(question, 5)) == 5
            assert "language" not in advisor.ask(question).text
