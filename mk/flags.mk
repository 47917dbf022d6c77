# Flags, probed one by one: a compiler that lacks one builds without it.
probe = $(shell echo 'int main(void){return 0;}' | $(CC) -Werror $(1) -x c - -o /dev/null 2>/dev/null && echo $(1))

B_FLAGS := $(B)/flags.mk
$(B_FLAGS): mk/flags.mk
	@mkdir -p $(@D)
	@{ echo 'WARN := $(foreach f,$(WANT_WARN),$(call probe,$(f)))'; \
	   echo 'HARD := $(foreach f,$(WANT_HARD),$(call probe,$(f)))'; \
	   echo 'HARDLD := $(foreach f,$(WANT_LD),$(call probe,$(f)))'; } > $@

WANT_WARN := -Wall -Wextra -Wpedantic -Wformat=2 -Wconversion -Wsign-conversion -Wshadow -Wvla \
	-Walloca -Wcast-qual -Wundef -Wnull-dereference -Wstrict-prototypes -Wmissing-prototypes \
	-Wimplicit-fallthrough -Wduplicated-cond -Wlogical-op -Wformat-overflow=2 \
	-Wformat-truncation=2 -Wstringop-overflow=4 -Walloc-zero -Wcast-align=strict
ifneq ($(V),san)
WANT_HARD := -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -fPIE \
	-ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr -fno-delete-null-pointer-checks \
	-fno-strict-aliasing -fwrapv -fno-common
WANT_LD := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code -Wl,--as-needed
FORTIFY := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$(if $(call probe,-O2 -D_FORTIFY_SOURCE=3),3,2)
OPT := -O2 -g
else
OPT := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

include $(B_FLAGS)

ifneq ($(CI),)
WERROR ?= -Werror
endif
CPPFLAGS_ALL := -I. -D_GNU_SOURCE -DLIBEXECDIR=\"$(LIBEXECDIR)\" -include tests/banned.h $(FORTIFY) $(CPPFLAGS)
CFLAGS_ALL := -std=c11 $(OPT) $(WARN) $(HARD) $(WERROR) $(CFLAGS)
LINK = echo "  LD $@" && $(CC) $(OPT) $(HARDLD) $(LDFLAGS)

# A library that is not there stops the build with its name, not with a missing header.
pc_cflags = $(if $(1),$(shell pkg-config --cflags $(1)))
pc_libs = $(if $(1),$(shell pkg-config --libs $(1)))
room_of = $(if $(filter tests,$(firstword $(subst /, ,$(1)))),$(call key_of,$(word 2,$(subst /, ,$(1)))),$(call key_of,$(firstword $(subst /, ,$(1)))))
key_of = $(if $(filter parse,$(1)),PARSE,$(if $(filter fetch,$(1)),FETCH,$(if $(filter dedupe,$(1)),DEDUPE,$(if $(filter store,$(1)),STORE,$(if $(filter front,$(1)),FRONT,NONE)))))
LIBS_DEDUPE := libutf8proc
LIBS_STORE := libcrypto
LIBS_NONE :=
