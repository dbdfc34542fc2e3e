/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xml.h - texts in XML
 */
#ifndef COMPAT_CHECK_XML_H
#define COMPAT_CHECK_XML_H

#include <stdio.h>

/*
 * @text as the content of an element or of an attribute in double quotes. What XML 1.0 has no way
 * to write, and what is no UTF-8, becomes U+FFFD.
 */
void xml_text(FILE *out, const char *text);
/* " name="text"" */
void xml_attribute(FILE *out, const char *name, const char *text);

#endif
