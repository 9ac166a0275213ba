"""The tables that the search reads. FTS5's is kept in step by triggers; PostgreSQL makes its tokens itself."""

from django.db import migrations, models

SHIFT = 30  # a place is a town's rank, then thirty bits of the profile's number
CELL = 5  # towns that share a token: 32 neighbours on the curve

SQLITE = [
    """CREATE VIRTUAL TABLE directory_fts USING fts5(
        strong, weak, content='directory_text', content_rowid='place', tokenize='ascii', detail='column', columnsize=0
    )""",
    """CREATE TRIGGER directory_text_insert AFTER INSERT ON directory_text BEGIN
        INSERT INTO directory_fts(rowid, strong, weak) VALUES (new.place, new.strong, new.weak);
    END""",
    """CREATE TRIGGER directory_text_delete AFTER DELETE ON directory_text BEGIN
        INSERT INTO directory_fts(directory_fts, rowid, strong, weak) VALUES ('delete', old.place, old.strong, old.weak);
    END""",
    """CREATE TRIGGER directory_text_update AFTER UPDATE ON directory_text BEGIN
        INSERT INTO directory_fts(directory_fts, rowid, strong, weak) VALUES ('delete', old.place, old.strong, old.weak);
        INSERT INTO directory_fts(rowid, strong, weak) VALUES (new.place, new.strong, new.weak);
    END""",
]
# each word; each strong word once more behind a plus; and the neighbourhood
POSTGRESQL = [
    f"""ALTER TABLE directory_text ADD COLUMN tokens tsvector GENERATED ALWAYS AS (array_to_tsvector(array_remove(
        string_to_array(
            regexp_replace(strong, '([a-z0-9]+)', '\\1 +\\1', 'g') || ' ' || weak || ' @' || (place >> {SHIFT + CELL}), ' '
        ), ''
    ))) STORED""",
    # long values beside the table: the index answers without them, and what is read of a row then lies close together
    "ALTER TABLE directory_text SET (toast_tuple_target = 128)",
    "CREATE INDEX directory_text_tokens ON directory_text USING gin (tokens) WITH (fastupdate = off)",
]


def add_text_search(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def drop_text_search(apps, editor):
    if editor.connection.vendor == "sqlite":
        for name in ("insert", "delete", "update"):
            editor.execute(f"DROP TRIGGER directory_text_{name}")
        editor.execute("DROP TABLE directory_fts")
    else:
        editor.execute("ALTER TABLE directory_text DROP COLUMN tokens")


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_profiles")]

    operations = [
        migrations.CreateModel(
            name="IndexRow",
            fields=[
                ("place", models.BigIntegerField(primary_key=True, serialize=False)),
                ("profile", models.BigIntegerField(unique=True)),
                ("packed", models.BinaryField()),
            ],
            options={"db_table": "directory_index"},
        ),
        migrations.CreateModel(
            name="IndexText",
            fields=[
                ("place", models.BigIntegerField(primary_key=True, serialize=False)),
                ("strong", models.TextField()),
                ("weak", models.TextField()),
            ],
            options={"db_table": "directory_text"},
        ),
        migrations.CreateModel(
            name="IndexWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40, unique=True)),
            ],
            options={"db_table": "directory_word"},
        ),
        migrations.CreateModel(
            name="IndexState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_from", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField(default=0)),
                ("stamp", models.CharField(default="", max_length=16)),
            ],
            options={"db_table": "directory_index_state"},
        ),
        migrations.CreateModel(
            name="IndexChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile", models.BigIntegerField()),
            ],
            options={"db_table": "directory_index_change"},
        ),
        migrations.RunPython(add_text_search, drop_text_search),
    ]
