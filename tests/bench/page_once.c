/* page_once MODE TIMES FILE...: reads HTML pages in this process. MODE `page`: article
 * extraction, the frames thrown away; `html`: a bare libxml2 parse into a tree, the measure
 * of the other. Prints the CPU in microseconds of all files, once. */
#include <libxml/HTMLparser.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "parse/charset.h"
#include "parse/document.h"
#include "parse/page.h"

#define PAGE_MAX ((size_t)32 << 20)

static int
put(void *arg, const char *p, size_t n)
{
	size_t *sum = arg;

	(void)p;
	*sum += n;
	return 0;
}

static void
bare(const char *p, size_t n, size_t *sum)
{
	htmlDocPtr d = htmlReadMemory(p, (int)n, NULL, "UTF-8",
	    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT);

	*sum += d != NULL;
	xmlFreeDoc(d);
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
	char *body = malloc(PAGE_MAX);
	size_t sum = 0, n;
	long spent = 0, begun, times, i;
	FILE *f;
	int k;

	if (argc < 4 || body == NULL)
		return 2;
	times = strtol(argv[2], NULL, 10);
	charset_open(&set);
	document_warm();
	for (k = 3; k < argc; k++) {
		f = fopen(argv[k], "rb");
		if (f == NULL)
			return 2;
		n = fread(body, 1, PAGE_MAX, f);
		(void)fclose(f);
		begun = cpu_us();
		for (i = 0; i < times; i++) {
			memset(&job, 0, sizeof(job));
			job.id = 1;
			job.p = body;
			job.n = n;
			job.base = "https://h.test/page";
			job.put = put;
			job.arg = &sum;
			if (strcmp(argv[1], "html") == 0)
				bare(body, n, &sum);
			else
				(void)page_read(&job, &set);
		}
		spent += cpu_us() - begun;
	}
	printf("%ld\n", spent / times);
	charset_close(&set);
	free(body);
	return sum > 0 ? 0 : 1;
}
