"""What `./dev` does, in standard-library Python: it has to run before anything is installed."""
