// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules.c - the one table of rules: every finding comes from an entry of it
 *
 * An id is stable for ever. The order is that in which rules run and are listed. Each text is also
 * a paragraph of luo-compat-check(1), and each rule has a passing and a failing pair of catalogs in
 * tests/cli/rules/; tests fail where one of these is missing.
 */
#include "judge.h"

#include <string.h>
#include <strings.h>

const struct rule rules[] = {
	/* ---- the kernels as a whole ---- */
	{{"LUO-ARCH", LUOCAT_SEVERITY_INCOMPATIBLE, "both kernels are of one architecture",
	  "State is handed over in memory, in the form that one architecture gives it, and kexec "
	  "starts the next kernel without firmware between. Both catalogs must name the same "
	  "architecture; one that is not known does not pass.",
	  "luo_ser in include/linux/kho/abi/luo.h is handed over as it stands in memory, and "
	  "says nothing of the architecture; that none may be crossed is luocat's conclusion"},
	 RULE_KERNEL,
	 rule_arch,
	 0},
	{{"LUO-BYTE-ORDER", LUOCAT_SEVERITY_INCOMPATIBLE, "both kernels have one byte order",
	  "Serialized state holds integers in the writer's byte order, and no reader swaps them. "
	  "The byte order must be known of both kernels and the same.",
	  "luo_ser in include/linux/kho/abi/luo.h and memfd_luo_ser in "
	  "include/linux/kho/abi/memfd.h are of plain u64 and u32, which nobody swaps; that "
	  "this takes one byte order is luocat's conclusion"},
	 RULE_KERNEL,
	 rule_byte_order,
	 0},
	{{"LUO-POINTER-SIZE", LUOCAT_SEVERITY_INCOMPATIBLE, "both kernels have one pointer size",
	  "Sizes and alignments in serialized structures follow the word size of the kernel that "
	  "wrote them. It must be known of both kernels and the same.",
	  "DECLARE_KHOSER_PTR in include/linux/kho/abi/kexec_handover.h puts pointers into what"
	  " is handed over, and kho_page_info in kernel/liveupdate/kexec_handover.c takes an "
	  "unsigned long to have 64 bits; the rule is luocat's conclusion"},
	 RULE_KERNEL,
	 rule_pointer_size,
	 0},
	{{"LUO-PAGE-SIZE", LUOCAT_SEVERITY_INCOMPATIBLE, "both kernels have one page size",
	  "KHO records preserved memory by page frame, and several serialized structures are as "
	  "large as a page. A reader with another page size takes the wrong memory. It must be "
	  "known of both kernels and the same.",
	  "KHO_BITMAP_SIZE_LOG2 in include/linux/kho/abi/kexec_handover.h and KHO_VMALLOC_SIZE "
	  "in include/linux/kho/abi/kexec_handover.h follow the page size"},
	 RULE_KERNEL,
	 rule_page_size,
	 0},
	{{"LUO-MAX-PAGE-ORDER", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "the reader's MAX_PAGE_ORDER is not above the writer's",
	  "KHO aligns its scratch areas to the writer's MAX_ORDER_NR_PAGES "
	  "(SCRATCH_ALIGNMENT_BYTES in kernel/liveupdate/kexec_handover.c). A reader with a larger "
	  "MAX_PAGE_ORDER frees these areas in blocks that reach beyond them and touches struct "
	  "pages that were never initialized. A smaller one is a warning: the page "
	  "allocator cannot take back a block above it, which the formats of 7.2 and 7.3 do not "
	  "preserve and others might. It must be known of both kernels.",
	  "SCRATCH_ALIGNMENT_BYTES in kernel/liveupdate/kexec_handover.c, and the comment in "
	  "front of it; that it is the writer's order against the reader's is luocat's "
	  "conclusion"},
	 RULE_KERNEL,
	 rule_max_page_order,
	 0},
	{{"LUO-NO-KHO", LUOCAT_SEVERITY_INCOMPATIBLE, "both kernels have kexec handover",
	  "Everything that is handed over goes through kexec handover (CONFIG_KEXEC_HANDOVER). A "
	  "kernel has it if its catalog holds a core format \"kho\"; it lacks it if the option is "
	  "n, or if there is neither the format nor the option. With the option set and no such "
	  "format found the catalog does not cover the whole kernel, and the verdict is unknown.",
	  "KEXEC_HANDOVER in kernel/liveupdate/Kconfig; kho_populate in "
	  "kernel/liveupdate/kexec_handover.c is how a kernel is told of what was handed over"},
	 RULE_KERNEL,
	 rule_no_kho,
	 0},
	{{"LUO-NO-LUO", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "both kernels have the live update orchestrator",
	  "Sessions and files are handed over by the live update orchestrator (CONFIG_LIVEUPDATE). "
	  "A kernel has it if its catalog holds a core format \"luo\"; it lacks it if the option "
	  "is n, or if there is neither the format nor the option. With the option set and no such "
	  "format found the catalog does not cover the whole kernel, and the verdict is unknown.",
	  "LIVEUPDATE in kernel/liveupdate/Kconfig; luo_early_startup in "
	  "kernel/liveupdate/luo_core.c looks for LUO's state in what KHO brings"},
	 RULE_KERNEL,
	 rule_no_luo,
	 0},
	{{"LUO-BOOT-PARAMETERS", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "both kernels are booted with live update on",
	  "A kernel hands over and takes over only with liveupdate=on on its command line, and "
	  "kho=on unless it is built with CONFIG_KEXEC_HANDOVER_ENABLE_DEFAULT. Without one of "
	  "them the writer has no /dev/liveupdate and nothing to hand over; a reader has none "
	  "either, so that what was preserved is out of reach until the next reboot, and lost "
	  "then. A command line that was told, or that is built in and overrides any other, is "
	  "read as the kernel reads it: what leaves a switch off does not pass. Of a reader whose "
	  "command line was not told it is a warning, which says what must be on it.",
	  "kho_parse_enable in kernel/liveupdate/kexec_handover.c; early_liveupdate_param in "
	  "kernel/liveupdate/luo_core.c; without it liveupdate_ioctl_init in "
	  "kernel/liveupdate/luo_core.c registers no device"},
	 RULE_KERNEL,
	 rule_boot_parameters,
	 0},
	{{"LUO-RUNNING", LUOCAT_SEVERITY_UNKNOWN, "the writer's catalog is of the running kernel",
	  "A state is bound to the kernel that it was read from by its build-id, and so is a catalog. "
	  "Where the two differ, or one of them is not known, nothing that is known of the "
	  "running kernel counts for the writer's catalog, and nothing in the catalog for what "
	  "runs. Two kernels of one release are two kernels.",
	  "luocat's own reasoning: two builds may have one release, but not one build-id"},
	 RULE_KERNEL,
	 rule_running,
	 0},
	{{"LUO-IMAGE", LUOCAT_SEVERITY_UNKNOWN, "the reader's catalog is of the image that is booted",
	  "A verdict about another kernel than the one that is booted says nothing. Where the "
	  "image's build-id was told (--image-build-id), the reader's catalog must have the same.",
	  "luocat's own reasoning: two builds may have one release, but not one build-id"},
	 RULE_KERNEL,
	 rule_image,
	 0},
	{{"LUO-WRITER-OFF", LUOCAT_SEVERITY_INCOMPATIBLE, "live update is on in the running kernel",
	  "The kernel registers /dev/liveupdate only where LUO is on, so its state shows whether it "
	  "is. LUO is off without liveupdate=on, and wherever KHO is: without kho=on, and where KHO "
	  "found no room for its scratch areas at boot (a guest with less than about 192 MB of "
	  "memory has none). Such a kernel hands nothing over.",
	  "liveupdate_ioctl_init in kernel/liveupdate/luo_core.c; err_disable_kho in "
	  "kernel/liveupdate/kexec_handover.c, where no scratch area could be reserved"},
	 RULE_KERNEL,
	 rule_writer_off,
	 0},
	{{"LUO-TABLE", LUOCAT_SEVERITY_UNKNOWN,
	  "the running kernel's table of formats goes with its catalog",
	  "What the running kernel registered is what it writes; what the catalog says of it decides "
	  "whether the reader can read it. A version in the table that the catalog lacks, as a "
	  "module from elsewhere brings one, cannot be judged, and neither can one of which both say "
	  "different things. A kernel whose catalog says that it obeys enable_write must show the "
	  "table, and only such a kernel. A table in which a plan is half applied will change "
	  "again.",
	  "luocat's own table of formats, which no stock kernel has; a directory with "
	  "enable_write, for luod to set to 0, was asked for by Gunthorpe, 2025-09-04"},
	 RULE_KERNEL,
	 rule_table,
	 0},
	{{"LUO-SCRATCH", LUOCAT_SEVERITY_WARNING,
	  "the writer's scratch areas are as large as it makes them itself",
	  "The next kernel is loaded into scratch areas that the running one reserved at its own "
	  "boot, and boots in them: it may use no other memory before it knows what was preserved. "
	  "By default they are twice what the running kernel had reserved itself at that point; "
	  "kho_scratch= fixes their size or the scale. kexec refuses an image that does not fit. "
	  "How much the reader needs to boot cannot be seen in a build, so a size that was fixed, "
	  "or a scale below the default, is for the caller to try. That the areas exist at all is "
	  "shown by LUO being on.",
	  "scratch_size_update in kernel/liveupdate/kexec_handover.c; kho_parse_scratch_size in"
	  " kernel/liveupdate/kexec_handover.c; kho_locate_mem_hole in "
	  "kernel/liveupdate/kexec_handover.c places the next kernel"},
	 RULE_KERNEL,
	 rule_scratch,
	 0},
	{{"LUO-CORE-WRITE", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "it is known which core formats the writer writes",
	  "KHO and LUO write their own state at every kexec. A writer of which no version of "
	  "\"kho\" or of \"luo\" is known to be written may write any, so the verdict is unknown; "
	  "one that is known to write none hands nothing over. A string in an image proves only "
	  "that the kernel reads it, since compilers inline the writer's copy.",
	  "LUO_ABI_COMPATIBLE in kernel/liveupdate/luo_core.c is copied by the writer and "
	  "compared with by the reader; that gcc and clang keep only the latter as a string was"
	  " seen in 7.2 and 7.3"},
	 RULE_KERNEL,
	 rule_core_write,
	 0},
	{{"LUO-GAP", LUOCAT_SEVERITY_UNKNOWN, "everything that hands state over was cataloged",
	  "The kernel has an object that stands for a format, and its id could not be read: the "
	  "compatible is filled in at run time, for instance, or the object is in code without "
	  "debug information. A writer may write that format, which the reader may not read, so "
	  "the verdict is unknown. A reader can only read more for a file handler that nobody "
	  "knows of, which is a note; an FLB that only the reader attaches breaks (see "
	  "LUO-FLB-READER-ONLY), so there the verdict is unknown. If --in-use names no file handler "
	  "all of them are notes; if it names any, its files may go out by the unknown one.",
	  "liveupdate_register_file_handler in kernel/liveupdate/luo_file.c takes any object at"
	  " run time; that one which could not be read may stand for a format is luocat's "
	  "conclusion"},
	 RULE_KERNEL,
	 rule_gap,
	 RULE_LINT},

	/* ---- one version that the writer writes ---- */
	{{"LUO-UNREADABLE", LUOCAT_SEVERITY_INCOMPATIBLE, "the reader reads what the writer writes",
	  "The writer writes a version, or may write it, that the reader does not read: it lacks "
	  "the exact compatible in that kind, or has it for writing only. The consequence says "
	  "what follows: an unreadable core format panics the next kernel or makes it boot as if "
	  "nothing had been handed over; one file in an unreadable format makes every session "
	  "unreachable; an unreadable FLB is dropped. Where the writer obeys enable_write and "
	  "another version of the file handler is readable, a plan turns the unreadable one off. An "
	  "FLB goes with the file handlers that bring it along: where the plan, or somebody before, "
	  "turned off all of them, the writer does not write it.",
	  "luo_file_deserialize_one in kernel/liveupdate/luo_file.c knows no such handler; "
	  "luo_early_startup in kernel/liveupdate/luo_core.c refuses another string, and "
	  "luo_restore_fail in kernel/liveupdate/luo_internal.h panics; kho_populate in "
	  "kernel/liveupdate/kexec_handover.c drops all that another string describes; "
	  "luo_flb_retrieve_one in kernel/liveupdate/luo_flb.c finds no such name"},
	 RULE_VERSION,
	 rule_unreadable,
	 0},
	{{"LUO-READ-UNKNOWN", LUOCAT_SEVERITY_UNKNOWN,
	  "it is known whether the reader reads the version",
	  "The reader's catalog holds the version but does not say whether the kernel reads it, "
	  "for instance because its operations could not be followed. What is not known does not "
	  "pass.",
	  "luocat's own rule: what is not known does not pass"},
	 RULE_VERSION,
	 rule_read_unknown,
	 0},
	{{"LUO-KIND-UNKNOWN", LUOCAT_SEVERITY_UNKNOWN, "it is known what kind a format is of",
	  "The .liveupdate_versions section of the RFC of December 2025 lists bare strings: "
	  "neither a kind nor a direction. Where nothing else in the image says what a string "
	  "stands for, it is not known whether it is written or read.",
	  "the RFC of December 2025 (.liveupdate_versions, not merged), whose section holds "
	  "strings and no more; that such a string does not pass is luocat's own rule"},
	 RULE_VERSION,
	 rule_kind_unknown,
	 0},
	{{"LUO-VERSION-DIFFERS", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "version numbers without a string agree",
	  "Some formats, kexec-metadata for one, carry a version number and no versioned string. "
	  "Their ids are the same in every kernel, so the numbers must be. What a different number "
	  "does is the format's consequence: kexec-metadata is ignored, which is a note. A number "
	  "that is known on one side only is unknown.",
	  "KHO_KEXEC_METADATA_VERSION in kernel/liveupdate/kexec_handover.c: the reader "
	  "compares the number, and goes on without"},
	 RULE_VERSION,
	 rule_version_differs,
	 0},
	{{"LUO-REQUIRES", LUOCAT_SEVERITY_INCOMPATIBLE, "what a version needs is common too",
	  "A version embeds types that other formats version, as memfd embeds kho_vmalloc, or "
	  "comes with FLBs. Each of these, and what they need in turn, must be read by the reader "
	  "with the same layout and constants, and what the reader's side needs must be written by "
	  "the writer.",
	  "kho_vmalloc in include/linux/kho/abi/memfd.h, which KHO_FDT_COMPATIBLE in "
	  "include/linux/kho/abi/kexec_handover.h versions"},
	 RULE_VERSION,
	 rule_requires,
	 0},
	{{"LUO-LAYOUT-DRIFT", LUOCAT_SEVERITY_INCOMPATIBLE, "one id has one layout",
	  "Both kernels know the compatible and lay out its bytes differently: the format was "
	  "changed and its version was not. Nothing in the kernel notices. What follows reaches "
	  "from a refused retrieve over an oops to silently wrong data.",
	  "the contract in front of LUO_ABI_COMPATIBLE in include/linux/kho/abi/luo.h and of "
	  "MEMFD_LUO_FH_COMPATIBLE in include/linux/kho/abi/memfd.h: another layout takes "
	  "another string; that a check should catch what breaks it was asked for by Yadav and "
	  "Tatashin, June 2026"},
	 RULE_VERSION,
	 rule_layout_drift,
	 RULE_LAYOUT | RULE_LINT},
	{{"LUO-LAYOUT-APPENDED", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "nothing stands behind what both kernels know of a layout",
	  "Both kernels know the compatible, and one of them has members behind the last one of the "
	  "other's, or further enumerators or device-tree properties. All that both know stands "
	  "where it was, but a reader that expects more takes for it whatever lies behind what the "
	  "writer wrote, and whoever walks an array of such elements walks it wrongly. The format "
	  "was changed and its version was not.",
	  "the contract in front of LUO_ABI_COMPATIBLE in include/linux/kho/abi/luo.h and of "
	  "MEMFD_LUO_FH_COMPATIBLE in include/linux/kho/abi/memfd.h; that a policy may see it "
	  "apart from other drift is luocat's own choice"},
	 RULE_VERSION,
	 rule_layout_appended,
	 RULE_LAYOUT | RULE_LINT},
	{{"LUO-LAYOUT-ONE-SIDED", LUOCAT_SEVERITY_UNKNOWN,
	  "layouts are known on both sides or on neither",
	  "The layout of a version is known of one kernel only, so that drift cannot be excluded. "
	  "Make the other catalog from objects with debug information as well.",
	  "luocat's own rule: what is not known does not pass"},
	 RULE_VERSION,
	 rule_layout_one_sided,
	 RULE_LAYOUT | RULE_LINT},
	{{"LUO-LAYOUT-RENAMED", LUOCAT_SEVERITY_NOTE, "what a layout holds has one name",
	  "The bytes of a layout agree; members, enumerators or types have other names. Names are "
	  "not handed over, so this is no drift. But a layout cannot show meaning, and what was "
	  "renamed may mean something else now: look at the change.",
	  "luocat's own reasoning: names are not handed over"},
	 RULE_VERSION,
	 rule_layout_renamed,
	 RULE_LAYOUT | RULE_LINT},
	{{"LUO-LAYOUT-POINTER", LUOCAT_SEVERITY_WARNING, "no pointer is handed over",
	  "A layout holds a pointer, and no union lays an integer of its size over it as "
	  "DECLARE_KHOSER_PTR() in linux/kho/abi/kexec_handover.h does. A virtual address of the writer "
	  "means nothing to the reader. Unless the reader never follows it, hand over a physical "
	  "address or an index.",
	  "DECLARE_KHOSER_PTR in include/linux/kho/abi/kexec_handover.h is how the kernel hands"
	  " over what it points to"},
	 RULE_VERSION,
	 rule_layout_pointer,
	 RULE_LAYOUT | RULE_LINT},
	{{"LUO-CONSTANT-CHANGED", LUOCAT_SEVERITY_INCOMPATIBLE, "one id has one meaning",
	  "Both kernels know the compatible and a named constant of it, such as the bit that a flag "
	  "is, and the constant has another value: the bytes stand where they stood and mean "
	  "something else. The format was changed and its version was not. Nothing in the kernel "
	  "notices. Layouts do not show it; the constants stand in descriptors, and in what a probe "
	  "makes of the kernel's headers.",
	  "MEMFD_LUO_ALL_SEALS in include/linux/kho/abi/memfd.h, and the comment in front of "
	  "it: support for other seals bumps the version"},
	 RULE_VERSION,
	 rule_constant_changed,
	 RULE_CONSTANT | RULE_LINT},
	{{"LUO-CONSTANT-ONE-SIDED", LUOCAT_SEVERITY_UNKNOWN,
	  "both kernels have the same constants of a version",
	  "One kernel has a constant of a version that the other lacks, and what is known of both "
	  "was found in the same way. A flag that only the writer has may be set, and the reader "
	  "does not know what it means; one that only the reader has is never set, and the reader "
	  "may take that for an answer. A constant that only got another name looks the same. The "
	  "format was changed and its version was not.",
	  "MEMFD_LUO_ALL_SEALS in include/linux/kho/abi/memfd.h, and the comment in front of "
	  "it: support for other seals bumps the version"},
	 RULE_VERSION,
	 rule_constant_one_sided,
	 RULE_CONSTANT | RULE_LINT},
	{{"LUO-FLB-WRITER-ONLY", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "the reader attaches the FLBs that the writer attaches",
	  "The writer attaches an FLB (global data bound to the lifecycle of files) to a file "
	  "handler, the reader has both and does not attach them. The FLB's data is then "
	  "never finished in the next kernel, and dropped. Attachments are made at run time and "
	  "only descriptors show them; where one side's are not known the verdict is unknown.",
	  "luo_flb_serialize in kernel/liveupdate/luo_flb.c writes a count, which "
	  "luo_flb_file_finish in kernel/liveupdate/luo_flb.c counts down by the reader's own "
	  "attachments"},
	 RULE_VERSION,
	 rule_flb_writer_only,
	 0},
	{{"LUO-FLB-READER-ONLY", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "the writer attaches the FLBs that the reader attaches",
	  "The reader attaches an FLB to a file handler to which the writer does not. When such a "
	  "file is finished, 7.3 counts down a user count that was never set "
	  "(liveupdate_flb_put_incoming() in kernel/liveupdate/luo_flb.c): a refcount underflow, "
	  "which warns, or panics with panic_on_warn, and disables the count. Where the reader has "
	  "an FLB that the writer lacks and it is not known to which handlers it is attached, the "
	  "verdict is unknown.",
	  "liveupdate_flb_put_incoming in kernel/liveupdate/luo_flb.c counts down before it "
	  "looks for what was handed over"},
	 RULE_VERSION,
	 rule_flb_reader_only,
	 0},

	{{"LUO-MODULE-NOT-LOADED", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "what reads a format is loaded when it is needed",
	  "A module of the reader provides the format, and it is not among those that were said to "
	  "be loaded (--next-loaded) before /dev/liveupdate is opened: then the reader does not read "
	  "the format. Nothing requests modules while state is deserialized, and the first failed "
	  "open is final until the next boot. In a pre-flight that was not told it is unknown. That "
	  "the module is in the reader's initramfs makes it possible, and is no proof: it is said, "
	  "and decides nothing.",
	  "luo_open in kernel/liveupdate/luo_core.c; luo_session_deserialize in "
	  "kernel/liveupdate/luo_session.c keeps the first error; neither requests a module"},
	 RULE_VERSION,
	 rule_module_not_loaded,
	 0},

	/* ---- once the plan is made ---- */
	{{"LUO-IN-USE", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "nothing is preserved in a version that the reader cannot read",
	  "An object keeps the version in which it was preserved until it is unpreserved, so turning "
	  "the version off comes too late for it, and no plan is made. Unpreserve the objects, ask "
	  "again, apply the plan, and preserve them again: they then go into a version that the "
	  "reader reads. That nothing is in use loosens nothing: something may be preserved after "
	  "the question was asked.",
	  "luo_preserved_files in kernel/liveupdate/luo_file.c: a file is preserved once, and "
	  "keeps the handler that preserved it"},
	 RULE_VERDICT,
	 rule_in_use,
	 RULE_NAMES_FORMATS},
	{{"LUO-NO-WRITE-CONTROL", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "a writer with several versions can be told which to write",
	  "The writer has several versions of a file handler and the reader does not read all of "
	  "them. A kernel that obeys enable_write could be told to leave the others alone; a "
	  "stock kernel takes the first registered handler that accepts a file "
	  "(luo_preserve_file() in kernel/liveupdate/luo_file.c), and no setting changes that.",
	  "luo_preserve_file in kernel/liveupdate/luo_file.c stops at the first handler that "
	  "accepts the file"},
	 RULE_VERDICT,
	 rule_no_write_control,
	 RULE_NAMES_FORMATS},
	{{"LUO-MODULE", LUOCAT_SEVERITY_WARNING, "formats that modules read are loaded in time",
	  "A module of the reader provides the format. It must be loaded before /dev/liveupdate is "
	  "opened for the first time: nothing requests modules while state is deserialized, and "
	  "the first failed open is final until the next boot. Where an initramfs was given to "
	  "luo-catalog-gen it is said whether the module is in it: if not, it comes later.",
	  "luo_open in kernel/liveupdate/luo_core.c; luo_session_deserialize in "
	  "kernel/liveupdate/luo_session.c keeps the first error; neither requests a module"},
	 RULE_VERDICT,
	 rule_module,
	 RULE_NAMES_FORMATS},
	{{"LUO-WRITER-MODULE", LUOCAT_SEVERITY_NOTE, "all modules of the writer are loaded that write",
	  "Modules of the writer provide formats, and the running kernel has not loaded them: nothing "
	  "is written in these formats now, and they do not count. Once such a module is loaded it "
	  "may write them, unless a plan turned default_enable_write off before.",
	  "liveupdate_register_file_handler in kernel/liveupdate/luo_file.c: what is not "
	  "registered writes nothing"},
	 RULE_VERDICT,
	 rule_writer_module,
	 0},
	{{"LUO-FLB-UNSEEN", LUOCAT_SEVERITY_NOTE, "FLB attachments are known",
	  "Both kernels have the FLB, and neither catalog can show to which file handlers it is "
	  "attached, since stock kernels do that by a call at run time. The verdict rests on both "
	  "attaching it alike.",
	  "liveupdate_register_flb in kernel/liveupdate/luo_flb.c attaches at run time"},
	 RULE_VERDICT,
	 rule_flb_unseen,
	 0},
	{{"LUO-LAYOUT-UNCHECKED", LUOCAT_SEVERITY_NOTE, "layouts were compared",
	  "The ids agree and the layout of the version is known on neither side, so that it was "
	  "not compared. Drift, a format that was changed while its version was not, would not be "
	  "seen.",
	  "luocat's own reasoning: what was not compared may differ, and nothing in the kernel "
	  "compares it"},
	 RULE_VERDICT,
	 rule_layout_unchecked,
	 RULE_LINT},
	{{"LUO-LAYOUT-GIVEN", LUOCAT_SEVERITY_WARNING, "the kernel's own objects show its layouts",
	  "Types of a layout come from a file of BTF that was given to luo-catalog-gen beside the "
	  "kernel's objects, and these hold nothing that confirms them. BTF does not say which "
	  "kernel it belongs to: taken from another one, it hides drift or shows drift that is none. "
	  "Make sure that the file was made with the kernel, or give an image that has its own.",
	  "btf_header in include/uapi/linux/btf.h names no kernel"},
	 RULE_VERDICT,
	 rule_layout_given,
	 0},
	{{"LUO-CONSTANT-UNCHECKED", LUOCAT_SEVERITY_WARNING, "constants were compared",
	  "One kernel's catalog knows constants of a version, such as flags, that the other's does "
	  "not: stock kernels show none, and a probe only those of headers. Whether they mean the "
	  "same on both sides was not compared. Make the other catalog with descriptors or a probe "
	  "as well.",
	  "luocat's own reasoning: what was not compared may differ, and nothing in the kernel "
	  "compares it"},
	 RULE_VERDICT,
	 rule_constant_unchecked,
	 RULE_LINT},
	{{"LUO-EVIDENCE", LUOCAT_SEVERITY_NOTE, "facts rest on objects in the image",
	  "Some of what decides is not shown by an object or a descriptor in the image but taken "
	  "from a string constant, from the shape of bytes in a stripped image, from a probe or from "
	  "luocat's table of upstream formats. This is good enough for kernels that follow upstream; "
	  "a kernel that patches these formats should carry descriptors.",
	  "luocat's own rule: weaker evidence is never presented as stronger"},
	 RULE_VERDICT,
	 rule_evidence,
	 0},
	/* ---- what a policy asks ---- */
	{{"LUO-EVIDENCE-ASKED", LUOCAT_SEVERITY_UNKNOWN,
	  "facts are known as surely as the policy asks",
	  "The policy asks that what is known of the format is known from evidence of a kind, or "
	  "better, and the id of a version, that the writer writes it, or that the reader reads it, "
	  "is known from weaker evidence only. From weakest to best: string, table, probe, lvup, "
	  "shape, object, descriptor. Make the catalog from objects that show more, or have the "
	  "kernel carry descriptors.",
	  "luocat's own rule: weaker evidence is never presented as stronger"},
	 RULE_VERSION,
	 rule_evidence_asked,
	 0},
	{{"LUO-PROFILE-EXTRA", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "the writer writes nothing that the profile does not have",
	  "A profile names exactly the versions that the kernels of a fleet hand over. The writer "
	  "writes another one as well, or may. A plan turns off versions of file handlers that the "
	  "profile does not have; core formats and subtrees are written at boot, and no setting "
	  "changes that.",
	  "named profiles were asked for by Graf, December 2025; that clusters pin one, by "
	  "Gunthorpe, January 2026"},
	 RULE_VERSION,
	 rule_profile_extra,
	 0},
	{{"LUO-PROFILE-LAYOUT", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "layouts are those of the profile",
	  "The profile names the fingerprint of a version's layout, and the layout in the writer or "
	  "the reader has another one: the format was changed and its version was not, or the "
	  "profile was made from other kernels. A layout that is not known is unknown.",
	  "named profiles were asked for by Graf, December 2025; that a profile may name "
	  "layouts is luocat's own choice"},
	 RULE_VERSION,
	 rule_profile_layout,
	 RULE_LAYOUT},
	{{"LUO-PROFILE-MISSING", LUOCAT_SEVERITY_INCOMPATIBLE,
	  "both kernels write and read what the profile has",
	  "Each version of a profile must be written and read by both kernels, so that any kernel of "
	  "the fleet can hand over to any other, and back. One of them lacks it, does not write or "
	  "read it, or has turned it off: the writer has to write it now.",
	  "named profiles were asked for by Graf, December 2025; that clusters pin one, by "
	  "Gunthorpe, January 2026"},
	 RULE_VERDICT,
	 rule_profile_missing,
	 RULE_NAMES_FORMATS},
	{{"LUO-MANDATORY", LUOCAT_SEVERITY_INCOMPATIBLE, "mandatory formats get across",
	  "The policy says that the format is mandatory. The writer does not have it, writes no "
	  "version of it, or only versions that the reader does not read or that the plan turns off: "
	  "whoever preserves such a file, or counts on that subtree, would be left without. It "
	  "counts whatever --in-use names.",
	  "mandatory and optional parts were asked for by Petrongonas, December 2025; that this"
	  " is for userspace to say, by Yadav"},
	 RULE_VERDICT,
	 rule_mandatory,
	 RULE_NAMES_FORMATS},
	{{"LUO-FORMAT-OFF", LUOCAT_SEVERITY_WARNING, "of each format some version can be written",
	  "Every version of a file handler that the writer could write is turned off, or will be by "
	  "the plan. Nothing that is unreadable can be handed over then, and nothing else in this "
	  "format either: LUO refuses to preserve such a file, before the kexec. It is a note "
	  "where the policy says that the format is optional, or the profile does not have it.",
	  "luo_preserve_file in kernel/liveupdate/luo_file.c gives ENOENT where no handler "
	  "accepts a file; that it passes by handlers that are off is luocat's patch"},
	 RULE_VERDICT,
	 rule_format_off,
	 RULE_NAMES_FORMATS},
	{{"LUO-WAIVER-UNUSED", LUOCAT_SEVERITY_WARNING, "every waiver excuses something",
	  "A waiver of the policy excuses nothing of what was found (--unused-waivers asks for "
	  "these): the finding is gone, or the waiver never matched it. It could one day excuse "
	  "something that nobody looked at. Waivers that have expired are not named again.",
	  "luocat's own reasoning: an exception that nobody needs is one that nobody looks at"},
	 RULE_VERDICT,
	 rule_waiver_unused,
	 RULE_WAIVER},
	{{"LUO-WAIVER-EXPIRED", LUOCAT_SEVERITY_WARNING, "no waiver has expired",
	  "A waiver holds until the end of the day that it names, and not longer; one whose date is "
	  "none of the calendar, written YYYY-MM-DD, has expired. It excuses nothing any more, and "
	  "what it excused counts again.",
	  "luocat's own reasoning: an exception without an end is a rule"},
	 RULE_VERDICT,
	 rule_waiver_expired,
	 RULE_WAIVER},
};

const size_t n_rules = sizeof(rules) / sizeof(rules[0]);

size_t luocat_n_rules(void)
{
	return n_rules;
}

const struct luocat_rule *luocat_rule(size_t index)
{
	return index < n_rules ? &rules[index].pub : NULL;
}

const struct luocat_rule *luocat_rule_find(const char *id)
{
	for (size_t i = 0; i < n_rules; i++) {
		if (!strcasecmp(rules[i].pub.id, id))
			return &rules[i].pub;
	}
	return NULL;
}
