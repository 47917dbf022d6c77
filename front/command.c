#include "front/command.h"

#include <string.h>

#include "front/exit.h"
#include "front/say.h"

const struct command command_table[] = {
	{ "run", "[-c conf] [-a dir] [-FnqvS] [-P time] [-s seconds] [--clock-ok] [--metrics file] [--no-fold] [--shard i/n] [--strict] [feed ...]",
	    "poll the feeds that are due", run_command },
	{ "fold", "[-c conf] [-a dir] [-o jsonl|tsv] [file ...]",
	    "put JSON Feed items under their stories", fold_command },
	{ "parse", "[--base URL] [--content-type TYPE] [file]",
	    "print a feed document as JSON Feed 1.1", parse_command },
	{ "extract", "[-o text|json] [--url URL] [--content-type TYPE] [--rule rules] [file]",
	    "print the article of an HTML page", extract_command },
	{ "list", "[-c conf] [-a dir] [-n count] [-o text|json] [-t tag] [--feed name] [--agency name] [--copies n] [--since time]",
	    "list the newest stories", list_command },
	{ "search", "[-c conf] [-a dir] [-n count] [-o text|json] [-t tag] [--feed name] [--agency name] [--copies n] [--since time] word ...",
	    "list the stories that hold all the words", list_command },
	{ "show", "[-c conf] [-a dir] [--raw | --copies | --versions] id", "print a story", show_command },
	{ "diff", "[-c conf] [-a dir] id [version version]", "show what changed in a story, word by word",
	    diff_command },
	{ "path", "[-c conf] [-a dir] id", "print where a story's file is", show_command_path },
	{ "changes", "[-c conf] [-a dir] [--since time|seq] [--cursor file] [-o tsv|jsonl] [--latest]",
	    "print what became of stories, a line an event", changes_command },
	{ "export", "[-c conf] [-a dir] [-f jsonl|jsonfeed|atom|tsv|mbox|opml|txt] [--since time|seq] [--cursor file] [-t tag] [--feed name] [--all|--kept] [-- command ...]",
	    "hand stories on in the formats of others", export_command },
	{ "merge", "[-c conf] [-a dir] id id", "make two stories one: the older stays", edit_command },
	{ "split", "[-c conf] [-a dir] id copy", "make a copy a story of its own", edit_command },
	{ "kill", "[-c conf] [-a dir] id", "take a story out, leave its tombstone", edit_command },
	{ "unkill", "[-c conf] [-a dir] id", "bring a killed story back", edit_command },
	{ "hold", "[-c conf] [-a dir] [-u time] id", "withhold a story", edit_command },
	{ "release", "[-c conf] [-a dir] id", "let a withheld story out", edit_command },
	{ "note", "[-c conf] [-a dir] id text ...", "add a note to a story", edit_command },
	{ "rename", "[-c conf] [-a dir] old new", "give a feed another name, keep all it has", rename_command },
	{ "explain", "[-c conf] [-a dir] id [id]", "say why texts are one story, or are not",
	    explain_command },
	{ "audit", "[-c conf] [-a dir] [-n count] [-s seed]", "show folds of the last week at random",
	    explain_command_audit },
	{ "furniture", "[-c conf] [-a dir] feed [--keep n | --drop n]",
	    "list what a feed repeats, say what is shown of it", furniture_command },
	{ "status", "[-c conf] [-a dir] [-o text|json] [feed ...]", "say how the feeds are", status_command },
	{ "check", "[-c conf]", "look for mistakes in feeds.conf", status_command_check },
	{ "try", "[-c conf] URL|file", "fetch and parse a feed, store nothing", try_command },
	{ "discover", "[-c conf] URL", "find the feeds of a page, print them as lines of feeds.conf", discover_command },
	{ "init", "[-a dir] [conf]", "write a first feeds.conf, make the archive", init_command },
	{ "import", "opml|newsboat|sfeedrc file", "print another reader's feeds as lines of feeds.conf", import_command },
	{ "rebuild", "[-c conf] [-a dir]", "make stories/ and index/ again from the journal",
	    verify_command_rebuild },
	{ "verify", "[-c conf] [-a dir] [--quick]", "hold the archive against its journal",
	    verify_command },
	{ "prune", "[-c conf] [-a dir] [-n] [--keep span] [--keep-text]",
	    "leave only the ids of what is old enough", prune_command },
	{ "redact", "[-c conf] [-a dir] [-n] [--wipe] --why text id | --feed name --older span",
	    "destroy texts, everywhere and for good", redact_command },
	{ "completion", "bash", "print what makes a shell complete commands and options", completion_command },
};
const int command_count = (int)(sizeof(command_table) / sizeof(command_table[0]));

const struct command *
command_find(const char *name)
{
	int i;

	for (i = 0; i < command_count; i++)
		if (strcmp(command_table[i].name, name) == 0)
			return &command_table[i];
	return NULL;
}

int
command_usage(const char *name)
{
	const struct command *c = command_find(name);

	if (c != NULL)
		say("usage: wirefold %s %s", c->name, c->arguments);
	return EXIT_USAGE;
}
