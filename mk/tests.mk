# Unit tests link one room, the base and that room's library: the link line is
# the layering test. A test is tests/ROOM/test_NAME.c. Those of base/ and of the
# jail run in the optimised build too: the sanitized one has no jail.
TEST_C := $(wildcard tests/*/test_*.c)
TESTS := $(patsubst tests/%.c,$(B)/t/%,$(TEST_C))
# The longest come first, so that none is left to run alone; they mostly wait for clocks and servers, so three go at
# once on two cores.
LONG := tests/layers.sh $(patsubst %,tests/e2e/%.sh,hosts torture manners kill)
E2E := $(filter-out $(LONG),$(sort $(wildcard tests/e2e/*.sh)))

# tests/ROOM/test_memory.c fails the room's allocations: tests/oom.c stands between.
OOM_LINK := $(foreach f,malloc calloc realloc posix_memalign strdup free,-Wl,--wrap=$(f))
MEMORY_TESTS := $(filter %/test_memory,$(TESTS))
$(MEMORY_TESTS): LDFLAGS += $(OOM_LINK)
$(MEMORY_TESTS): $(B)/o/tests/oom.o

# What several tests of a room share: tests/ROOM/lib_NAME.c.
lib_objs = $(patsubst %.c,$(B)/o/%.o,$(wildcard tests/$(1)/lib_*.c))
room_objs = $(if $(filter base,$(1)),,$(filter-out %/main.o,$(if $(filter front,$(1)),$(FRONT_O),$(call objs,$(1)))))
base_objs = $(if $(filter parse/test_memory,$(1)),$(BASE_PARSE_O),$(BASE_O))
.SECONDEXPANSION:
.SECONDARY:
$(B)/t/%: $(B)/o/tests/%.o $(B)/o/tests/test.o $$(call lib_objs,$$(firstword $$(subst /, ,$$*))) $$(call room_objs,$$(firstword $$(subst /, ,$$*))) $$(call base_objs,$$*)
	@mkdir -p $(@D)
	@$(LINK) -o $@ $^ $(call pc_libs,$(LIBS_$(call key_of,$(firstword $(subst /, ,$*)))))

unit: $(TESTS)

# check as a newcomer runs it: what is missing comes first, then both builds.
check:
	@mk/deps.sh
	@$(MAKE) --no-print-directory V=opt all
	@$(MAKE) --no-print-directory V=san all unit
	@$(MAKE) --no-print-directory V=opt jail
	@tests/run -j 3 build/check $(LONG) build/opt/t/parse/test_jail $(patsubst tests/%.c,build/san/t/%,$(TEST_C)) $(E2E)

JAIL_TESTS := $(filter %/test_jail,$(TESTS))
.PHONY: jail
jail: $(JAIL_TESTS)

demo:
	@mk/deps.sh
	@$(MAKE) --no-print-directory V=opt all
	@tests/demo/demo.sh build/demo

deps:
	@mk/deps.sh

layers: all
	@tests/layers.sh
