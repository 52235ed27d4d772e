"""Confirming a dry run while somebody else confirms another."""

import threading

import pytest
from django.db import connection

from cards.actions.import_plans import SourceFile
from cards.actions.import_work import PlanChangedError, confirm_import, prepare_import
from cards.models import Card, Document, ImportStatus
from tests.factories import NOON


def described(plan):
    return []


def dry_run(author, name, answer):
    source = SourceFile(name=name, content=f"Q: What clips at zero?\nA: {answer}\n".encode())
    return prepare_import(
        [source], user=author, reader="", publishes=True, describe=described, now=NOON
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_of_one_new_document_at_once_one_is_shown_its_new_plan(author):
    pairs = [
        [dry_run(author, f"notes{number}.md", answer) for answer in ("ReLU", "The ReLU")]
        for number in range(8)
    ]
    barrier, outcomes = threading.Barrier(2), []

    def confirm_all(place):
        try:
            for pair in pairs:
                barrier.wait()
                try:
                    run = confirm_import(pair[place], as_new=(), describe=described, now=NOON)
                    outcomes.append(run.status)
                except PlanChangedError:
                    outcomes.append("new plan")
        except BaseException:
            barrier.abort()  # not at the end: the other one may not have left the barrier yet
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm_all, args=[place]) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [ImportStatus.DONE] * 8 + ["new plan"] * 8
    assert Document.objects.count() == Card.objects.count() == 8
