// The key "/" leads to the search, unless somebody is typing or has switched it off on this device.
"use strict";

(() => {
  const SETTING = "ikz-taste-suche";
  const isOn = () => {
    try {
      return localStorage.getItem(SETTING) !== "aus";
    } catch {
      return true; // storage may be switched off
    }
  };
  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (!isOn() || isTyping(event.target)) return;
    const place = [...document.querySelectorAll("[data-search]")].find((one) => one.checkVisibility());
    if (!place) return;
    event.preventDefault();
    if (place.matches("a")) {
      place.click();
    } else {
      place.focus();
      place.select();
    }
  });

  const label = (line) => {
    line.querySelector("span").hidden = !isOn();
    line.querySelector("button .kern-label").textContent = isOn() ? "Taste abschalten" : "Taste / für die Suche einschalten";
  };
  document.addEventListener("click", (event) => {
    const line = event.target.closest("[data-search-key] button")?.closest("[data-search-key]");
    if (!line) return;
    try { localStorage.setItem(SETTING, isOn() ? "aus" : "an"); } catch { /* then it stays as it is */ }
    label(line);
  });
  const prepare = () => document.querySelectorAll("[data-search-key]").forEach((line) => {
    line.hidden = false;
    label(line);
  });
  document.addEventListener("htmx:afterSwap", prepare);
  prepare();
})();
