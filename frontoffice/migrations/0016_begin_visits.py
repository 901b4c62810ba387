"""The general checklist to begin with, and the log of what the page of a project shows of a visit."""

from __future__ import annotations

from typing import Any

from django.db import migrations

QUESTIONS = (
    (
        "Ауысым жарияланған жерде және уақытта өтіп жатыр ма?",
        "Смена проходит там и тогда, где и когда объявлено?",
        "Does the shift take place where and when it was announced?",
    ),
    (
        "Жұмыс жобаның сипаттамасына сай ма?",
        "Работа соответствует описанию проекта?",
        "Is the work what the project describes?",
    ),
    ("Жауапты адам орнында ма?", "Ответственный на месте?", "Is the person in charge there?"),
    (
        "Волонтерлерге қауіпсіздік нұсқамасы берілді ме?",
        "Волонтёрам дали инструктаж по безопасности?",
        "Were the volunteers told how to work safely?",
    ),
    (
        "Құралдар мен қорғаныш заттары жеткілікті және бүтін бе?",
        "Инструментов и средств защиты хватает, и они исправны?",
        "Are there enough tools and protective clothing, and are they whole?",
    ),
    ("Алғашқы көмек қобдишасы бар ма?", "Есть ли аптечка?", "Is there a first-aid kit?"),
    ("Ауызсу мен дәретхана бар ма?", "Есть ли питьевая вода и туалет?", "Are there drinking water and a toilet?"),
    (
        "Келгендер тізіммен белгіленіп жатыр ма?",
        "Пришедших отмечают по списку?",
        "Are those who came marked on the list?",
    ),
    (
        "Барлығы жобаның жас шегіне сай ма?",
        "Все участники подходят по возрасту?",
        "Is everybody of the age the project asks for?",
    ),
    (
        "Волонтерлерден ақша немесе құжат талап етілмей ме?",
        "С волонтёров не требуют денег и документов?",
        "Is nobody asked for money or papers?",
    ),
)


def write(apps: Any, schema_editor: Any) -> None:
    checklist = apps.get_model("frontoffice", "Checklist")
    questions = [dict(zip(("kk", "ru", "en"), row, strict=True)) for row in QUESTIONS]
    checklist.objects.create(programme=None, version=1, questions=questions)


class Migration(migrations.Migration):
    dependencies = [("frontoffice", "0015_keep_visits"), ("projects", "0010_plan_shifts_and_outcomes")]

    operations = [
        migrations.RunPython(write, migrations.RunPython.noop),
        migrations.RunSQL(
            "CREATE TRIGGER projects_log_changed AFTER INSERT OR DELETE OR UPDATE OF"
            " project_id, state, summary, visited_at ON frontoffice_visit"
            " FOR EACH ROW EXECUTE FUNCTION projects_log_child();",
            "DROP TRIGGER projects_log_changed ON frontoffice_visit;",
        ),
    ]
