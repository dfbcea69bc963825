// Steps and fields are put into order by dragging, in addition to the buttons of each step.
"use strict";

(() => {
  let dragged = null;
  const list = () => dragged?.closest("[data-sortable]");
  const target = (event) => {
    const item = event.target.closest?.("[data-item]");
    return item && dragged && item !== dragged && item.parentElement === list() ? item : null;
  };
  const clear = () => document.querySelectorAll(".aimed").forEach((one) => one.classList.remove("aimed"));

  const prepare = (root) => {
    root.querySelectorAll("[data-sortable] > [data-item]").forEach((item) => { item.draggable = true; });
  };

  document.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.("[data-item]")) return;
    dragged = event.target;
    dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.item);
  });
  document.addEventListener("dragover", (event) => {
    const item = target(event);
    if (!item) return;
    event.preventDefault();
    clear();
    item.classList.add("aimed");
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    clear();
    dragged = null;
  });
  document.addEventListener("drop", (event) => {
    const item = target(event);
    if (!item) return;
    event.preventDefault();
    const items = [...list().querySelectorAll(":scope > [data-item]")];
    const down = items.indexOf(dragged) < items.indexOf(item);
    item[down ? "after" : "before"](dragged);
    const form = document.getElementById(list().dataset.sortable);
    const order = form.elements.reihenfolge;
    order.value = [...list().querySelectorAll(":scope > [data-item]")].map((one) => one.dataset.item).join(",");
    order.disabled = false;
    form.requestSubmit();
  });

  // htmx looks for the pressed button inside the form only; these stand in the list and name the form
  document.addEventListener("htmx:configRequest", (event) => {
    const button = event.detail.triggeringEvent?.submitter;
    if (button?.name && button.hasAttribute("form")) event.detail.parameters[button.name] = button.value;
  });

  document.addEventListener("htmx:afterSwap", () => prepare(document));
  prepare(document);
})();
