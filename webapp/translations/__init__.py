"""
The texts of the pages: English in the code, Simplified Chinese in ``zh_Hans``.

``python -m webapp.translations.update`` gathers new texts into the catalogue, where a
person fills them in; ``python -m webapp.translations.compile`` makes what the service
reads, the Traditional Chinese too. The compiled files are not committed.
"""
