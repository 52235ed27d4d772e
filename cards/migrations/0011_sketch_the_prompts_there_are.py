from django.db import migrations

from cards.core.sketches import SKETCH_SIZE, sketch

AT_ONCE = 500
FIELDS = [f"sketch_{number}" for number in range(1, SKETCH_SIZE + 1)]


def sketch_prompts(apps, schema_editor):
    Card = apps.get_model("cards", "Card")
    waiting = []
    for card in Card.objects.order_by().only("pk", "prompt").iterator(chunk_size=AT_ONCE):
        for name, number in zip(FIELDS, sketch(card.prompt), strict=True):
            setattr(card, name, number)
        waiting.append(card)
    Card.objects.bulk_update(waiting, FIELDS, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("cards", "0010_unsaved_edits_and_prompt_sketches")]
    operations = [migrations.RunPython(sketch_prompts, migrations.RunPython.noop)]
