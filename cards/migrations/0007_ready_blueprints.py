"""The interviews that a new installation offers; authors change or withdraw them in the admin."""

from django.db import migrations

CONCEPTS = ["conceptual", "practical"]
DEPTH = {"minutes": 45, "kinds": CONCEPTS, "difficulties": ["medium", "hard"], "count": 8}
DESIGN = {"minutes": 45, "kinds": ["system-design"], "count": 2}
CODING = {"minutes": 45, "kinds": ["coding"], "count": 3}
STORIES = {"minutes": 30, "kinds": ["behavioural"], "count": 3}
READY = (
    (
        "phone-screen",
        "Phone screen",
        "Breadth: short questions about basics and two quick calculations.",
        (
            {"minutes": 24, "kinds": CONCEPTS, "difficulties": ["easy", "medium"], "count": 6},
            {"minutes": 6, "kinds": ["checked"], "count": 2},
        ),
    ),
    ("ml-depth", "ML depth", "Why it works, when it fails, what you would do: medium and hard.", (DEPTH,)),
    ("ml-system-design", "ML system design", "Two designs from requirements to trade-offs.", (DESIGN,)),
    ("coding", "Coding", "Three exercises in plain Python, with tests of your own.", (CODING,)),
    ("behavioural", "Behavioural", "Three stories: what you did, and what came of it.", (STORIES,)),
    ("full-loop", "Full loop", "Depth, design, coding and behaviour, one after the other.",
     (DEPTH, DESIGN, CODING, STORIES)),
)  # fmt: skip


def make_ready_blueprints(apps, schema_editor):
    blueprint_model = apps.get_model("cards", "Blueprint")
    part_model = apps.get_model("cards", "BlueprintPart")
    for position, (slug, title, description, parts) in enumerate(READY, start=1):
        blueprint = blueprint_model.objects.create(
            slug=slug, title=title, description=description, position=position, is_published=True
        )
        for number, part in enumerate(parts, start=1):
            part_model.objects.create(blueprint=blueprint, position=number, **part)


def remove_ready_blueprints(apps, schema_editor):
    slugs = [slug for slug, *_ in READY]
    apps.get_model("cards", "Blueprint").objects.filter(slug__in=slugs).delete()


class Migration(migrations.Migration):
    dependencies = [("cards", "0006_interviews")]

    operations = [migrations.RunPython(make_ready_blueprints, remove_ready_blueprints)]
