"""Words of payment in Kazakh, Russian and English: volunteer activity is unpaid (Law 42-VI, art. 1).

The stems find, the phrases before them let through what says the opposite ("unpaid", "без оплаты", "ақысыз").
"""

from __future__ import annotations

import re

NOT_PAID = re.compile(
    r"\b(?:unpaid|not paid|no (?:pay|payment|salary|fee)|without (?:pay|payment)|free of charge"
    r"|неоплачиваем\w*|бесплатн\w*|безвозмездн\w*|не оплачива\w*|без (?:оплаты|вознаграждения|зарплаты)"
    r"|ақысыз\w*|тегін\w*|ақы төленбейді|төлемсіз\w*|жалақысыз\w*)",
    re.IGNORECASE,
)
PAID = re.compile(
    r"\b(?:salar(?:y|ies)|wages?|paid|payment|per hour|remuneration|honorari(?:um|a)|earn(?:ings)?"
    r"|зарплат\w*|заработн\w*|заработ\w*|оклад\w*|гонорар\w*|оплат\w*|оплачива\w*|вознагражд\w*|премиальн\w*"
    r"|в час платим|платим|выплат\w*"
    r"|жалақы\w*|еңбекақы\w*|сыйақы\w*|ақы төле\w*|төлейміз|төленеді|табыс табу\w*)"
    r"|\d[\d\s\u00a0]*(?:₸|тенге|теңге|тг\b|kzt\b)",
    re.IGNORECASE,
)


def found(text: str) -> list[str]:
    """The words of payment in a text, each once, in their order."""
    left = NOT_PAID.sub(" ", text)
    return list(dict.fromkeys(match.group(0).strip().lower() for match in PAID.finditer(left)))
