/* Functions that this project does not call, made a compile error. Each has a
 * safer one beside it. Included before every file by the Makefile. */
#ifndef TESTS_BANNED_H
#define TESTS_BANNED_H
#ifdef __GNUC__
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#pragma GCC poison strcpy strcat sprintf vsprintf gets strtok strncpy strncat
#pragma GCC poison system popen tmpnam mktemp tempnam
#pragma GCC poison atoi atol atof atoll setlocale strptime timegm localtime gmtime mktime
#endif
#endif
