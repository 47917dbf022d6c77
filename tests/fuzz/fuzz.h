/* fuzz: what the fuzz targets share. A target is fuzz_NAME.c with the one function
 * below; it links libFuzzer (make fuzz) or replay.c (make check). */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* What must hold whatever comes in; says which and aborts. */
#define FUZZ_HOLDS(yes) ((yes) ? (void)0 : fuzz_lib_broken(#yes, __FILE__, __LINE__))
_Noreturn void fuzz_lib_broken(const char *what, const char *file, int line);

/* Appends the bytes with those that are not UTF-8 as U+FFFD, NUL dropped. */
void fuzz_lib_utf8(struct buf *to, const char *p, size_t n);

#endif
