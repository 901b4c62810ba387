"""The words that mistyped ones are led to. Nothing refers to them."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.indexes import GinIndex
from django.db import models

# Shorter words have too few letters to tell a slip from another word.
SHORTEST, LONGEST = 4, 40


class SearchWord(models.Model):
    """A folded word of the texts that people search: mistyped words are led to the nearest of these."""

    word = models.CharField(max_length=40, primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="projects_search_words")]

    def __str__(self) -> str:
        return self.word


def learn(words: Iterable[str]) -> None:
    """Words not known yet become known. Those of texts that are gone stay: they lead nowhere and do no harm."""
    worth = {word for word in words if SHORTEST <= len(word) <= LONGEST and not word.isdecimal()}
    known = SearchWord.objects.filter(word__in=worth).values_list("word", flat=True)
    new = sorted(worth.difference(known))
    SearchWord.objects.bulk_create(map(SearchWord, new), ignore_conflicts=True, batch_size=5000)
