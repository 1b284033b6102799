"""Puts everything that is there into the feed, without positions: the first reader places it."""

from django.db import migrations

_OF_REVIEW = """
    JOIN reviews_review review ON review.id = thing.review_id
    JOIN reviews_workload workload ON workload.id = review.workload_id
    JOIN accounts_team team ON team.id = workload.team_id
"""
_OF_WORKLOAD = """
    JOIN reviews_workload workload ON workload.id = thing.workload_id
    JOIN accounts_team team ON team.id = workload.team_id
"""

#: Kind, key, moment and tables of each sort of thing. Lenses and teams are noticed by the reader.
_THINGS = [
    (3, "workload.public_id", "workload.created_at", """
        reviews_workload workload JOIN accounts_team team ON team.id = workload.team_id"""),
    (4, "thing.public_id", "COALESCE(thing.assessed_at, thing.created_at)", f"reviews_review thing {_OF_WORKLOAD}"),
    (5, "review.public_id || '/' || thing.question || '/' || thing.item", "thing.changed_at",
        f"reviews_item thing {_OF_REVIEW}"),
    (6, "review.public_id || '/' || thing.question", "COALESCE(review.assessed_at, review.created_at)",
        f"reviews_questionrecord thing {_OF_REVIEW}"),
    (7, "thing.public_id", "COALESCE(thing.resolved_at, thing.opened_at)", f"reviews_finding thing {_OF_REVIEW}"),
    (8, "thing.public_id", "COALESCE(thing.closed_at, thing.created_at)", f"reviews_improvement thing {_OF_REVIEW}"),
    (9, "thing.public_id", "thing.at", f"reviews_milestone thing {_OF_WORKLOAD}"),
]


def fill(apps, schema_editor):
    """Make the head, and an entry for each thing."""
    apps.get_model("reviews", "FeedHead").objects.create(pk=1)
    with schema_editor.connection.cursor() as cursor:
        for kind, key, at, tables in _THINGS:
            cursor.execute(f"""
                INSERT INTO reviews_feedentry (kind, key, workload, team, at, deleted, told)
                SELECT {kind}, {key}, workload.public_id, team.public_id, {at}, FALSE, '' FROM {tables}
            """)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('reviews', '0002_feed_exports_imports'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
