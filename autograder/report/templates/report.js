"use strict";
(() => {
  const inOrder = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const valueOf = (cell) => (cell.dataset.value ?? cell.textContent).trim();
  const isNothing = (value) => value === "" || value === "–" || value === "?";

  function compare(left, right) {
    const numbers = [Number(left), Number(right)];
    return numbers.some(Number.isNaN) ? inOrder.compare(left, right) : numbers[0] - numbers[1];
  }

  function sort(table, heading, direction) {
    const place = heading.cellIndex;
    const sign = direction === "ascending" ? 1 : -1;
    const rows = [...table.tBodies[0].rows].map((row) => ({ row, value: valueOf(row.cells[place]) }));
    rows.sort((left, right) => {
      const missing = isNothing(left.value) - isNothing(right.value);
      return missing || (isNothing(left.value) ? 0 : sign * compare(left.value, right.value));
    });
    table.tBodies[0].append(...rows.map(({ row }) => row));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", direction);
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    table.tHead.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const heading = button.closest("th");
      const other = { ascending: "descending", descending: "ascending" };
      sort(table, heading, other[heading.getAttribute("aria-sort")] ?? button.dataset.first);
    });
  }

  const search = document.getElementById("search");
  const only = document.getElementById("only");
  const rows = [...document.getElementById("class").tBodies[0].rows];
  const texts = new Map();
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function textOf(row) {
    if (!texts.has(row)) {
      const cells = [...row.cells];
      texts.set(row, plain([cells[0], ...cells.slice(-2)].map((cell) => cell.textContent).join(" ")));
    }
    return texts.get(row);
  }

  function filter() {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits =
        (!only.value || row.dataset.is.split(" ").includes(only.value)) &&
        words.every((word) => textOf(row).includes(word));
      row.hidden = !fits;
      count += fits;
    }
    document.getElementById("count").textContent = `${count} of ${rows.length} students`;
    document.getElementById("nobody").hidden = count > 0;
  }

  const columns = document.getElementById("columns");
  const choose = ({ value, checked }) => document.getElementById("class").classList.toggle(`no-${value}`, !checked);
  columns.addEventListener("change", (event) => choose(event.target));
  if (matchMedia("(max-width: 40rem)").matches) {
    for (const box of columns.querySelectorAll("input:not([value=points])")) {
      box.checked = false;
      choose(box);
    }
  }

  search.addEventListener("input", filter);
  only.addEventListener("change", filter);
  search.closest("[hidden]").hidden = false;
  filter();

  function reveal() {
    const row = /^#s\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (!row || !row.hidden) return;
    search.value = only.value = "";
    filter();
    row.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);

  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
})();
