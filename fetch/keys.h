/* keys: how libssl reads the public keys of certificates. */
#ifndef FETCH_KEYS_H
#define FETCH_KEYS_H

/* Makes it cheaper where the library is one that makes it dear. Before any connection. */
void keys_init(void);

#endif
