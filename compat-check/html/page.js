// SPDX-License-Identifier: GPL-2.0-only
/*
 * page.js - buttons that copy a plan's commands
 *
 * Everything is on the page without it. Text goes into the document as text only: names in catalogs
 * are anybody's.
 */
"use strict";

{
	/* Where there is no clipboard API, or a policy forbids it: the old way, by a selection. */
	const copySelected = (pre) => {
		const range = document.createRange(), selection = getSelection();

		range.selectNodeContents(pre);
		selection.removeAllRanges();
		selection.addRange(range);
		const copied = document.execCommand("copy");
		if (copied)
			selection.removeAllRanges();
		return copied;
	};

	const copy = async (pre) => {
		try {
			await navigator.clipboard.writeText(pre.textContent);
			return true;
		} catch {
			return copySelected(pre);
		}
	};

	const say = (button, text) => {
		button.textContent = text;
		clearTimeout(button.timer);
		button.timer = setTimeout(() => { button.textContent = "Copy"; }, 2000);
	};

	const addButtons = (root) => {
		for (const commands of root.querySelectorAll(".commands")) {
			const button = document.createElement("button");

			button.type = "button";
			button.className = "copy";
			button.textContent = "Copy";
			button.setAttribute("aria-live", "polite");
			commands.append(button);
		}
	};

	document.addEventListener("click", async (event) => {
		const button = event.target.closest(".copy");

		if (button)
			say(button, await copy(button.parentNode.querySelector("pre"))
				? "Copied" : "Press Ctrl+C");
	});
	document.documentElement.classList.add("js");
	addButtons(document);
}
