"""Records in, tidy frames and facts out; no sentences, no figures."""
