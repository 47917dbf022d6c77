/* export_mail: mbox, as mutt reads it: RFC 5322 with RFC 2047 words, quoted-printable text. */
#ifndef FRONT_EXPORT_MAIL_H
#define FRONT_EXPORT_MAIL_H

#include "front/export_format.h"

void export_mail_item(struct buf *b, const struct export_item *i);

#endif
