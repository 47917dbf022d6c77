/* link: one end of a SOCK_SEQPACKET pair that carries frames and descriptors.
 *
 * One packet is one frame, so a frame and the descriptors sent with it arrive
 * together or not at all.
 */
#ifndef BASE_LINK_H
#define BASE_LINK_H

#include "base/buf.h"
#include "base/frame.h"
#include "base/why.h"

#define LINK_FDS 4                 /* descriptors with one frame */
#define LINK_MAX ((size_t)64 * 1024) /* bytes of one frame; what is longer travels in a memfd */

/* Makes a pair, both ends close-on-exec. 0, or -1 and `why`. */
int link_pair(int fd[2], struct why *why);

/* Sends the one frame in `b` with nfds descriptors (still the caller's). 1 when
 * sent, 0 when the link is non-blocking and full, -1 and `why` otherwise. */
int link_send(int fd, const struct buf *b, const int *fds, int nfds, struct why *why);

/* Receives one frame into `b` (reset first; ceiling at least LINK_MAX) and its
 * descriptors into fds[LINK_FDS], the rest -1; all of them close-on-exec and
 * the caller's to close. 1; 0 at the end of the link; -1 and `why` on an error
 * or a malformed packet (its descriptors closed); -2 when nothing is there on a
 * non-blocking link. */
int link_recv(int fd, struct buf *b, struct frame *f, int fds[static LINK_FDS], struct why *why);

/* Closes those of the descriptors that are >= 0. */
void link_close_fds(int fds[static LINK_FDS]);

#endif
