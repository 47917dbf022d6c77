/* shard: which part of the feeds a run polls, by host name. */
#ifndef FRONT_SHARD_H
#define FRONT_SHARD_H

#define SHARD_MOST 1000

struct shard {
	int i, n;  /* from 1; n 0: all feeds */
};

/* Reads `2/4`. 0, or -1. */
int shard_read(struct shard *s, const char *text);

/* Is the feed of that URL in it? The same while n stays, whatever other feeds there are. */
int shard_has(const struct shard *s, const char *url);

#endif
