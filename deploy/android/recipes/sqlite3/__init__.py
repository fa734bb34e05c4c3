"""python-for-android's SQLite, with FTS5: the app searches its store by an index, and without FTS5 by reading it all.

SQLite's sources have FTS5; its configure script takes SQLITE_ENABLE_… from the compiler's flags. Read by
python-for-android while it builds (`p4a.local_recipes`).
"""

from pythonforandroid.recipes.sqlite3 import Sqlite3Recipe


class Sqlite3WithFts5(Sqlite3Recipe):
    def get_recipe_env(self, *args, **kwargs):
        env = super().get_recipe_env(*args, **kwargs)
        env["CFLAGS"] += " -DSQLITE_ENABLE_FTS5"
        return env


recipe = Sqlite3WithFts5()
