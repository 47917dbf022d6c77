#include "fetch/handles.h"

#include <curl/curl.h>

void *
handles_get(struct handles *h)
{
	return h != NULL && h->n > 0 ? h->easy[--h->n] : curl_easy_init();
}

void
handles_put(struct handles *h, void *easy)
{
	if (easy == NULL)
		return;
	if (h == NULL || h->n == HANDLES_KEPT) {
		curl_easy_cleanup(easy);
		return;
	}
	curl_easy_reset(easy);
	h->easy[h->n++] = easy;
}

void
handles_clear(struct handles *h)
{
	while (h->n > 0)
		curl_easy_cleanup(h->easy[--h->n]);
}
