// The matrix by keyboard: one stop for Tab in each table, the arrow keys go from cell to cell.
"use strict";

(() => {
  const rows = (table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.querySelector("a")));

  const prepare = () => {
    document.querySelectorAll("table[data-matrix]").forEach((table) => {
      const links = [...table.querySelectorAll("tbody a")];
      links.forEach((link, place) => { link.tabIndex = place ? -1 : 0; });
    });
  };

  const place = (grid, link) => {
    const y = grid.findIndex((line) => line.includes(link));
    return { x: grid[y].indexOf(link), y };
  };

  const step = (grid, { x, y }, dx, dy) => {
    for (let to = [x + dx, y + dy]; grid[to[1]] && to[0] in grid[to[1]]; to = [to[0] + dx, to[1] + dy]) {
      if (grid[to[1]][to[0]]) return grid[to[1]][to[0]];
    }
    return null;
  };

  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const aim = (event, table, link) => {
    const grid = rows(table);
    const line = grid[place(grid, link).y].filter(Boolean);
    if (event.key in MOVES) return step(grid, place(grid, link), ...MOVES[event.key]);
    const all = event.ctrlKey ? [...table.querySelectorAll("tbody a")] : line;
    return { Home: all[0], End: all[all.length - 1] }[event.key];
  };

  document.addEventListener("keydown", (event) => {
    const link = event.target.closest?.("table[data-matrix] a");
    if (!link || event.altKey || event.metaKey || event.shiftKey) return;
    const table = link.closest("table");
    const target = aim(event, table, link);
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
  // the stop is where the reader was last
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest?.("table[data-matrix] tbody a");
    if (!link) return;
    link.closest("table").querySelectorAll('tbody a[tabindex="0"]').forEach((one) => { one.tabIndex = -1; });
    link.tabIndex = 0;
  });

  document.addEventListener("htmx:afterSwap", prepare);
  prepare();
})();
