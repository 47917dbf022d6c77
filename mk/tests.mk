# Unit tests link one room, the base and that room's library: the link line is
# the layering test. A test is tests/ROOM/test_NAME.c.
TEST_C := $(wildcard tests/*/test_*.c)
TESTS := $(patsubst tests/%.c,$(B)/t/%,$(TEST_C))

room_objs = $(if $(filter base,$(1)),,$(filter-out %/main.o,$(call objs,$(1))))
# What several tests of a room share: tests/ROOM/lib_NAME.c.
lib_objs = $(patsubst %.c,$(B)/o/%.o,$(wildcard tests/$(1)/lib_*.c))
.SECONDEXPANSION:
$(B)/t/%: $(B)/o/tests/%.o $(B)/o/tests/test.o $$(call lib_objs,$$(firstword $$(subst /, ,$$*))) $$(call room_objs,$$(firstword $$(subst /, ,$$*))) $(BASE_O)
	@mkdir -p $(@D)
	@$(LINK) -o $@ $^ $(call pc_libs,$(LIBS_$(call key_of,$(firstword $(subst /, ,$*)))))

unit: $(TESTS)
.SECONDARY:
