// What pages do beyond links and forms. Everything here is an addition: each page works without it.
"use strict";

(() => {
  const region = () => document.getElementById("ansage");

  const announce = (text) => {
    region().textContent = "";
    window.setTimeout(() => { region().textContent = text; }, 50);
  };

  // --- after a swap: the focus goes to the part that says what happened, else back to the section it came from;
  // --- the live region says it

  let cameFrom = ""; // id of the section in which the request began

  document.addEventListener("htmx:beforeSwap", (event) => {
    cameFrom = event.detail.requestConfig.elt.closest("section[id]")?.id || "";
  });

  const focusOn = (target) => {
    if (!target) return;
    if (!target.matches("a, button, input, select, textarea, [tabindex]")) target.setAttribute("tabindex", "-1");
    target.focus();
  };

  const settle = (root) => {
    const spoken = root.matches("[data-announce]") ? root : root.querySelector("[data-announce]");
    if (spoken) announce(spoken.dataset.announce);
    const wanted = root.matches("[data-focus]") ? root : root.querySelector("[data-focus]");
    const section = cameFrom && document.getElementById(cameFrom);
    focusOn(wanted || (section && (section.querySelector(".ikz-edit") || section.querySelector("h2"))));
  };

  const trouble = (text) => {
    document.getElementById("stoerung")?.remove();
    const note = document.createElement("div");
    note.id = "stoerung";
    note.className = "ikz-note ikz-note--bad ikz-message";
    note.setAttribute("role", "alert");
    note.append(Object.assign(document.createElement("p"), { textContent: text }));
    document.querySelector("#inhalt .ikz-wrap").prepend(note);
    note.scrollIntoView({ block: "center" });
  };

  const REASONS = {
    403: "Das ist nicht erlaubt: Ihr Mandat deckt es nicht, oder das Formular war zu lange offen. Bitte laden Sie die Seite neu.",
    404: "Das gibt es nicht mehr. Bitte laden Sie die Seite neu.",
    413: "Das ist zu groß, um es zu übertragen. Es wurde nichts geändert.",
    429: "Das waren zu viele Anfragen in kurzer Zeit. Bitte warten Sie einen Augenblick.",
    503: "Die Anwendung erreicht gerade ihre Daten nicht. Ihre Eingaben stehen noch im Formular; bitte senden Sie sie in einer halben Minute noch einmal.",
  };

  document.addEventListener("htmx:responseError", (event) => {
    trouble(REASONS[event.detail.xhr.status] || "Der Server konnte das nicht ausführen. Ihre Eingaben stehen noch im Formular.");
  });
  document.addEventListener("htmx:sendError", () => {
    trouble("Der Server ist nicht zu erreichen. Ihre Eingaben stehen noch im Formular.");
  });
  document.addEventListener("htmx:beforeRequest", () => document.getElementById("stoerung")?.remove());

  // --- Esc in a form follows its link "Abbrechen", and closes the account menu

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const menu = event.target.closest("details.ikz-account[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
      return;
    }
    event.target.closest("form")?.querySelector("a[data-cancel]")?.click();
  });
  document.addEventListener("click", (event) => {
    const menu = document.querySelector("details.ikz-account[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  // --- drafts: what was typed into form[data-draft] survives a closed window or an expired session, on this device

  const PREFIX = `ikz-entwurf:${document.body.dataset.person}:`;
  const SENT = "ikz-gesendet";
  const KEPT_DAYS = 14;
  const fields = (form) => [...form.elements].filter((one) => one.name && one.matches("textarea, input[type=text], input:not([type])"));
  const typed = (form) => Object.fromEntries(fields(form).map((one) => [one.name, one.value]));

  const read = (form) => {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + form.dataset.draft));
    } catch {
      return null;
    }
  };
  const forget = (key) => {
    try { localStorage.removeItem(PREFIX + key); } catch { /* storage may be switched off */ }
  };
  const keep = (form) => {
    try {
      localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: Date.now(), values: typed(form) }));
    } catch { /* storage may be switched off or full: the form itself still holds the text */ }
  };

  const offer = (form) => {
    const draft = read(form);
    if (!draft) return;
    const differs = fields(form).some((one) => one.name in draft.values && draft.values[one.name] !== one.value);
    const old = Date.now() - draft.at > KEPT_DAYS * 86400000;
    if (old || !differs || form.querySelector("[role=alert]")) {
      if (old) forget(form.dataset.draft);
      return;
    }
    const note = document.createElement("div");
    note.className = "ikz-note";
    const when = new Date(draft.at).toLocaleString("de-DE", { dateStyle: "medium", timeStyle: "short" });
    const text = document.createElement("p");
    text.textContent = `Auf diesem Gerät liegt ein Entwurf vom ${when}, der noch nicht gespeichert wurde.`;
    const actions = document.createElement("p");
    actions.className = "ikz-actions";
    const take = button("Entwurf übernehmen", () => {
      fields(form).forEach((one) => { if (one.name in draft.values) one.value = draft.values[one.name]; });
      note.remove();
      announce("Entwurf übernommen");
      fields(form)[0]?.focus();
    });
    const drop = button("Entwurf verwerfen", () => {
      forget(form.dataset.draft);
      note.remove();
      announce("Entwurf verworfen");
      fields(form)[0]?.focus();
    });
    actions.append(take, drop);
    note.append(text, actions);
    form.prepend(note);
  };

  const button = (label, act) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "kern-btn kern-btn--secondary";
    element.append(Object.assign(document.createElement("span"), { className: "kern-label", textContent: label }));
    element.addEventListener("click", act);
    return element;
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form) keep(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = requestConfig.elt.closest("form[data-draft]");
    if (form && requestConfig.verb === "post" && xhr.status >= 200 && xhr.status < 300) forget(form.dataset.draft);
  });
  document.addEventListener("click", (event) => {
    const form = event.target.closest("a[data-cancel]")?.closest("form[data-draft]");
    if (form) forget(form.dataset.draft);
  });

  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) {
      Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key));
    }
    const key = event.target.dataset.draft;
    if (key && !event.defaultPrevented) sessionStorage.setItem(SENT, key); // sent without htmx
  });
  const settleSent = () => {
    const key = sessionStorage.getItem(SENT);
    if (!key || document.querySelector("form[data-sign-in]")) return; // the session had expired: keep it until after
    sessionStorage.removeItem(SENT);
    if (!document.querySelector("[role=alert]")) forget(key);
  };

  // --- the rail beside a long page marks the section that is being read

  let reading = null;
  const mark = (root) => {
    const rail = root.querySelector("[data-rail]");
    if (!rail) return;
    reading?.disconnect();
    const links = new Map([...rail.querySelectorAll("a[href^='#']")].map((link) => [link.hash.slice(1), link]));
    const seen = new Set();
    reading = new IntersectionObserver((entries) => {
      entries.forEach((entry) => seen[entry.isIntersecting ? "add" : "delete"](entry.target.id));
      const current = [...links.keys()].find((id) => seen.has(id));
      if (!current) return;
      links.forEach((link, id) => id === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"));
    }, { rootMargin: "-20% 0px -60% 0px" });
    links.forEach((_, id) => { const part = document.getElementById(id); if (part) reading.observe(part); });
  };

  // --- beginning

  const begin = (root) => root.querySelectorAll("form[data-draft]").forEach(offer);

  document.addEventListener("htmx:afterSwap", (event) => {
    const root = document.getElementById(event.detail.target.id) || event.detail.elt;
    begin(root);
    mark(root);
    settle(root);
  });
  settleSent();
  begin(document);
  mark(document);
  document.querySelector("[role=alert][data-focus]")?.focus();
})();
