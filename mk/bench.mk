# Fuzzing, hostile documents, speed: for maintainers; the kept corpora of the fuzz
# targets run in `make check` too. A target is tests/fuzz/fuzz_NAME.c, linked with
# libFuzzer in build/fuzz (V=fuzz, clang) and with tests/fuzz/replay.c elsewhere.
FUZZ_SECONDS ?= 60
FUZZ := $(filter-out lib,$(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c)))
FUZZERS := $(FUZZ:%=$(B)/fuzz/%)
FUZZ_MAIN := $(if $(filter fuzz,$(V)),,$(B)/o/tests/fuzz/replay.o $(B)/o/tests/test.o)
FUZZ_LD := $(if $(filter fuzz,$(V)),-fsanitize=fuzzer)
FUZZ_PARSE := $(filter-out %/main.o,$(PARSE_O)) $(B)/o/front/message.o $(B)/o/tests/parse/lib_dump.o
FUZZ_ITEM := $(patsubst %.c,$(B)/o/%.o,$(wildcard store/item*.c))
fuzz_objs = $(if $(filter frame,$(1)),$(B)/o/front/message.o,$(if $(filter json,$(1)),,$(if $(filter item,$(1)),$(FUZZ_ITEM),$(FUZZ_PARSE))))
FUZZ_FLAGS := -O1 -g '-DSOURCE_WINDOW=((size_t)1009)' -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
fuzz_clang := V=fuzz CC=clang OPT="$(FUZZ_FLAGS)" FORTIFY= HARD= HARDLD= "WARN=-Wall -Wextra"

.PHONY: fuzzers
fuzzers: $(FUZZERS)
unit: fuzzers
$(B)/fuzz/%: $(B)/o/tests/fuzz/fuzz_%.o $(B)/o/tests/fuzz/fuzz_lib.o $$(FUZZ_MAIN) $$(call fuzz_objs,$$*) $(BASE_O)
	@mkdir -p $(@D)
	@$(LINK) $(FUZZ_LD) -o $@ $^ $(call pc_libs,$(LIBS_PARSE))

# Without clang and its libFuzzer the kept corpora are all that runs.
fuzz:
	@if echo 'int LLVMFuzzerTestOneInput(void){return 0;}' | clang -fsanitize=fuzzer,address -x c - -o /dev/null 2>/dev/null; \
	then $(MAKE) --no-print-directory $(fuzz_clang) fuzzers && FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run build/fuzz/fuzz; \
	else echo "skip libFuzzer: clang or its runtime is not there; replaying the kept corpora"; \
	$(MAKE) --no-print-directory V=san fuzzers && tests/run build/check-fuzz tests/e2e/fuzz_corpus.sh; fi

hostile:
	@mk/deps.sh
	@$(MAKE) --no-print-directory V=opt all
	@tests/hostile build/opt

# What the benches and tests/e2e/linear.sh run: tests/bench/NAME.c in the optimised build.
BENCH_PARSE := $(B)/bench/parse_linear $(B)/bench/parse_once
$(B)/bench/parse_%: $(B)/o/tests/bench/parse_%.o $(filter-out %/main.o,$(PARSE_O)) $(B)/o/tests/parse/lib_dump.o $(BASE_O)
	@mkdir -p $(@D)
	@$(LINK) -o $@ $^ $(call pc_libs,$(LIBS_PARSE))
$(B)/bench/page_once: $(B)/o/tests/bench/page_once.o $(filter-out %/main.o,$(PARSE_O)) $(BASE_O)
	@mkdir -p $(@D)
	@$(LINK) -o $@ $^ $(call pc_libs,$(LIBS_PARSE))
STORE_O := $(call objs,store)
$(B)/bench/store_once: $(B)/o/tests/bench/store_once.o $(STORE_O) $(BASE_O)
	@mkdir -p $(@D)
	@$(LINK) -o $@ $^ $(call pc_libs,libcrypto)
DEDUPE_O := $(call objs,dedupe)
$(B)/bench/fold_once: $(B)/o/tests/bench/fold_once.o $(B)/o/tests/bench/fold_plain.o $(DEDUPE_O) $(BASE_O)
	@mkdir -p $(@D)
	@$(LINK) -o $@ $^ $(call pc_libs,$(LIBS_FRONT))
$(B)/bench/fetch_bare: $(B)/o/tests/bench/fetch_bare.o
	@mkdir -p $(@D)
	@$(LINK) -o $@ $^ $(call pc_libs,libcurl libxml-2.0)
$(B)/o/tests/bench/fetch_bare.o: CPPFLAGS_ALL += $(shell pkg-config --cflags libcurl libxml-2.0)
# `make check` builds `jail` in the optimised build; it needs this there too.
jail: $(B)/bench/parse_linear
$(B)/o/tests/bench/parse_once.o $(B)/o/tests/bench/page_once.o: CPPFLAGS_ALL += $(shell pkg-config --cflags libxml-2.0)

bench:
	@mk/deps.sh
	@$(MAKE) --no-print-directory V=opt all build/opt/bench/parse_once build/opt/bench/store_once build/opt/bench/fetch_bare \
	    build/opt/bench/fold_once build/opt/bench/page_once
	@tests/bench/run build/opt build/bench
