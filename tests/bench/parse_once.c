/* parse_once MODE FILE [TIMES]: reads a document in this process, the frames thrown
 * away. MODE `all`: the whole parser; `push`: a bare push parse of libxml2, the measure
 * of the other. Prints the CPU in microseconds a
 * reading. */
#include <fcntl.h>
#include <libxml/parser.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parse/charset.h"
#include "parse/document.h"

#define PIECE 16384

static int
put(void *arg, const char *p, size_t n)
{
	size_t *sum = arg;

	(void)p;
	*sum += n;
	return 0;
}

static void
text(void *arg, const xmlChar *p, int n)
{
	size_t *sum = arg;

	(void)p;
	*sum += (size_t)n;
}

static void
push(const char *p, size_t n, size_t *sum)
{
	xmlSAXHandler sax;
	xmlParserCtxtPtr c;
	size_t k;

	memset(&sax, 0, sizeof(sax));
	sax.initialized = XML_SAX2_MAGIC;
	sax.characters = text;
	sax.cdataBlock = text;
	c = xmlCreatePushParserCtxt(&sax, sum, NULL, 0, NULL);
	for (; n > 0; p += k, n -= k) {
		k = n < PIECE ? n : PIECE;
		(void)xmlParseChunk(c, p, (int)k, 0);
	}
	(void)xmlParseChunk(c, NULL, 0, 1);
	xmlFreeParserCtxt(c);
}

static long
cpu_us(void)
{
	struct rusage u;

	(void)getrusage(RUSAGE_SELF, &u);
	return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

int
main(int argc, char **argv)
{
	static struct charset_set set;
	struct document_job job;
	struct stat st;
	size_t sum = 0;
	void *body;
	long times = argc > 3 ? strtol(argv[3], NULL, 10) : 1, i, begun;
	int fd = argc > 2 ? open(argv[2], O_RDONLY) : -1;

	if (fd < 0 || fstat(fd, &st) != 0)
		return 2;
	body = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (body == MAP_FAILED)
		return 2;
	charset_open(&set);
	document_warm();
	memset(&job, 0, sizeof(job));
	job.p = body;
	job.n = (size_t)st.st_size;
	job.base = "https://bench.test/";
	job.put = put;
	job.arg = &sum;
	begun = cpu_us();
	for (i = 0; i < times; i++) {
		if (strcmp(argv[1], "push") == 0)
			push(body, (size_t)st.st_size, &sum);
		else
			(void)document_read(&job, &set);
	}
	printf("%ld\n", (cpu_us() - begun) / (times > 0 ? times : 1));
	return sum > 0 ? 0 : 1;
}
