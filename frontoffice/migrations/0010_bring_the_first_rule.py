from django.db import migrations

# Work by the water needs somebody who can give first aid. The republican office may change it or switch it off.
DO = """
WITH rule AS (
    INSERT INTO frontoffice_rule (title, created_at) VALUES ('Су: алғашқы көмек · Вода: первая помощь', now())
    RETURNING id
), version AS (
    INSERT INTO frontoffice_ruleversion
        (rule_id, number, conditions, demand, value, weight, sentence_kk, sentence_ru, sentence_en, at)
    SELECT id, 1, '[{"field": "risk", "op": "is", "value": "water"}]', 'role', 'first_aider', 'must',
        'Суда немесе су жағасында жұмыс істейтін әр ауысымға алғашқы көмек көрсетуші керек: осы рөлді қосыңыз.',
        'Каждой смене на воде или у воды нужен человек, умеющий оказать первую помощь: добавьте эту роль.',
        'Every shift on or in the water needs a first aider: add this role.', now()
    FROM rule RETURNING id, rule_id
)
INSERT INTO frontoffice_ruleswitch (rule_id, version_id, at) SELECT rule_id, id, now() FROM version;
UPDATE frontoffice_rule SET in_force_id = (
    SELECT id FROM frontoffice_ruleversion WHERE rule_id = frontoffice_rule.id AND number = 1
) WHERE in_force_id IS NULL;
"""
UNDO = """
UPDATE frontoffice_rule SET in_force_id = NULL;
DELETE FROM frontoffice_ruleswitch;
DELETE FROM frontoffice_ruleversion;
DELETE FROM frontoffice_rule;
"""


class Migration(migrations.Migration):
    dependencies = [("frontoffice", "0009_keep_rules_and_service_times")]

    operations = [migrations.RunSQL(DO, UNDO)]
