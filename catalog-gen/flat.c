// SPDX-License-Identifier: GPL-2.0-only
/*
 * flat.c - the parts of a flat arm64 Image, found by what they look like
 *
 * objcopy made it of the vmlinux's allocated sections and left their headers out. Of what is
 * needed, each part shows by itself: relocations are a long row of entries of one type whose places
 * lie in one image, BTF has a magic number and lengths that fit, as descriptors do, the build-id is
 * a note that is in no other ELF file (the vDSOs that a kernel carries have one each).
 *
 * kernel: Documentation/arch/arm64/booting.rst (the header), arch/arm64/kernel/vmlinux.lds.S
 */
#include <elf.h>
#include <endian.h>
#include <string.h>

#include <linux/btf.h>
#include <linux/liveupdate_format.h>

#include "flat.h"

#define HEADER		64
#define IMAGE_SIZE	16
#define FLAGS		24
#define MAGIC_OFFSET	56
#define BIG_ENDIAN_FLAG 1

/* kernel: SEGMENT_ALIGN: code ends at a multiple of it */
#define SEGMENT_ALIGN (64u << 10)
/* kernel: KIMAGE_VADDR is a multiple of it */
#define BASE_ALIGN	(2u << 20)
#define MAX_BASES	64
#define MIN_RELOCATIONS 64

static uint32_t u32_at(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return le32toh(value);
}

static uint64_t u64_at(const uint8_t *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return le64toh(value);
}

bool flat_is(const uint8_t *bytes, size_t size)
{
	return size >= HEADER && !memcmp(bytes + MAGIC_OFFSET, "ARM\x64", 4) &&
	       !(u64_at(bytes + FLAGS) & BIG_ENDIAN_FLAG);
}

/* ---- Relocations ---- */

struct entry {
	uint64_t place, info, addend;
};

static struct entry entry_at(const uint8_t *at)
{
	return (struct entry){u64_at(at), u64_at(at + 8), u64_at(at + 16)};
}

/* A kernel's addresses have their upper bits set, and places of pointers are aligned. */
static bool is_relative(const struct entry *entry)
{
	return entry->info == R_AARCH64_RELATIVE && entry->place >> 48 == 0xffff &&
	       !(entry->place & 7);
}

/* What the linker left behind where it needed fewer than it had room for. */
static bool is_none(const struct entry *entry)
{
	return !entry->place && !entry->info && !entry->addend;
}

/* How many entries are in a row from @at, and how many of them relocate. */
static size_t row(const struct flat *flat, size_t at, size_t *relocates)
{
	size_t n = 0;

	*relocates = 0;
	for (; flat->size - at >= sizeof(Elf64_Rela); at += sizeof(Elf64_Rela), n++) {
		struct entry entry = entry_at(flat->bytes + at);

		if (is_relative(&entry))
			++*relocates;
		else if (!is_none(&entry))
			break;
	}
	return n;
}

static void find_relocations(struct flat *flat)
{
	size_t most = MIN_RELOCATIONS - 1, relocates;

	for (size_t at = 0; flat->size - at >= sizeof(Elf64_Rela);) {
		struct entry entry = entry_at(flat->bytes + at);
		size_t n;

		if (!is_relative(&entry)) {
			at += 8;
			continue;
		}
		n = row(flat, at, &relocates);
		if (relocates > most) {
			most = relocates;
			flat->rela = (struct flat_part){at, n * sizeof(Elf64_Rela)};
		}
		at += n * sizeof(Elf64_Rela);
		if (flat->size < at)
			break;
	}
}

/* ---- Packed relocations: an address, and bitmaps of the words behind it ---- */

#define RELR_BITS 63 /* of a bitmap: the lowest bit tells it from an address */

static bool is_bitmap(uint64_t entry)
{
	return entry & 1;
}

static bool is_address(uint64_t entry)
{
	return entry >> 48 == 0xffff && !(entry & 7);
}

/* How long a row of them is that starts at @at, and how many pointers that makes; 0: there is none.
 */
static size_t packed_row(const struct flat *flat, size_t at, size_t *pointers)
{
	uint64_t first = u64_at(flat->bytes + at), next = 0;
	size_t start = at;

	*pointers = 0;
	for (; flat->size - at >= 8; at += 8) {
		uint64_t entry = u64_at(flat->bytes + at);

		/* what follows the last one may look like a bitmap; it ends with the image */
		if (next && next - first >= flat->size)
			break;
		if (is_bitmap(entry) && next) {
			*pointers += (size_t)__builtin_popcountll(entry >> 1);
			next += RELR_BITS * 8;
		} else if (is_address(entry) && entry >= next) {
			++*pointers;
			next = entry + 8;
		} else {
			break;
		}
	}
	return at - start;
}

static void find_packed(struct flat *flat)
{
	size_t most = MIN_RELOCATIONS - 1, pointers, length;

	for (size_t at = 0; flat->size >= at && flat->size - at >= 8;) {
		length = is_address(u64_at(flat->bytes + at)) ? packed_row(flat, at, &pointers) : 0;
		if (length && pointers > most) {
			most = pointers;
			flat->relr = (struct flat_part){at, length};
		}
		at += length ? length : 8;
	}
}

/* ---- Pointers ---- */

/* @in_place: it stands there, and @to says nothing. */
struct pointer {
	uint64_t place, to;
	bool in_place;
};

typedef void (*visit_pointer)(const struct pointer *pointer, void *arg);

static void visit_packed(const struct flat *flat, visit_pointer visit, void *arg)
{
	struct pointer pointer = {.in_place = true};
	uint64_t next = 0;

	for (size_t i = 0; i < flat->relr.length; i += 8) {
		uint64_t entry = u64_at(flat->bytes + flat->relr.offset + i);

		if (!is_bitmap(entry)) {
			pointer.place = entry;
			visit(&pointer, arg);
			next = entry + 8;
			continue;
		}
		for (unsigned int bit = 0; bit < RELR_BITS; bit++) {
			pointer.place = next + bit * 8;
			if (entry >> (bit + 1) & 1)
				visit(&pointer, arg);
		}
		next += RELR_BITS * 8;
	}
}

static void for_each_pointer(const struct flat *flat, visit_pointer visit, void *arg)
{
	for (size_t i = 0; i < flat->rela.length; i += sizeof(Elf64_Rela)) {
		struct entry entry = entry_at(flat->bytes + flat->rela.offset + i);
		struct pointer pointer = {.place = entry.place, .to = entry.addend};

		if (is_relative(&entry))
			visit(&pointer, arg);
	}
	visit_packed(flat, visit, arg);
}

/* ---- The address that it was linked to ---- */

/* From the first place that is relocated to the last one that is for certain. */
struct span {
	uint64_t first, last;
};

static void add_to_span(const struct pointer *pointer, void *arg)
{
	struct span *span = arg;

	span->first = pointer->place < span->first ? pointer->place : span->first;
	if (!pointer->in_place && pointer->place > span->last)
		span->last = pointer->place;
}

static struct span places(const struct flat *flat)
{
	struct span span = {UINT64_MAX, 0};

	for_each_pointer(flat, add_to_span, &span);
	return span;
}

struct strings {
	const struct flat *flat;
	uint64_t base;
	size_t n;
};

static void add_to_strings(const struct pointer *pointer, void *arg)
{
	struct strings *strings = arg;
	const struct flat *flat = strings->flat;
	uint64_t place = pointer->place - strings->base, to = pointer->to - strings->base;

	if (pointer->in_place && (place >= flat->size || flat->size - place < 8))
		return;
	if (pointer->in_place)
		to = u64_at(flat->bytes + place) - strings->base;
	if (to > 0 && to < flat->size - 1 && !flat->bytes[to - 1] && flat->bytes[to] > 0x20 &&
	    flat->bytes[to] < 0x7f && flat->bytes[to + 1] > 0x20 && flat->bytes[to + 1] < 0x7f)
		strings->n++;
}

/* Pointers to strings: how many lead to where one starts, if the image was linked to @base. */
static size_t starts_of_strings(const struct flat *flat, uint64_t base)
{
	struct strings strings = {flat, base, 0};

	for_each_pointer(flat, add_to_strings, &strings);
	return strings.n;
}

/* The one that makes most pointers lead to strings, if it does so twice as often as any other. */
static void find_base(struct flat *flat)
{
	struct span span = places(flat);
	uint64_t base = span.first & ~(uint64_t)(BASE_ALIGN - 1);
	size_t best = 0, second = 0;

	for (int i = 0; span.first != UINT64_MAX && i < MAX_BASES; i++, base -= BASE_ALIGN) {
		size_t n;

		if (base > span.first || span.first - base >= flat->size ||
		    (span.last && span.last - base >= flat->size))
			break;
		n = starts_of_strings(flat, base);
		if (n > best) {
			second = best;
			best = n;
			flat->base = base;
		} else if (n > second) {
			second = n;
		}
	}
	if (best < MIN_RELOCATIONS / 4 || best / 2 < second)
		flat->base = 0;
}

/* Code comes first, nothing in it is relocated, and read-only data are behind it. */
static void find_text(struct flat *flat)
{
	size_t end = flat->base ? (size_t)(places(flat).first - flat->base) : 0;

	if (flat->btf.length && flat->btf.offset < end)
		end = flat->btf.offset;
	if (flat->build_id.length && flat->build_id.offset < end)
		end = flat->build_id.offset;
	if (flat->formats.length && flat->formats.offset < end)
		end = flat->formats.offset;
	flat->text_end = end & ~(size_t)(SEGMENT_ALIGN - 1);
}

/* Its row may seem to go on in what follows. */
static void cut_packed(struct flat *flat, const struct flat_part *other)
{
	struct flat_part *relr = &flat->relr;

	if (other->length && other->offset > relr->offset &&
	    other->offset - relr->offset < relr->length)
		relr->length = (other->offset - relr->offset) & ~(size_t)7;
}

/* ---- BTF ---- */

/* Its length where BTF starts at @at, else 0. */
static size_t btf_length(const struct flat *flat, size_t at)
{
	const uint8_t *header = flat->bytes + at;
	uint64_t length, end;

	if (flat->size - at < sizeof(struct btf_header) ||
	    u32_at(header + 4) != sizeof(struct btf_header))
		return 0;
	/* type_off, type_len, str_off, str_len */
	length = (uint64_t)u32_at(header + 8) + u32_at(header + 12);
	end = (uint64_t)u32_at(header + 16) + u32_at(header + 20);
	length = sizeof(struct btf_header) + (end > length ? end : length);
	return length <= flat->size - at && u32_at(header + 12) ? (size_t)length : 0;
}

static void find_btf(struct flat *flat)
{
	static const uint8_t magic[] = {0x9f, 0xeb, BTF_VERSION, 0};
	const uint8_t *at = flat->bytes;

	while ((at = memmem(at, flat->size - (size_t)(at - flat->bytes), magic, sizeof(magic)))) {
		size_t offset = (size_t)(at - flat->bytes), length = btf_length(flat, offset);

		if (length > flat->btf.length)
			flat->btf = (struct flat_part){offset, length};
		at += sizeof(magic);
	}
}

/* ---- The build-id ---- */

/* The end of the ELF file that starts at @at: its section headers are the last of it. */
static size_t elf_end(const struct flat *flat, size_t at)
{
	const uint8_t *header = flat->bytes + at;
	uint64_t end, headers;

	if (flat->size - at < sizeof(Elf64_Ehdr))
		return at;
	end = u64_at(header + offsetof(Elf64_Ehdr, e_shoff));
	headers = (u32_at(header + offsetof(Elf64_Ehdr, e_shentsize)) & 0xffff) *
		  (uint64_t)(u32_at(header + offsetof(Elf64_Ehdr, e_shnum)) & 0xffff);
	return end <= flat->size - at && headers <= flat->size - at - end
		       ? at + (size_t)(end + headers)
		       : at;
}

/* ELF files within the image that start before an offset: those before @next, up to @until. */
struct files {
	size_t next, until;
};

/* Whether one holds what is at @offset. Asked in ascending order. */
static bool in_another_file(const struct flat *flat, struct files *files, size_t offset)
{
	const uint8_t *at;

	while (files->next < offset &&
	       (at = memmem(flat->bytes + files->next, offset - files->next, ELFMAG, SELFMAG))) {
		size_t start = (size_t)(at - flat->bytes), end = elf_end(flat, start);

		files->until = end > files->until ? end : files->until;
		files->next = start + SELFMAG;
	}
	/* the start of one may be what is left */
	if (files->next + SELFMAG < offset)
		files->next = offset - SELFMAG;
	return files->until > offset;
}

static void find_build_id(struct flat *flat)
{
	/* the size of the name, of the build-id (SHA-1), the type, the name */
	static const uint8_t note[] = {4, 0, 0, 0,   20,  0,   0, 0, NT_GNU_BUILD_ID,
				       0, 0, 0, 'G', 'N', 'U', 0};
	const uint8_t *at = flat->bytes;
	struct files files = {0, 0};

	while ((at = memmem(at, flat->size - (size_t)(at - flat->bytes), note, sizeof(note)))) {
		size_t offset = (size_t)(at - flat->bytes);

		at += sizeof(note);
		if (flat->size - offset < sizeof(note) + 20 ||
		    in_another_file(flat, &files, offset))
			continue;
		if (flat->build_id.length) { /* two: nothing tells which is the kernel's */
			flat->build_id.length = 0;
			return;
		}
		flat->build_id = (struct flat_part){offset, sizeof(note) + 20};
	}
}

/* ---- Descriptors ---- */

/*
 * The size of the record that starts at @at, else 0. One of a newer ABI is one too: whoever reads it
 * refuses it, while without it the kernel would seem to have none.
 */
static size_t record_size(const struct flat *flat, size_t at)
{
	struct liveupdate_format record;
	uint16_t size, abi;

	if (flat->size - at < sizeof(record))
		return 0;
	memcpy(&record, flat->bytes + at, sizeof(record));
	size = le16toh(record.size);
	abi = le16toh(record.abi);
	/* a number of tens, where text has two letters */
	if (le32toh(record.magic) != LIVEUPDATE_FORMAT_MAGIC || !abi || abi > UINT8_MAX ||
	    size < sizeof(record) || size > flat->size - at || !record.kind || !record.layout ||
	    (abi <= LIVEUPDATE_FORMAT_ABI && size > LIVEUPDATE_FORMAT_MAX_SIZE))
		return 0;
	return size;
}

/* One behind the other, as the linker put them: a kernel has one such row. */
static void find_formats(struct flat *flat)
{
	const uint32_t magic = htole32(LIVEUPDATE_FORMAT_MAGIC);
	const uint8_t *at = flat->bytes;

	while ((at = memmem(at, flat->size - (size_t)(at - flat->bytes), &magic, sizeof(magic)))) {
		size_t offset = (size_t)(at - flat->bytes), end = offset, size;

		at += sizeof(magic);
		if (offset & 7)
			continue;
		for (size_t next = offset; next < flat->size && (size = record_size(flat, next));
		     next += (size + 7) & ~(size_t)7)
			end = next + size;
		if (end - offset > flat->formats.length)
			flat->formats = (struct flat_part){offset, end - offset};
		if (end > offset)
			at = flat->bytes + end;
	}
}

void flat_look(struct flat *flat, const uint8_t *bytes, size_t size)
{
	*flat = (struct flat){.bytes = bytes, .size = size, .memory = u64_at(bytes + IMAGE_SIZE)};
	find_relocations(flat);
	find_packed(flat);
	find_base(flat);
	find_btf(flat);
	find_build_id(flat);
	find_formats(flat);
	cut_packed(flat, &flat->btf);
	cut_packed(flat, &flat->build_id);
	cut_packed(flat, &flat->formats);
	cut_packed(flat, &flat->rela);
	find_text(flat);
}
