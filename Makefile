# pl: plain-file sales pipeline tools.
#
#   make                builds bin/pl-*
#   make demo           one walk through the tools, on any machine
#   make check          builds and runs every test
#   make install        PREFIX=/usr/local DESTDIR=
#
# and: deps, deps-lint, deps-bench, unit, asan, check-asan, coverage, fuzz (TIME=60,
# seconds a target), bench (tests/bench/README.md: how fast, beside other tools;
# ROWS=1000000 LARGE=10000000 ROUNDS=5), lint, uninstall, clean.
# CC, CFLAGS, CPPFLAGS, LDFLAGS and LDLIBS are yours; WERROR=1 makes warnings
# errors, V=1 shows the commands. A new source file, command, unit test, page
# or sample is picked up by its name: nothing here changes.

PREFIX = /usr/local
DESTDIR =
CFLAGS = -O2 -g
AR ?= ar

# As many jobs as there are processors, unless -j says otherwise.
ifeq ($(MAKELEVEL),0)
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
endif
endif

# Cleaning and building at once would not end well.
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# What is built, and where. KIND is set by the targets asan and coverage,
# which build everything a second time in a place of its own.
KIND =
B = $(if $(KIND),build/$(KIND),build)
BIN = $(if $(KIND),build/$(KIND)/bin,bin)

library = $(filter-out src/cmd/pl-%,$(wildcard src/*/*.c))
commands = $(wildcard src/cmd/pl-*.c)
tests = $(wildcard tests/unit/test_*.c)
targets = $(filter-out tests/fuzz/main.c,$(wildcard tests/fuzz/*.c))

objects = $(library:src/%.c=$(B)/obj/%.o)
command_objects = $(commands:src/%.c=$(B)/obj/%.o)
test_objects = $(tests:tests/%.c=$(B)/obj/%.o)
programs = $(commands:src/cmd/%.c=$(BIN)/%)
units = $(tests:tests/%.c=$(B)/%)
fuzz_objects = $(patsubst tests/%.c,$(B)/obj/%.o,$(wildcard tests/fuzz/*.c))
fuzzers = $(targets:tests/%.c=$(B)/%)
shim = $(B)/fault/fault.so
bench_objects = $(patsubst tests/%.c,$(B)/obj/%.o,$(wildcard tests/bench/*.c))
benchers = $(addprefix $(B)/bench/,measure libcsv reader)
all_objects = $(objects) $(command_objects) $(test_objects) $(fuzz_objects) \
	$(bench_objects)

# Flags.
# No errno of sqrt, which makes it an instruction: pl-stats starts without libm then.
STANDARD = -std=c11 -fno-math-errno -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -Isrc
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2 -Wwrite-strings
LIBRARIES = $(archives) -lm $(if $(filter Darwin,$(system)),-liconv)

# The two libraries from their archives where there are such, so that a command has
# fewer to look for when it begins; tried once, when first needed.
archives = $(eval archives := $$(shell $$(try_archives)))$(archives)
from_archives = $(if $(filter -static,$(LDFLAGS)),,-Wl,-Bstatic)
define try_archives
t=$$(mktemp -d) && trap 'rm -rf "$$t"' EXIT && \
echo 'int csv_init(void *, unsigned char), utf8proc_charwidth(int); \
	int main(void) { return csv_init(0, 0) + utf8proc_charwidth(65); }' \
	>"$$t/try.c" && set -- -lcsv -lutf8proc && \
set -- $(from_archives) "$$@" $(if $(from_archives),-Wl$(comma)-Bdynamic) && \
$(CC) $(link_flags) -o "$$t/try" "$$t/try.c" "$$@" 2>/dev/null && echo "$$*" || \
	echo -lcsv -lutf8proc
endef
comma = ,
system := $(shell uname -s)

# Where Homebrew keeps what it installs.
ifeq ($(system),Darwin)
CPPFLAGS += $(if $(wildcard /opt/homebrew/include),-I/opt/homebrew/include)
LDFLAGS += $(if $(wildcard /opt/homebrew/lib),-L/opt/homebrew/lib)
endif

kind_asan = -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -O1 -g
kind_cov = --coverage -O0 -g
kind_fuzzer = -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer -O1 -g

# Hardening: what this compiler takes of it, tried once, when first needed.
hardening = $(eval hardening := $$(shell $$(try)))$(hardening)
wanted = $(if $(KIND)$(findstring -fsanitize,$(CFLAGS)),,fortify) \
	-fstack-protector-strong -fPIE \
	$(if $(filter -static,$(LDFLAGS)),,-pie) -Wl,-z,relro -Wl,-z,now \
	-Wl,--as-needed
define try
t=$$(mktemp -d) && trap 'rm -rf "$$t"' EXIT && \
echo 'int main(void) { return 0; }' >"$$t/try.c" && \
takes() { $(CC) -Werror $(CPPFLAGS) $(CFLAGS) "$$@" $(LDFLAGS) \
	-o "$$t/try" "$$t/try.c" 2>/dev/null; } && \
set -- $(patsubst fortify,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2,$(wanted)) && \
if takes "$$@"; then echo "$$*"; else \
	for f; do ! takes "$$f" || echo "$$f"; done; fi
endef

compile_flags = $(STANDARD) $(WARNINGS) $(if $(WERROR),-Werror) -pthread \
	$(filter-out -pie -Wl%,$(hardening)) $(CPPFLAGS) $(CFLAGS) $(kind_$(KIND))
link_flags = -pthread $(filter-out -U% -D%,$(hardening)) \
	$(CFLAGS) $(kind_$(KIND)) $(LDFLAGS)

Q = $(if $(V),,@)
tell = $(if $(V),,@echo '$(1)')
quoted = '$(subst ','\'',$(1))'
tools = CC=$(call quoted,$(CC)) CPPFLAGS=$(call quoted,$(CPPFLAGS)) \
	LDFLAGS=$(call quoted,$(LDFLAGS)) MAKE=$(call quoted,$(firstword $(MAKE)))
make = $(MAKE) --no-print-directory $(if $(V),,-s)

all: $(programs)

unit: $(units) $(fuzzers) $(shim) $(benchers)

# Objects depend on the flags they were made with, the library on the list of
# its members; both files change only when what they say does.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo $(call quoted,$(CC) $(compile_flags) : $(link_flags) $(LDLIBS)) >$@.new
	@if cmp -s $@.new $@; then rm -f $@.new; else mv -f $@.new $@; fi

$(B)/members: FORCE
	@mkdir -p $(@D)
	@echo $(objects) >$@.new
	@if cmp -s $@.new $@; then rm -f $@.new; else mv -f $@.new $@; fi

# Proof that the libraries are there, asked for before anything is compiled.
$(B)/have-%: tests/deps
	@mkdir -p $(@D)
	@$(tools) sh tests/deps --check $*
	@touch $@

$(objects) $(command_objects): $(B)/obj/%.o: src/%.c $(B)/flags | $(B)/have-build
	@mkdir -p $(@D)
	$(call tell,cc $<)
	$(Q)$(CC) $(compile_flags) -MMD -MP -c -o $@ $<

$(bench_objects): | $(B)/have-build
$(test_objects) $(fuzz_objects): | $(B)/have-build $(B)/have-test
$(test_objects) $(fuzz_objects) $(bench_objects): $(B)/obj/%.o: tests/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call tell,cc $<)
	$(Q)$(CC) $(compile_flags) -MMD -MP -c -o $@ $<

$(B)/libpl.a: $(objects) $(B)/members
	$(call tell,ar $@)
	$(Q)rm -f $@
	$(Q)$(AR) rc $@ $(objects)

$(programs): $(BIN)/%: $(B)/obj/cmd/%.o $(B)/libpl.a
	@mkdir -p $(@D)
	$(call tell,link $@)
	$(Q)$(CC) $(link_flags) -o $@ $< $(B)/libpl.a $(LIBRARIES) $(LDLIBS)

$(units): $(B)/unit/%: $(B)/obj/unit/%.o $(B)/libpl.a
	@mkdir -p $(@D)
	$(call tell,link $@)
	$(Q)$(CC) $(link_flags) -o $@ $< $(B)/libpl.a -lcmocka $(LIBRARIES) $(LDLIBS)

# With a fuzzer where there is one, else with a main of their own.
$(fuzzers): $(B)/fuzz/%: $(B)/obj/fuzz/%.o $(B)/obj/fuzz/main.o $(B)/libpl.a
	@mkdir -p $(@D)
	$(call tell,link $@)
	$(Q)$(CC) $(link_flags) $(if $(filter fuzzer,$(KIND)),-fsanitize=fuzzer) -o $@ $< \
		$(if $(filter fuzzer,$(KIND)),,$(B)/obj/fuzz/main.o) \
		$(B)/libpl.a $(LIBRARIES) $(LDLIBS)

$(benchers): $(B)/bench/%: $(B)/obj/bench/%.o $(B)/libpl.a
	@mkdir -p $(@D)
	$(call tell,link $@)
	$(Q)$(CC) $(link_flags) -o $@ $< $(B)/libpl.a $(LIBRARIES) $(LDLIBS)

# Preloaded into commands by the tests, so without the sanitizers' own.
$(shim): tests/fault/fault.c $(B)/flags
	@mkdir -p $(@D)
	$(call tell,link $@)
	$(Q)$(CC) $(STANDARD) $(WARNINGS) $(CPPFLAGS) $(CFLAGS) -fPIC -shared \
		$(LDFLAGS) -o $@ $< -ldl

-include $(all_objects:.o=.d)

# What is missing is installed; where nothing is, nothing happens.
deps:
	@$(tools) sh tests/deps build test

deps-lint:
	@$(tools) sh tests/deps build test lint

# One at a time: not every distribution has them all.
deps-bench: deps
	@for tool in mlr mawk sqlite3 datamash csvsql valgrind; do \
		$(tools) sh tests/deps $$tool || echo "bench: going on without $$tool"; \
	done
	@sh tests/bench/peers

# The libraries come first, so these build in a make of their own. What was
# asked for besides them (make all check) is waited for: two makes at once
# must not write the same files.
ready: deps $(filter all unit,$(MAKECMDGOALS))
	+@$(make) all unit

demo: ready
	@tests/demo

check: ready
	@tests/run

# The other tools are taken as they are; make deps-bench installs them.
bench: deps
	+@$(make) all benchers
	@CC=$(call quoted,$(CC)) tests/bench/run

asan: deps
	+@$(make) KIND=asan all unit build/asan/bin/pl

check-asan: asan
	@PL_BIN=build/asan/bin PL_UNIT=build/asan/unit tests/run

# How much of src the tests run, by gcov: the last line says it, and less than
# COVERAGE percent of the lines, or a test that fails, is an error.
COVERAGE = 92
coverage: deps
	+@$(make) KIND=cov all unit build/cov/bin/pl
	@find build/cov -name '*.gcda' -exec rm -f {} +
	@PL_BIN=build/cov/bin PL_UNIT=build/cov/unit tests/run; tests=$$?; \
	tests/run --coverage build/cov $(COVERAGE) && exit $$tests

# Each target for TIME seconds; what is found becomes a seed.
TIME = 60
FUZZ_CC = clang
fuzz: deps
	@FUZZ_CC='$(FUZZ_CC)' tests/fuzz/run --check
	+@$(make) KIND=fuzzer CC='$(FUZZ_CC)' fuzzers
	@tests/fuzz/run '$(TIME)' $(sort $(notdir $(basename $(targets))))

fuzzers: $(fuzzers)

benchers: $(benchers)

# The dispatcher, beside the commands it finds there; its pages one floor up.
build/%/bin/pl: bin/pl
	@mkdir -p $(@D)
	@cp bin/pl $@
	@rm -f build/$*/man && ln -s ../../man build/$*/man

lint: ready
	@$(tools) sh tests/deps build test lint || echo 'lint: going on without them'
	@FLAGS=$(call quoted,$(STANDARD) $(WARNINGS) $(CPPFLAGS)) tests/lint

pages = $(wildcard man/*.[157])
samples = $(shell cd samples 2>/dev/null && find . -type f -o -type l)
doc = $(DESTDIR)$(PREFIX)/share/doc/pl

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(doc)
	install -m 755 bin/pl $(programs) $(DESTDIR)$(PREFIX)/bin
	@for p in $(pages); do \
		d=$(DESTDIR)$(PREFIX)/share/man/man$${p##*.}; \
		echo "install -m 644 $$p $$d"; \
		install -d "$$d" && install -m 644 "$$p" "$$d" || exit; \
	done
	@for f in $(samples); do \
		d=$(doc)/samples/$$f; d=$${d%/*}; \
		install -d "$$d" && install -m 644 "samples/$$f" "$$d" || exit; \
	done
	@! test -f README.md || install -m 644 README.md $(doc)

uninstall:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/bin/,pl $(notdir $(programs)))
	rm -f $(foreach p,$(pages),$(DESTDIR)$(PREFIX)/share/man/man$(subst .,,$(suffix $p))/$(notdir $p))
	rm -rf $(doc)

clean:
	rm -rf build bin/pl-*

FORCE:

.PHONY: FORCE all unit deps deps-bench deps-lint ready demo check asan check-asan \
	bench benchers coverage fuzz fuzzers lint install uninstall clean
.SECONDARY:
.DELETE_ON_ERROR:
.SUFFIXES:
