"""Speed beside a floor measured in the same run, since machines are noisy: `make bench`."""
