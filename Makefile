# wirefold: GNU make, out of tree. `make` builds the three programs into
# build/opt; V=san builds them with sanitizers and the jail that holds nobody.
V ?= opt
B := build/$(V)
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBEXECDIR ?= $(PREFIX)/libexec
MANDIR ?= $(PREFIX)/share/man
CC ?= cc
ifeq ($(origin CC),default)
CC := gcc
endif
SHELL := /bin/bash

ROOMS_FRONT := front dedupe store
ROOMS_FETCH := fetch
ROOMS_PARSE := parse
LIBS_FRONT := libcrypto libutf8proc
LIBS_FETCH := libcurl libssl libcrypto
LIBS_PARSE := libxml-2.0 libutf8proc

PROGRAMS := $(B)/wirefold $(B)/wirefold-fetch $(B)/wirefold-parse

.PHONY: all deps demo check torture hostile fuzz bench lint format install uninstall dist clean accept layers unit
all: $(PROGRAMS)

# What needs no compiler to be asked.
PASSIVE := deps clean format dist uninstall demo check torture fuzz hostile bench
ifneq ($(filter-out $(PASSIVE),$(or $(MAKECMDGOALS),all)),)
include mk/flags.mk
endif

objs = $(patsubst %.c,$(B)/o/%.o,$(wildcard $(1)/*.c))
ifeq ($(V),san)
JAIL_OUT := base/jail.c
else
JAIL_OUT := base/jail_none.c
endif
ALL_BASE_O := $(filter-out $(B)/o/$(JAIL_OUT:.c=.o),$(call objs,base))
# A child of the parser ends when there is no memory; everybody else says so (base/memory.h).
BASE_O := $(filter-out %/memory_exit.o,$(ALL_BASE_O))
BASE_PARSE_O := $(filter-out %/memory.o,$(ALL_BASE_O))
FRONT_O := $(foreach r,$(ROOMS_FRONT),$(call objs,$(r)))
FETCH_O := $(call objs,fetch)
PARSE_O := $(call objs,parse)

$(B)/wirefold: $(FRONT_O) $(BASE_O)
	@$(LINK) -o $@ $^ $(call pc_libs,$(LIBS_FRONT))
$(B)/wirefold-fetch: $(FETCH_O) $(BASE_O)
	@$(LINK) -o $@ $^ $(call pc_libs,$(LIBS_FETCH))
$(B)/wirefold-parse: $(PARSE_O) $(BASE_PARSE_O)
	@$(LINK) -o $@ $^ $(call pc_libs,$(LIBS_PARSE))

$(B)/o/%.o: %.c mk/flags.mk
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(CPPFLAGS_ALL) $(call pc_cflags,$(LIBS_$(call room_of,$<))) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

include mk/tests.mk
include mk/torture.mk
include mk/bench.mk
include mk/release.mk

-include $(shell find $(B)/o -name '*.d' 2>/dev/null)
