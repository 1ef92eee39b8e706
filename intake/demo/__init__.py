"""The demo: a season's mails through embedded servers; its materials serve tests and benchmarks, too."""
