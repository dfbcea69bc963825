// Drafts: what was typed and chosen in form[data-draft] survives an expired session in its tab, and on a device on which the person
// stays signed in (data-keeps) a closed window, too. Never kept: hidden inputs (tokens, versions), passwords, files.
// A button with data-draft-stays sends a form that comes back unsaved.
"use strict";

(() => {
  const { person, acting = "", keeps } = document.body.dataset;
  const ALL = "ikz-entwurf:";
  const PREFIX = `${ALL}${person}:`;
  const OWN = "ikz-eigen:";
  const LEFT = "ikz-abgemeldet"; // tells the other tabs of a sign-out
  const SENT = "ikz-gesendet"; // key of the form that was sent without htmx, until the next page shows what became of it
  const KEPT_DAYS = 14;
  const LEFT_OUT = ["hidden", "password", "file", "submit", "button", "reset", "image"];

  const announce = (text) => document.dispatchEvent(new CustomEvent("ikz:announce", { detail: text }));
  const equal = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  // --- the fields of a form: of each its name, its shape (kind, and what can be chosen, as it is read) and its value:
  // --- a text, whether it is ticked, or what is selected

  const isText = (value) => typeof value === "string";
  const isFilled = (value) => isText(value) ? value.trim() !== "" : value === true || (Array.isArray(value) && value.some(Boolean));
  const words = (element) => element ? element.textContent.replace(/\s+/g, " ").trim() : "";

  const inputs = (form) => [...form.elements].filter((one) =>
    one.name && one.matches("input, select, textarea") && !LEFT_OUT.includes(one.type));

  const value = (input) => {
    if (input.matches("select")) return [...input.selectedOptions].map((one) => one.value);
    return ["radio", "checkbox"].includes(input.type) ? input.checked : input.value;
  };
  const choices = (input) => {
    if (input.matches("select")) return [...input.options].map((one) => [one.value, words(one)]);
    return isText(value(input)) ? [] : [input.value, words(input.labels[0])];
  };
  const fields = (form) => inputs(form).map((one) => (
    { name: one.name, shape: JSON.stringify([one.type, one.name, choices(one)]), value: value(one) }));

  const unfold = (element) => {
    for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  const put = (input, wanted) => {
    if (equal(value(input), wanted)) return;
    if (isText(wanted)) input.value = wanted;
    else if (Array.isArray(wanted)) [...input.options].forEach((one) => { one.selected = wanted.includes(one.value); });
    else input.checked = wanted;
    unfold(input);
  };

  // --- where drafts lie: one a person and form, in the tab or on the device; each tab remembers the one that it wrote or took

  const key = (form) => PREFIX + form.dataset.draft;
  const storages = () => { // first the one for new drafts; the sign-in before may have been another
    try {
      return keeps === undefined ? [sessionStorage, localStorage] : [localStorage, sessionStorage];
    } catch {
      return []; // storage may be switched off
    }
  };
  const parsed = (text) => {
    try {
      const draft = JSON.parse(text);
      return draft?.fields ? draft : null;
    } catch {
      return null;
    }
  };
  const read = (name) => storages().map((one) => parsed(one.getItem(name))).filter(Boolean)
    .reduce((newest, one) => newest === null || one.at > newest.at ? one : newest, null);
  const isOwn = (name, draft) => draft !== null && sessionStorage.getItem(OWN + name) === String(draft.at);
  const own = (name, draft) => sessionStorage.setItem(OWN + name, draft.at);
  const drop = (name) => storages().forEach((one) => one.removeItem(name));
  const write = (name, draft) => {
    try {
      drop(name);
      storages()[0].setItem(name, JSON.stringify(draft));
      own(name, draft);
    } catch { /* storage may be switched off or full: the form itself still holds the text */ }
  };
  const stored = (beginning) => storages().flatMap((one) => Object.keys(one)).filter((name) => name.startsWith(beginning));
  const clear = () => { // whoever's they are; in a tab others leave none to who signs in after them
    stored(ALL).forEach((name) => {
      const draft = read(name);
      if (!draft || Date.now() - draft.at > KEPT_DAYS * 86400000) drop(name);
    });
    if (person === "0") return;
    const foreign = (name) => name.startsWith(ALL) && !name.startsWith(PREFIX);
    storages().filter((one) => one === sessionStorage).forEach((tab) => Object.keys(tab).filter(foreign).forEach((name) => tab.removeItem(name)));
  };
  const forget = (name) => { // once stored or given up here; another tab may have written a newer one
    if (isOwn(name, read(name))) drop(name);
  };

  // --- a draft beside the form as it stands now

  const hasChanged = (form, draft) => // other fields, other choices, or somebody else's
    draft.acting !== acting || !equal(draft.fields.map((one) => one.shape), fields(form).map((one) => one.shape));

  const differs = (form, draft) => {
    const left = fields(form);
    return draft.fields.some((one) => {
      const place = left.findIndex(({ shape }) => shape === one.shape);
      return place < 0 ? isFilled(one.value) : !equal(left.splice(place, 1)[0].value, one.value);
    });
  };

  const begun = new WeakMap(); // of each form: the values it was given out with
  const keep = (form) => {
    const name = key(form);
    const now = fields(form);
    const before = begun.get(form) || [];
    if (equal(now.map((one) => one.value), before)) {
      forget(name);
      return;
    }
    const files = [...form.elements].some((one) => one.type === "file" && one.value);
    write(name, { at: Date.now(), acting, fields: now, begun: before, files });
  };

  // into a form that has changed: its texts, in their order; where something else was chosen, nothing is.
  // Returns the texts that have no field any more
  const takeTexts = (form, draft) => {
    const left = draft.fields.filter((one) => isText(one.value));
    const chosen = draft.fields.filter((one) => one.value === true).map((one) => one.shape);
    const now = fields(form);
    const unlike = new Set(now.filter((one) => one.value === true && !chosen.includes(one.shape)).map((one) => one.name));
    inputs(form).forEach((input) => {
      if (input.type === "radio" && unlike.has(input.name)) input.checked = false;
      const place = left.findIndex((one) => one.name === input.name);
      if (isText(value(input)) && place >= 0) put(input, left.splice(place, 1)[0].value);
    });
    return left.map((one) => one.value).filter(isFilled);
  };

  // --- the offer above the form

  const paragraph = (text, style = "") => Object.assign(document.createElement("p"), { textContent: text, className: style });

  const button = (label, act) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "kern-btn kern-btn--secondary";
    element.append(Object.assign(document.createElement("span"), { className: "kern-label", textContent: label }));
    element.addEventListener("click", act);
    return element;
  };

  const told = (form, draft) => {
    const when = new Date(draft.at).toLocaleString("de-DE", { dateStyle: "medium", timeStyle: "short" });
    const lines = [`Auf diesem Gerät liegt ein Entwurf vom ${when}, der noch nicht gespeichert wurde.`];
    if (hasChanged(form, draft)) {
      const why = draft.acting === acting ? "Das Formular hat sich seitdem geändert" : `Begonnen haben Sie ihn als ${draft.acting}`;
      lines.push(`${why}: Übernommen werden nur die Texte. Was Sie ausgewählt hatten, wählen Sie bitte neu.`);
    } else if (!equal(draft.begun, fields(form).map((one) => one.value))) {
      lines.push("Das Formular ist inzwischen anders ausgefüllt als damals. Der Entwurf ersetzt, was jetzt darin steht.");
    }
    if (draft.files) lines.push("Dateien wählen Sie bitte noch einmal aus.");
    return lines.map((line) => paragraph(line));
  };

  const take = (form, draft, note) => {
    own(key(form), draft);
    if (!hasChanged(form, draft)) {
      inputs(form).forEach((input, place) => put(input, draft.fields[place].value));
      note.remove();
      announce("Entwurf übernommen");
      return;
    }
    const left = takeTexts(form, draft);
    note.replaceChildren(paragraph("Die Texte sind übernommen, die Auswahl nicht. Bitte wählen Sie neu, bevor Sie senden."));
    if (left.length) note.append(paragraph("Für diese Texte gibt es hier kein Feld mehr:"), ...left.map((text) => paragraph(text, "ikz-typed")));
    announce("Die Texte sind übernommen, die Auswahl nicht.");
  };

  const offer = (form, draft) => {
    const note = document.createElement("div");
    note.className = "ikz-note";
    const first = () => (inputs(form).find((one) => isText(value(one))) || inputs(form)[0])?.focus();
    const actions = paragraph("", "ikz-actions");
    actions.append(
      button("Entwurf übernehmen", () => {
        take(form, draft, note);
        first();
      }),
      button("Entwurf verwerfen", () => {
        drop(key(form));
        note.remove();
        announce("Entwurf verworfen");
        first();
      }),
    );
    note.append(...told(form, draft), actions);
    form.prepend(note);
    unfold(form);
  };

  const meet = (form) => {
    const draft = read(key(form));
    const isReturned = form.querySelector("[role=alert]") !== null; // it holds what was sent
    const isOffered = draft !== null && !isReturned && differs(form, draft);
    const goesOn = isOwn(key(form), draft) && !isOffered;
    begun.set(form, goesOn ? draft.begun : fields(form).map((one) => one.value));
    if (isOffered) offer(form, draft);
  };

  const meetAll = () => document.querySelectorAll("form[data-draft]").forEach((form) => { if (!begun.has(form)) meet(form); });

  // --- kept while it is filled in; forgotten as soon as it is stored, which is before the answer is swapped in

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-draft]")) keep(form);
  });

  const settle = (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = requestConfig.elt.closest("form[data-draft]");
    const stays = requestConfig.triggeringEvent?.submitter?.matches("[data-draft-stays]");
    if (form && !stays && requestConfig.verb === "post" && xhr.status >= 200 && xhr.status < 300) forget(key(form));
  };
  document.addEventListener("htmx:beforeOnLoad", settle);
  document.addEventListener("htmx:afterRequest", settle); // where the form has left the page meanwhile

  document.addEventListener("click", (event) => {
    const form = event.target.closest("a[data-cancel]")?.closest("form[data-draft]");
    if (form && !event.ctrlKey && !event.metaKey && !event.shiftKey) forget(key(form));
  });

  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) {
      stored(ALL).forEach(drop);
      storages().filter((one) => one === localStorage).forEach((device) => {
        device.setItem(LEFT, Date.now());
        device.removeItem(LEFT);
      });
    }
    if (event.target.matches("[data-draft]") && !event.defaultPrevented) sessionStorage.setItem(SENT, key(event.target));
  });

  window.addEventListener("storage", (event) => { if (event.key === LEFT) stored(ALL).forEach(drop); });

  // what was stored without htmx leads to another page; what was not stays where it was sent to, or goes to the sign-in
  const settleSent = () => {
    const sent = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    const [arrival] = performance.getEntriesByType("navigation");
    if (sent && arrival?.redirectCount && !document.querySelector("form[data-sign-in]")) forget(sent);
  };

  document.addEventListener("htmx:afterSwap", meetAll);
  clear();
  settleSent();
  meetAll();
})();
