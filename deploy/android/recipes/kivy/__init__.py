"""python-for-android's Kivy, without the packages for fetching things from the web, which the app does not do.

Requests brings four more, one of them compiled, and would be the only one that uses them. Read by python-for-android
while it builds (`p4a.local_recipes`); its patches stay where they are.
"""

from os.path import join

from pythonforandroid.recipes.kivy import KivyRecipe


class KivyAlone(KivyRecipe):
    python_depends = ("filetype",)

    def get_recipe_dir(self):
        return join(self.ctx.root_dir, "recipes", "kivy")


recipe = KivyAlone()
