/* exit: the codes that wirefold(1) promises. */
#ifndef FRONT_EXIT_H
#define FRONT_EXIT_H

enum {
	EXIT_DONE = 0,
	EXIT_FAILING = 1,  /* a feed has just failed too often; or nothing was found */
	EXIT_NOTHING = 1,
	EXIT_USAGE = 2,    /* the command line or feeds.conf */
	EXIT_SYSTEM = 3,   /* the archive, the system, no network */
	EXIT_LOCKED = 75,  /* another run holds the lock */
	EXIT_SIGNAL = 128  /* and the signal's number */
};

#endif
