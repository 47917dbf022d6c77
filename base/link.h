/* link: one end of a SOCK_SEQPACKET pair that carries frames and descriptors.
 *
 * One packet is one frame, so a frame and the descriptors sent with it arrive
 * together or not at all. Frames that have none may share a packet, where the
 * receiver knows (link_recv_next).
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

/* Sends the frame in `b`, or several that share a packet, with nfds descriptors (still the caller's). 1 when
 * sent, 0 when the link is non-blocking and full, -1 and `why` otherwise. */
int link_send(int fd, const struct buf *b, const int *fds, int nfds, struct why *why);

/* Receives one frame into `b` (reset first; ceiling at least LINK_MAX) and its
 * descriptors into fds[LINK_FDS], the rest -1; all of them close-on-exec and
 * the caller's to close. 1; 0 at the end of the link; -1 and `why` on an error
 * or a malformed packet (its descriptors closed); -2 when nothing is there on a
 * non-blocking link. */
int link_recv(int fd, struct buf *b, struct frame *f, int fds[static LINK_FDS], struct why *why);

/* The same for a link whose packets may hold several frames, of which the first alone has
 * descriptors: the next one, lent until the next call. */
struct link_in {
	struct buf b;
	size_t at;                 /* bytes of it that were handed on */
};
int link_recv_next(int fd, struct link_in *in, struct frame *f, int fds[static LINK_FDS], struct why *why);

/* Closes those of the descriptors that are >= 0. */
void link_close_fds(int fds[static LINK_FDS]);

#endif
