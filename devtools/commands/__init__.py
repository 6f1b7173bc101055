"""One file per command. Its docstring is its help: the first line for the list, the rest for `./dev <command> -h`."""
