/* heap: large pages for the heap of a command that keeps much, where the kernel has any. By pages of
 * 4 KB the first touch of each is a fault, which costs as much as reading a kilobyte of text, and
 * under a hypervisor ten times that. */
#ifndef FRONT_HEAP_H
#define FRONT_HEAP_H

struct heap {
	char *end; /* of what has large pages */
};

/* From now on the heap grows in few steps, of addresses and not of memory. */
void heap_init(struct heap *h);

/* Gives what the heap has grown by since then large pages; to be called now and then. */
void heap_large(struct heap *h);

/* Both, for the first 64 MB that come. */
void heap_begin(void);

#endif
