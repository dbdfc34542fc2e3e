// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - luo-catalog-gen: a kernel's objects in, its catalog out
 */
#include <errno.h>
#include <getopt.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "btf_types.h"
#include "catalog_given.h"
#include "cli.h"
#include "finder.h"
#include "input.h"
#include "input_kernels.h"
#include "input_walk.h"
#include "layout.h"
#include "modules.h"
#include "probe.h"
#include "reader.h"
#include "running.h"
#include "stripped.h"
#include "table.h"

#define PROGRAM "luo-catalog-gen"

static const char usage[] =
	"usage: " PROGRAM " [-o FILE] [--format json|table] [--debug-dir DIR] [--release RELEASE] [-v]\n"
	"                       INPUT...\n"
	"       " PROGRAM " [OPTION]... --running [--state FILE] [INPUT...]\n"
	"\n"
	"Catalog what one kernel build can hand over and take over by live update.\n"
	"\n"
	"INPUT is a vmlinux, vmlinux.o, object, module or archive of objects, a boot image\n"
	"(vmlinuz), a package (.deb, .rpm), a kernel's build tree, an installed modules tree\n"
	"(/lib/modules/RELEASE), an initramfs, a directory of any of these, BTF beside one of\n"
	"these (/sys/kernel/btf/vmlinux), its configuration, or - for standard input,\n"
	"compressed or not. Several inputs are parts of one kernel.\n"
	"\n"
	"  -o, --output FILE      write to FILE instead of standard output\n"
	"      --format FORMAT    json (the default) or table\n"
	"      --debug-dir DIR    where separate debug files are (default /usr/lib/debug)\n"
	"      --release RELEASE  of several kernels, the one to look at\n"
	"      --running          the kernel that runs: its image, modules, BTF and configuration\n"
	"                         are looked for where distributions put them\n"
	"      --state FILE       with --running, write what it does now to FILE: a state\n"
	"      --root DIR         with --running, look below DIR in place of /\n"
	"  -v, --verbose          say on standard error what is looked at\n"
	"  -h, --help             show this help\n"
	"  -V, --version          show the version\n"
	"\n"
	"Exit status: 0 the catalog was written, 2 it could not be made.\n";

struct format {
	const char *name;
	int (*print)(const struct luocat_catalog *catalog, char **text, size_t *length,
		     struct luocat_error *err);
};

static const struct format formats[] = {
	{"json", luocat_catalog_to_json},
	{"table", table_from_catalog},
	{NULL, NULL},
};

struct options {
	const char *output;
	const struct format *format;
	const char *debug_dir;
	const char *release;
	const char *state;
	const char *root;
	bool running;
	bool verbose;
	bool json_errors; /* --format json was asked for, not just the default */
};

/* What is found, and what is shown of the work. */
struct work {
	struct found found;
	struct luocat_catalog *catalog;
	struct probed probed;
	struct stripped stripped;
	struct running running;
	struct modules modules;
	const struct options *options;
	bool terminal;
	size_t objects;
};

/*
 * A mapped file that shrinks kills the process that reads behind its end. There is one line to be
 * said about that, and nothing to be gone on with.
 */
static sigjmp_buf cut_short;
static const char *volatile in_work;

static void on_bus_error(int signal)
{
	siglongjmp(cut_short, 1);
}

static void show_left_out(const char *object, const char *what)
{
	fprintf(stderr, "%s: %s: %s\n", PROGRAM, object, what);
}

static void show_progress(struct work *work, const struct object *object)
{
	work->objects++;
	if (work->options->verbose)
		fprintf(stderr, "%s: %s\n", PROGRAM, reader_name(object_reader(object)));
	else if (work->terminal && work->objects > 1)
		fprintf(stderr, "\r\033[K[%zu] %.100s", work->objects, object_name(object));
}

static void end_progress(const struct work *work)
{
	if (work->terminal && !work->options->verbose && work->objects > 1)
		fputs("\r\033[K", stderr);
}

static int on_object(const struct input_object *input, void *arg, struct luocat_error *err)
{
	struct work *work = arg;
	size_t versions = work->found.n_versions, gaps = luocat_catalog_n_gaps(work->catalog);
	int ret = 0;

	show_progress(work, input->object);
	if (work->options->running)
		running_see(&work->running, input->provider);
	work->found.provider = input->provider;
	work->found.place = input->place;
	work->found.catalog = probed_catalog(&work->probed, input->object, work->catalog);
	for (const struct finder *finder = finders; !ret && finder->name; finder++)
		ret = finder->find(input->object, &work->found, err);
	/* bytes that could not be read explain more than what the lack of them led to */
	if (object_failed(input->object, err))
		ret = object_failed(input->object, NULL);
	work->found.catalog = work->catalog;
	if (ret)
		return ret;
	return modules_see(&work->modules, input,
			   work->found.n_versions != versions ||
				   luocat_catalog_n_gaps(work->catalog) != gaps,
			   err);
}

static int on_types(struct reader *reader, const char *name, void *arg, struct luocat_error *err)
{
	struct work *work = arg;

	if (work->options->verbose)
		fprintf(stderr, "%s: %s\n", PROGRAM, reader_name(reader));
	return btf_types_give(work->found.btf, reader, name, err);
}

static int on_catalog(struct reader *reader, void *arg, struct luocat_error *err)
{
	struct work *work = arg;

	if (work->options->verbose)
		fprintf(stderr, "%s: %s\n", PROGRAM, reader_name(reader));
	return catalog_give(work->catalog, reader, err);
}

static int on_config(const char *text, size_t length, const char *name, void *arg,
		     struct luocat_error *err)
{
	struct work *work = arg;

	if (work->options->verbose)
		fprintf(stderr, "%s: %s\n", PROGRAM, name);
	return find_options(text, length, name, &work->found, err);
}

static int on_release(const char *release, const char *name, void *arg, struct luocat_error *err)
{
	struct work *work = arg;

	return find_release(release, name, &work->found, err);
}

static int write_results(const struct work *work, struct luocat_error *err)
{
	const struct options *options = work->options;
	char *text = NULL, *state = NULL;
	size_t length = 0, state_length = 0;
	int ret = options->format->print(work->catalog, &text, &length, err);

	if (!ret && options->state)
		ret = luocat_state_to_json(work->running.state, &state, &state_length, err);
	if (!ret && options->state)
		ret = cli_write(options->state, state, state_length, err);
	if (!ret)
		ret = cli_write(options->output, text, length, err);
	free(text);
	free(state);
	return ret;
}

static int visit_all(char *const *inputs, const struct input_visitor *visitor,
		     struct luocat_error *err)
{
	int ret = 0;

	for (; !ret && *inputs; inputs++) {
		in_work = *inputs;
		ret = input_visit(*inputs, visitor, err);
	}
	return ret;
}

/* Its image may hold the configuration; if not, a file beside it does. */
static int visit_config(struct work *work, struct luocat_error *err)
{
	const char *path = work->running.config;
	size_t length;
	char *text;
	int ret;

	if (!path || luocat_catalog_option(work->catalog, "KEXEC_HANDOVER"))
		return 0;
	ret = read_text(path, &text, &length, err);
	if (!ret && text)
		ret = find_options(text, length, path, &work->found, err);
	free(text);
	return ret;
}

/* What runs comes before what the user names. */
static int visit_running(struct work *work, const struct input_visitor *visitor,
			 struct luocat_error *err)
{
	struct input_visitor modules = *visitor;
	int ret = running_open(work->options->root ? work->options->root : "", &work->running, err);

	if (ret)
		return ret;
	if (!visitor->kernels->wanted)
		visitor->kernels->wanted = luocat_state_running(work->running.state)->release;
	ret = visit_all(work->running.inputs, visitor, err);
	modules.may_be_empty = true;
	if (!ret && work->running.modules)
		ret = input_visit(work->running.modules, &modules, err);
	if (!ret)
		ret = visit_config(work, err);
	return ret ? ret : running_check(&work->running, work->catalog, err);
}

static int finish(struct work *work, struct luocat_error *err)
{
	/* its gaps tell what a probe may say and the image does not show */
	int ret = stripped_finish(&work->found, err);

	if (!ret)
		ret = probed_finish(&work->probed, work->catalog, err);
	work->found.catalog = work->catalog;
	if (!ret)
		ret = btf_types_finish(&work->found, err);
	if (!ret)
		ret = layouts_finish(work->found.layouts, work->catalog, err);
	return ret ? ret : write_results(work, err);
}

static int make_catalog(char **inputs, const struct options *options, struct luocat_error *err)
{
	struct work work = {
		.found = {
			.layouts = layouts_new(),
			.btf = btf_types_new(),
			.probed = &work.probed,
			.stripped = &work.stripped,
			.left_out = options->verbose ? show_left_out : NULL,
		},
		.catalog = luocat_catalog_new(),
		.probed.catalog = luocat_catalog_new(),
		.options = options,
		.terminal = isatty(STDERR_FILENO),
	};
	struct kernels kernels = { .wanted = options->release };
	const struct input_visitor visitor = {
		.debug_dir = options->debug_dir,
		.kernels = &kernels,
		.object = on_object,
		.types = on_types,
		.catalog = on_catalog,
		.config = on_config,
		.release = on_release,
		.arg = &work,
	};
	int ret;

	work.found.catalog = work.catalog;
	if (!work.catalog || !work.probed.catalog || !work.found.layouts || !work.found.btf)
		ret = luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	else
		ret = luocat_catalog_set_generator(work.catalog, PROGRAM, PACKAGE_VERSION,
						   err);
	if (!ret && options->running)
		ret = visit_running(&work, &visitor, err);
	if (!ret)
		ret = visit_all(inputs, &visitor, err);
	if (!ret)
		ret = input_finish(&visitor, err);
	if (!ret)
		ret = modules_finish(&work.modules, kernels.given, work.catalog, err);
	end_progress(&work);
	if (!ret)
		ret = finish(&work, err);
	kernels_free(&kernels);
	modules_free(&work.modules);
	stripped_free(&work.stripped);
	btf_types_free(work.found.btf);
	layouts_free(work.found.layouts);
	luocat_catalog_unref(work.probed.catalog);
	luocat_catalog_unref(work.catalog);
	running_close(&work.running);
	return ret;
}

static const struct format *find_format(const char *name)
{
	for (const struct format *f = formats; f->name; f++) {
		if (!strcmp(f->name, name))
			return f;
	}
	return NULL;
}

static int wrong_usage(const struct options *options, const char *what, const char *which)
{
	struct luocat_error err = {0};

	luocat_error_set(&err, -EINVAL, NULL, NULL, "%s%s (see %s --help)", what, which, PROGRAM);
	cli_error(PROGRAM, &err, options->json_errors);
	return CLI_ERROR;
}

static int print(const char *text)
{
	return fputs(text, stdout) < 0 || fflush(stdout) ? CLI_ERROR : 0;
}

/* -1: go on; else the exit status. */
static int parse_options(int argc, char **argv, struct options *options)
{
	enum { FORMAT = 256, DEBUG_DIR, RELEASE, RUNNING, STATE, ROOT };
	static const struct option longs[] = {
		{"output", required_argument, NULL, 'o'},
		{"format", required_argument, NULL, FORMAT},
		{"debug-dir", required_argument, NULL, DEBUG_DIR},
		{"release", required_argument, NULL, RELEASE},
		{"running", no_argument, NULL, RUNNING},
		{"state", required_argument, NULL, STATE},
		{"root", required_argument, NULL, ROOT},
		{"verbose", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{NULL, 0, NULL, 0},
	};
	int c;

	options->format = formats;
	opterr = 0; /* one line, in one form, is ours to say */
	while ((c = getopt_long(argc, argv, ":o:vhV", longs, NULL)) >= 0) {
		switch (c) {
		case 'o':
			options->output = optarg;
			break;
		case FORMAT:
			options->format = find_format(optarg);
			if (!options->format)
				return wrong_usage(options, "unknown format ", optarg);
			options->json_errors = options->format == formats;
			break;
		case DEBUG_DIR:
			options->debug_dir = optarg;
			break;
		case RELEASE:
			options->release = optarg;
			break;
		case RUNNING:
			options->running = true;
			break;
		case STATE:
			options->state = optarg;
			break;
		case ROOT:
			options->root = optarg;
			break;
		case 'v':
			options->verbose = true;
			break;
		case 'h':
			return print(usage);
		case 'V':
			return print(PROGRAM " " PACKAGE_VERSION "\n");
		case ':':
			return wrong_usage(options, "an argument is missing: ", argv[optind - 1]);
		default:
			return wrong_usage(options, "unknown option ", argv[optind - 1]);
		}
	}
	if (!options->running && (options->state || options->root))
		return wrong_usage(options, options->state ? "--state" : "--root",
				   " is for --running");
	return optind < argc || options->running ? -1 : wrong_usage(options, "no input", "");
}

int main(int argc, char **argv)
{
	struct sigaction action = {.sa_handler = on_bus_error};
	struct options options = {.output = NULL};
	struct luocat_error err = {0};
	int ret;

	cli_begin();
	ret = parse_options(argc, argv, &options);
	if (ret >= 0)
		return ret;
	if (sigsetjmp(cut_short, 1)) {
		luocat_error_set(&err, -EIO, in_work, NULL, "was cut short while it was read");
		cli_error(PROGRAM, &err, options.json_errors);
		_exit(CLI_ERROR); /* what was interrupted is not touched again */
	}
	sigaction(SIGBUS, &action, NULL);
	if (make_catalog(argv + optind, &options, &err)) {
		cli_error(PROGRAM, &err, options.json_errors);
		return CLI_ERROR;
	}
	return 0;
}
