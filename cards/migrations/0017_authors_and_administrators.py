"""The groups of those who look after the site: authors of its cards, administrators of its accounts.

Django makes permissions after all migrations. Those named here are made at once, as Django would:
afterwards it finds them and adds what is missing.
"""

from django.db import migrations

ALL = ("add", "change", "delete", "view")
AUTHORS = {
    "card": ALL,
    "deck": ALL,
    "document": ("view",),
    "importrun": ("view",),
    "appeal": ("view", "change"),
    "blueprint": ALL,
    "blueprintpart": ALL,
}
ADMINISTRATORS = AUTHORS | {
    "user": ALL,
    "team": ("view", "change", "delete"),
    "membership": ("view",),
}
GROUPS = {"Authors": AUTHORS, "Administrators": ADMINISTRATORS}


def make_groups(apps, schema_editor):
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    content_type_model = apps.get_model("contenttypes", "ContentType")
    for name, rights in GROUPS.items():
        group, _ = group_model.objects.get_or_create(name=name)
        for model, verbs in rights.items():
            content_type, _ = content_type_model.objects.get_or_create(
                app_label="cards", model=model
            )
            words = apps.get_model("cards", model)._meta.verbose_name
            for verb in verbs:
                permission, _ = permission_model.objects.get_or_create(
                    content_type=content_type,
                    codename=f"{verb}_{model}",
                    defaults={"name": f"Can {verb} {words}"},
                )
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("cards", "0016_answers_to_changed_meanings"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Backwards the groups stay: they may have members by then.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
