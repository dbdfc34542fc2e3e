// SPDX-License-Identifier: GPL-2.0-only
/*
 * matrix.js - the matrix by mouse and keyboard: reasons in a panel, filters, views that can be linked
 *
 * The page is whole without it. It reads what is there, the cells and the reasons further down, and
 * moves copies of them. Names in catalogs are anybody's: they are set as text, never as markup.
 */
"use strict";

{
	const OUTCOMES = {
		c: { style: "good", sign: "\u2713", words: "compatible" },
		p: { style: "plan", sign: "P", words: "compatible with a plan" },
		u: { style: "unknown", sign: "?", words: "unknown" },
		i: { style: "bad", sign: "\u00d7", words: "incompatible" },
		"-": { style: "none", sign: "\u00b7", words: "not written" },
	};
	const table = document.querySelector(".matrix");
	const body = table.tBodies[0];
	const filters = document.querySelector(".filters");
	const [format, rowFilter, columnFilter] =
		["format", "rows", "columns"].map((name) => document.getElementById(name));
	const heads = [...table.tHead.rows[0].cells].slice(1);
	/* rows[i] = {head, cells[], outcomes}; a cell keeps what the page said of it */
	const rows = [...body.rows].map((row) => ({
		row,
		head: row.cells[0],
		outcomes: row.dataset.o,
		cells: [...row.cells].slice(1).map((cell) => {
			const link = cell.firstElementChild;

			return {
				cell, link, self: cell.classList.contains("self"),
				style: cell.classList[0], sign: link.textContent,
				words: link.getAttribute("aria-label"),
			};
		}),
	}));
	const name = (head) => head.textContent;
	let current = { row: 0, column: 0 }; /* the one cell that Tab reaches */
	let chosen = null; /* whose reason is shown */

	/* ---- Elements ---- */

	const make = (tag, text, style) => {
		const element = document.createElement(tag);

		if (text)
			element.textContent = text;
		if (style)
			element.className = style;
		return element;
	};

	const shown = make("p", "", "shown"); /* how much of the matrix is */
	shown.setAttribute("role", "status");
	filters.append(shown);

	const panel = make("aside", "", "panel idle");
	panel.setAttribute("aria-live", "polite");
	panel.setAttribute("aria-label", "Reason");
	document.querySelector(".board").append(panel);

	const pairTitle = (tag, row, column) => {
		const title = make(tag, `${name(rows[row].head)} `);

		title.append(make("span", "\u2192", "arrow"), ` ${name(heads[column])}`);
		return title;
	};

	const mark = (outcome) => make("span", `${outcome.sign} ${outcome.words}`, `mark ${outcome.style}`);

	/* ---- Where things are ---- */

	const reasonOf = (row, column) =>
		document.getElementById(`p-${row}-${column}`).closest(".reason");

	const pairsOf = (reason) => [...reason.querySelectorAll(".pairs li")].map((item) =>
		item.id.split("-").slice(1).map(Number));

	const formatOutcome = (row, column) => {
		const n = format.options.length - 1;

		return OUTCOMES[rows[row].outcomes[column * n + format.selectedIndex - 1]];
	};

	/* ---- Pairs of one answer ---- */

	const endAlike = () => {
		table.classList.remove("alike");
		for (const cell of table.querySelectorAll(".same"))
			cell.classList.remove("same");
	};

	const showAlike = (reason) => {
		endAlike();
		for (const [row, column] of pairsOf(reason))
			rows[row].cells[column].cell.classList.add("same");
		table.classList.add("alike");
	};

	const alikeButton = (reason) => {
		const n = reason.querySelectorAll(".pairs li").length;
		const button = make("button", n === 1 ? "Show this pair in the matrix"
			: `Show these ${n} pairs in the matrix`);

		button.type = "button";
		button.addEventListener("click", () => {
			showAlike(reason);
			table.scrollIntoView({ block: "nearest" });
		});
		return button;
	};

	for (const reason of document.querySelectorAll("main > section > .reason"))
		reason.append(alikeButton(reason));

	/* ---- The panel ---- */

	const idle = () => {
		panel.className = "panel idle";
		panel.replaceChildren(make("p", "Choose a cell, by mouse or arrow keys, to see why.", "muted"));
		document.documentElement.classList.remove("reading");
	};

	const fillPanel = (row, column) => {
		const reason = reasonOf(row, column), header = make("header");
		const close = make("button", "Close");
		const copy = reason.cloneNode(true);

		copy.querySelector(".pairs").remove();
		copy.querySelector("h3").remove();
		copy.querySelector(":scope > button")?.remove();
		close.type = "button";
		close.addEventListener("click", () => { unchoose(); focusCurrent(); });
		header.append(pairTitle("h2", row, column), close);
		panel.className = `panel ${rows[row].cells[column].style}`;
		panel.replaceChildren(header, mark(rows[row].cells[column]));
		if (format.selectedIndex > 0) {
			const line = make("p", `${format.selectedOptions[0].textContent}: `, "of-format");

			line.append(mark(formatOutcome(row, column)));
			panel.append(line);
		}
		panel.append(...copy.childNodes);
		if (reason.querySelectorAll(".pairs li").length > 1)
			panel.append(alikeButton(reason));
		panel.scrollTop = 0;
		document.documentElement.classList.add("reading");
	};

	/* ---- Choosing ---- */

	const mind = (row, column, on) => {
		rows[row].head.classList.toggle("here", on);
		heads[column].classList.toggle("here", on);
	};

	const setCurrent = (row, column) => {
		rows[current.row].cells[current.column].link.tabIndex = -1;
		current = { row, column };
		rows[row].cells[column].link.tabIndex = 0;
	};

	const focusCurrent = () => rows[current.row].cells[current.column].link.focus();

	const clearChosen = () => {
		if (!chosen)
			return;
		mind(chosen.row, chosen.column, false);
		rows[chosen.row].cells[chosen.column].cell.classList.remove("chosen");
		chosen = null;
	};

	const unchoose = () => {
		clearChosen();
		endAlike();
		idle();
		writeHash();
	};

	const choose = (row, column) => {
		if (chosen && chosen.row === row && chosen.column === column)
			return;
		clearChosen();
		chosen = { row, column };
		setCurrent(row, column);
		mind(row, column, true);
		rows[row].cells[column].cell.classList.add("chosen");
		fillPanel(row, column);
		writeHash();
	};

	/* ---- Views that can be linked: #p-3-7&format=file-handler memfd&rows=7.2 ---- */

	const fields = { format, rows: rowFilter, columns: columnFilter };

	const writeHash = () => {
		const parts = chosen ? [`p-${chosen.row}-${chosen.column}`] : [];

		for (const [key, field] of Object.entries(fields)) {
			const value = key === "format" && field.selectedIndex < 1 ? "" : field.value.trim();

			if (value)
				parts.push(`${key}=${encodeURIComponent(value)}`);
		}
		history.replaceState(null, "", parts.length ? `#${parts.join("&")}` : location.pathname
			+ location.search);
	};

	const decode = (text) => {
		try {
			return decodeURIComponent(text);
		} catch {
			return text;
		}
	};

	const readHash = () => {
		const parts = location.hash.slice(1).split("&");
		const pair = /^p-(\d+)-(\d+)$/.exec(parts[0]);
		const told = new Map(parts.filter((part) => part.includes("=")).map((part) => {
			const at = part.indexOf("=");

			return [part.slice(0, at), decode(part.slice(at + 1))];
		}));

		if (!pair && !told.size && location.hash.length > 1)
			return; /* a rule's paragraph, say */
		for (const [key, field] of Object.entries(fields))
			field.value = told.get(key) ?? "";
		if (format.selectedIndex < 0)
			format.selectedIndex = 0;
		clearChosen();
		filter();
		if (pair && rows[pair[1]]?.cells[pair[2]]) {
			choose(Number(pair[1]), Number(pair[2]));
			chosenCell().scrollIntoView({ block: "nearest", inline: "nearest" });
		} else {
			idle();
		}
	};

	const chosenCell = () => rows[chosen.row].cells[chosen.column].cell;

	/* ---- Filters ---- */

	/* Each word of the filter is a part of a name that is wanted; no word: all are. */
	const matcher = (field) => {
		const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);

		return (head) => !words.length || words.some((word) => name(head).toLowerCase().includes(word));
	};

	const colour = () => {
		rows.forEach(({ cells }, row) => cells.forEach((cell, column) => {
			const outcome = format.selectedIndex > 0 ? formatOutcome(row, column) : cell;

			cell.cell.classList.remove(cell.now ?? cell.style);
			cell.cell.classList.add(outcome.style);
			cell.now = outcome.style;
			cell.link.textContent = outcome.sign;
			cell.link.setAttribute("aria-label", outcome.words);
		}));
	};

	const visible = (list) => list.flatMap((head, index) => head.hidden ? [] : [index]);
	const visibleRows = () => visible(rows.map(({ row }) => row));
	const visibleColumns = () => visible(heads);

	const hide = () => {
		const wantRow = matcher(rowFilter), wantColumn = matcher(columnFilter);

		heads.forEach((head) => { head.hidden = !wantColumn(head); });
		for (const { row, head, cells } of rows) {
			row.hidden = !wantRow(head);
			cells.forEach(({ cell }, column) => { cell.hidden = heads[column].hidden; });
		}
	};

	const filter = () => {
		hide();
		colour();
		const [r, c] = [visibleRows(), visibleColumns()];

		shown.textContent = r.length < rows.length || c.length < heads.length
			? `${r.length} of ${rows.length} rows, ${c.length} of ${heads.length} columns` : "";
		/* Tab must reach a cell that is there */
		if (r.length && c.length && !(r.includes(current.row) && c.includes(current.column)))
			setCurrent(r[0], c[0]);
		if (chosen && (rows[chosen.row].row.hidden || heads[chosen.column].hidden)) {
			clearChosen();
			idle();
		} else if (chosen) {
			fillPanel(chosen.row, chosen.column);
		}
	};

	/* ---- Keyboard ---- */

	const step = (list, at, by) =>
		list[Math.min(Math.max(list.indexOf(at) + by, 0), list.length - 1)];
	const move = (down, right) => (r, c) =>
		[step(r, current.row, down), step(c, current.column, right)];
	const MOVES = {
		ArrowUp: move(-1, 0), ArrowDown: move(1, 0), ArrowLeft: move(0, -1), ArrowRight: move(0, 1),
		PageUp: move(-10, 0), PageDown: move(10, 0),
		Home: (r, c) => [current.row, c[0]], End: (r, c) => [current.row, c.at(-1)],
		"Control+Home": (r, c) => [r[0], c[0]], "Control+End": (r, c) => [r.at(-1), c.at(-1)],
	};

	table.addEventListener("keydown", (event) => {
		const key = `${event.ctrlKey ? "Control+" : ""}${event.key}`;

		if (key === " ") {
			event.preventDefault();
			event.target.click();
		} else if (MOVES[key] && !event.altKey && !event.shiftKey && !event.metaKey) {
			event.preventDefault();
			setCurrent(...MOVES[key](visibleRows(), visibleColumns()));
			focusCurrent();
		}
	});

	document.addEventListener("keydown", (event) => {
		if (event.key === "Escape" && (chosen || table.classList.contains("alike"))) {
			const inside = panel.contains(document.activeElement);

			unchoose();
			if (inside)
				focusCurrent();
		}
	});

	/* ---- Mouse and focus ---- */

	const place = (target) => {
		const cell = target.closest("tbody td");

		return cell && [cell.parentNode.rowIndex - 1, cell.cellIndex - 1];
	};

	table.addEventListener("click", (event) => {
		const at = place(event.target);

		if (at) {
			event.preventDefault();
			choose(...at);
		}
	});

	table.addEventListener("focusin", (event) => {
		const at = place(event.target);

		if (at)
			choose(...at);
	});

	let over = null;
	const leave = () => {
		if (over && !(chosen && (chosen.row === over[0] || chosen.column === over[1])))
			mind(...over, false);
		if (chosen)
			mind(chosen.row, chosen.column, true);
		over = null;
	};
	table.addEventListener("mouseover", (event) => {
		const at = place(event.target);

		leave();
		if (at) {
			over = at;
			mind(...at, true);
		}
	});
	table.addEventListener("mouseleave", leave);

	/* ---- Begin ---- */

	table.setAttribute("role", "grid");
	for (const { cells } of rows) {
		for (const { cell, link } of cells) {
			cell.setAttribute("role", "gridcell");
			link.tabIndex = -1;
		}
	}
	setCurrent(0, 0);
	for (const field of Object.values(fields)) {
		for (const kind of ["input", "change"])
			field.addEventListener(kind, () => { filter(); writeHash(); });
	}
	filters.querySelector("button").addEventListener("click", () => {
		for (const field of Object.values(fields))
			field.value = "";
		format.selectedIndex = 0;
		filter();
		writeHash();
	});
	filters.hidden = false;
	/* what the heads cover, so that a cell that takes the focus is not below them */
	{
		const corner = table.tHead.rows[0].cells[0].getBoundingClientRect();
		const scroll = document.querySelector(".scroll");

		scroll.style.setProperty("--top", `${Math.ceil(corner.height)}px`);
		scroll.style.setProperty("--left", `${Math.ceil(corner.width)}px`);
	}
	addEventListener("hashchange", readHash);
	readHash();
}
