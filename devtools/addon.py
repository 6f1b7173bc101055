"""What our addons say about themselves, read without Odoo."""

import ast
import hashlib

from . import paths

# Neither documentation nor caches change what an installed module does.
IGNORED_SUFFIXES = {".pyc", ".md", ".rst"}


def manifest(name="aftersales_addon"):
    return ast.literal_eval((paths.REPOSITORY / name / "__manifest__.py").read_text())


def names():
    """Our module first, then the bridge modules beside it."""
    bridges = sorted(
        path.parent.name for path in paths.REPOSITORY.glob("aftersales_*/__manifest__.py")
    )
    return ["aftersales_addon", *(name for name in bridges if name != "aftersales_addon")]


def bridges():
    """The modules that connect ours with apps that not every company has."""
    return names()[1:]


def depends(modules=("aftersales_addon",)):
    """What these modules of ours need from Odoo."""
    needed = {name for module in modules for name in manifest(module).get("depends", ["base"])}
    return sorted(needed - set(names()))


def folders_of(modules):
    return [paths.REPOSITORY / name for name in modules]


def tree_hash(folders=None):
    """Changes exactly when a file of our addons does: what a database was installed from."""
    digest = hashlib.sha256()
    for folder in folders or folders_of(names()):
        for path in sorted(folder.rglob("*")):
            if path.suffix in IGNORED_SUFFIXES or "__pycache__" in path.parts or not path.is_file():
                continue
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(folder.parent)}\0{content}\n".encode())
    return digest.hexdigest()[:12]
