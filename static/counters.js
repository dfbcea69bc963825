// How many characters an input with data-limit still takes, once little is left; said aloud after a pause, and only when it
// begins to matter. Nothing is cut: what is too long the server refuses, with the text kept.
"use strict";

(() => {
  const PAUSE = 1200; // milliseconds without a key before it is said
  const NEAR = { least: 10, most: 500, part: 0.1 }; // characters left, or the part of the limit

  const number = (value) => value.toLocaleString("de-DE");
  const left = (input) => Number(input.dataset.limit) - [...input.value].length;
  const near = (input) => Math.max(NEAR.least, Math.min(NEAR.most, input.dataset.limit * NEAR.part));
  const words = (rest) => rest < 0 ? `${number(-rest)} Zeichen zu viel, bitte kürzen` : `Noch ${number(rest)} Zeichen`;

  const note = (input) => document.getElementById(`${input.id}_rest`) || (() => {
    const made = Object.assign(document.createElement("p"), { id: `${input.id}_rest`, className: "ikz-left" });
    input.after(made);
    return made;
  })();

  const said = new WeakMap(); // of each input: "", "near" or "over"
  let waiting = 0;

  const count = (input) => {
    const rest = left(input);
    const state = rest < 0 ? "over" : rest <= near(input) ? "near" : "";
    if (!state && !document.getElementById(`${input.id}_rest`)) return "";
    const shown = note(input);
    shown.hidden = !state;
    shown.textContent = state ? words(rest) : "";
    shown.classList.toggle("ikz-left--over", state === "over");
    return state;
  };

  const speak = (input) => {
    const state = count(input);
    if (state && state !== said.get(input)) document.dispatchEvent(new CustomEvent("ikz:announce", { detail: words(left(input)) }));
    said.set(input, state);
  };

  document.addEventListener("input", (event) => {
    const input = event.target.closest("[data-limit]");
    if (!input?.id) return;
    count(input);
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => speak(input), PAUSE);
  });

  const begin = () => document.querySelectorAll("[data-limit][id]").forEach((input) => said.set(input, count(input)));
  document.addEventListener("htmx:afterSwap", begin);
  begin();
})();
