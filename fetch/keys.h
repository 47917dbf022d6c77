/* keys: how libssl reads the public keys of certificates. */
#ifndef FETCH_KEYS_H
#define FETCH_KEYS_H

/* Makes it cheaper, where the library is one that makes it dear, until keys_free. Before any
 * connection. NULL when there is nothing to do, or no memory: then keys are read as ever. */
void *keys_new(void);
void keys_free(void *keys);

#endif
