# The breaking machines of tests/torture: the programs as they are, with a preload
# library, a stepper and a fetcher without a network beside them.
TT := build/torture
TORTURE_CC = $(CC) -std=c11 -D_GNU_SOURCE -I. -O1 -g $(WARN)

torture-programs: all $(MEMORY_TESTS)
	@mkdir -p $(TT)
	@for p in wirefold wirefold-parse; do cmp -s $(B)/$$p $(TT)/$$p || { rm -f $(TT)/$$p; cp $(B)/$$p $(TT)/$$p; }; done
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
