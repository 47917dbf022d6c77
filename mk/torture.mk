# The breaking machines of tests/torture: the programs as they are, with a preload
# library, a stepper and a fetcher without a network beside them.
TT := build/torture
# They start some fifty thousand times: the same objects, linked so that libcrypto needs no
# relocation, start in half the time (where there is a libcrypto.a). Not those whose
# allocations fail: they would be libcrypto's own too.
TORTURE_LD = $(shell echo 'int main(void){return 0;}' | $(CC) -no-pie -x c - -o /dev/null -l:libcrypto.a 2>/dev/null && \
	echo -no-pie -l:libcrypto.a -ldl)
TORTURE_CC = $(CC) -std=c11 -D_GNU_SOURCE -I. -O1 -g $(WARN)

torture-programs: all $(MEMORY_TESTS)
	@mkdir -p $(TT)
	@rm -f $(TT)/wirefold $(TT)/wirefold-parse
	@cp $(B)/wirefold-parse $(TT)/wirefold-parse
	@$(TORTURE_CC) -o $(TT)/wirefold $(FRONT_O) $(BASE_O) $(TORTURE_LD) $(call pc_libs,$(LIBS_FRONT))
	@$(TORTURE_CC) -o $(TT)/stepper tests/torture/stepper.c
	@$(TORTURE_CC) -std=gnu11 -fno-builtin -fPIC -shared -o $(TT)/preload.so tests/torture/preload.c -ldl
	@$(TORTURE_CC) -o $(TT)/wirefold-fetch tests/torture/fetch.c $(BASE_O)
	@$(TORTURE_CC) -o $(TT)/parse-cut tests/torture/parse.c $(BASE_O)
	@mkdir -p $(TT)/memory
	@$(foreach t,$(MEMORY_TESTS),cp $(t) $(TT)/memory/test_$(notdir $(patsubst %/,%,$(dir $(t))));)
	@$(TORTURE_CC) $(OOM_LINK) -o $(TT)/memory/wirefold $(FRONT_O) $(BASE_O) tests/oom.c tests/torture/memory.c $(call pc_libs,$(LIBS_FRONT))
	@$(TORTURE_CC) $(OOM_LINK) -o $(TT)/memory/wirefold-parse $(PARSE_O) $(BASE_PARSE_O) tests/oom.c tests/torture/memory.c $(call pc_libs,$(LIBS_PARSE))

torture:
	@mk/deps.sh
	@$(MAKE) --no-print-directory V=opt torture-programs
	@tests/torture/run
.PHONY: torture-programs
