# What a maintainer runs: linters, formats, packages.
SOURCES := $(wildcard *.h base/*.[ch] fetch/*.[ch] parse/*.[ch] dedupe/*.[ch] store/*.[ch] front/*.[ch] tests/*.[ch] tests/*/*.[ch])
MANPAGES := $(wildcard docs/*.1 docs/*.5)
VERSION := $(shell sed -n 's/^.define WF_VERSION "\(.*\)"/\1/p' wirefold.h)

install: all
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBEXECDIR)/wirefold $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man5
	install -m 755 $(B)/wirefold $(DESTDIR)$(BINDIR)/wirefold
	install -m 755 $(B)/wirefold-fetch $(B)/wirefold-parse $(DESTDIR)$(LIBEXECDIR)/wirefold
	install -m 644 docs/wirefold.1 $(DESTDIR)$(MANDIR)/man1
	install -m 644 docs/feeds.conf.5 docs/wirefold-archive.5 $(DESTDIR)$(MANDIR)/man5
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	$(B)/wirefold completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/wirefold
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/user
	sed 's|@BINDIR@|$(BINDIR)|' docs/wirefold.service.in > $(DESTDIR)$(PREFIX)/lib/systemd/user/wirefold.service
	install -m 644 docs/wirefold.timer $(DESTDIR)$(PREFIX)/lib/systemd/user/wirefold.timer

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/wirefold $(DESTDIR)$(MANDIR)/man1/wirefold.1
	rm -f $(DESTDIR)$(MANDIR)/man5/feeds.conf.5 $(DESTDIR)$(MANDIR)/man5/wirefold-archive.5
	rm -f $(DESTDIR)$(PREFIX)/lib/systemd/user/wirefold.service $(DESTDIR)$(PREFIX)/lib/systemd/user/wirefold.timer
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/wirefold
	rm -rf $(DESTDIR)$(LIBEXECDIR)/wirefold

format:
	clang-format -i $(SOURCES)

lint:
	@for m in $(MANPAGES); do mandoc -T lint -W warning $$m || exit 1; done
	@clang-tidy --quiet --warnings-as-errors='*' $(filter-out tests/%,$(filter %.c,$(SOURCES))) -- -std=c11 -D_GNU_SOURCE -I. $$(pkg-config --cflags libxml-2.0 libcurl)
	@cppcheck -D__x86_64__ --suppress=ctuuninitvar --quiet --enable=warning,portability --inline-suppr --error-exitcode=1 -I. -D_GNU_SOURCE base fetch parse dedupe store front

dist:
	@mkdir -p build
	git archive --prefix=wirefold-$(VERSION)/ -o build/wirefold-$(VERSION).tar.gz HEAD
	@echo build/wirefold-$(VERSION).tar.gz

clean:
	rm -rf build
