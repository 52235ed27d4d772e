"""Answers from before wrong ones were counted get the number by which they are counted."""

from django.db import migrations

from cards.core.attention import answer_key

AT_ONCE = 2_000


def give_keys(apps, schema_editor):
    attempts = apps.get_model("cards", "Attempt").objects
    rows = attempts.filter(outcome="incorrect", answer_key=None).exclude(submitted="")
    last = 0
    while some := list(
        rows.filter(pk__gt=last).order_by("pk").only("pk", "submitted", "reading")[:AT_ONCE]
    ):
        for attempt in some:
            attempt.answer_key = answer_key(attempt.submitted, attempt.reading)
        attempts.bulk_update(some, ["answer_key"], batch_size=500)
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [("cards", "0023_cards_that_need_attention")]

    operations = [migrations.RunPython(give_keys, migrations.RunPython.noop, elidable=True)]
