"""i18n"""


def add_arguments(parser):
    pass


def run(options):
    raise SystemExit("not yet")
