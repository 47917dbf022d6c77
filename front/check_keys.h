/* check_keys: feeds that are known to the archive under another name than feeds.conf's. */
#ifndef FRONT_CHECK_KEYS_H
#define FRONT_CHECK_KEYS_H

#include "front/place.h"

/* Warns of each feed whose URL was polled under a name that feeds.conf no longer has: its entry
 * ids hang on the name, so all that it lists would come as new. Looks into the archive that the
 * place names; none is no fault. 0, or the exit code when that fails. */
int check_keys(struct place *p);

#endif
