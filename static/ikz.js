// What pages do beyond links and forms. Everything here is an addition: each page works without it.
"use strict";

(() => {
  const region = () => document.getElementById("ansage");

  const announce = (text) => {
    region().textContent = "";
    window.setTimeout(() => { region().textContent = text; }, 50);
  };

  document.addEventListener("ikz:announce", (event) => announce(event.detail));

  // --- the focus goes to the part that says what happened or is to be done, on a new page and after a swap; after a
  // --- swap else back to the section it came from, and the live region says what happened

  let cameFrom = ""; // id of the section in which the request began

  document.addEventListener("htmx:beforeSwap", (event) => {
    cameFrom = event.detail.requestConfig.elt.closest("section[id]")?.id || "";
  });

  const focusOn = (target) => {
    if (!target) return;
    if (!target.matches("a, button, input, select, textarea, [tabindex]")) target.setAttribute("tabindex", "-1");
    target.focus();
  };

  const wanted = (root) => root.querySelector("[role=alert][data-focus]") || root.querySelector("[data-focus]");

  const settle = (root) => {
    const spoken = root.matches("[data-announce]") ? root : root.querySelector("[data-announce]");
    if (spoken) announce(spoken.dataset.announce);
    const section = cameFrom && document.getElementById(cameFrom);
    focusOn((root.matches("[data-focus]") ? root : wanted(root)) || (section && (section.querySelector(".ikz-edit") || section.querySelector("h2"))));
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
    503: "Die Anwendung erreicht gerade ihre Daten nicht.",
  };

  const again = (event) => event.detail.requestConfig.verb === "get" // a link, a filter: nothing was typed that could be lost
    ? "Bitte versuchen Sie es in einer halben Minute noch einmal."
    : "Ihre Eingaben stehen noch im Formular; bitte senden Sie sie in einer halben Minute noch einmal.";

  // --- a question that the page asks by itself is not asked while nobody looks, and nothing comes of it where it fails

  const isQuiet = (event) => event.detail.elt.matches("[data-quiet]");

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isQuiet(event) && document.hidden) event.preventDefault();
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (isQuiet(event) && event.detail.xhr.status !== 200) event.preventDefault();
  });

  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    const reason = REASONS[status] || "Der Server konnte das nicht ausführen.";
    trouble(status < 500 && REASONS[status] ? reason : `${reason} ${again(event)}`);
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (isQuiet(event)) return;
    trouble(`Der Server ist nicht zu erreichen. ${again(event)}`);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isQuiet(event)) document.getElementById("stoerung")?.remove();
  });

  // --- a form that is on its way is not sent a second time: until its answer, or the page to which that leads, its buttons
  // --- are out of work

  const buttons = (form) => [...form.elements].filter((one) => one.type === "submit");
  const release = (form) => {
    delete form.dataset.sent;
    buttons(form).forEach((one) => one.removeAttribute("aria-disabled"));
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "yes";
    buttons(form).forEach((one) => one.setAttribute("aria-disabled", "true"));
    if (!form.hasAttribute("data-hx-post")) window.setTimeout(() => release(form), 5000); // should the next page not come
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = event.detail;
    const leads = xhr.getResponseHeader("HX-Redirect") || xhr.getResponseHeader("HX-Refresh");
    if (elt.matches("form") && !leads) release(elt);
  });
  window.addEventListener("pageshow", (event) => { // back from the next page, as this one was left
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });

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

  // --- of tabs in one line the current one is in sight

  const lineUp = (root) => root.querySelectorAll(".ikz-tabs [aria-current]").forEach((tab) => {
    const line = tab.closest(".ikz-tabs");
    line.scrollLeft = tab.offsetLeft - line.offsetLeft - (line.clientWidth - tab.offsetWidth) / 2;
  });
  // --- what the address names stands open, also within a fold

  const unfold = () => {
    const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    let fold = named && named.closest("details:not([open])");
    if (!fold) return;
    for (; fold; fold = fold.parentElement.closest("details:not([open])")) fold.open = true;
    named.scrollIntoView();
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  // --- beginning

  document.addEventListener("htmx:afterSwap", (event) => {
    const root = document.getElementById(event.detail.target.id) || event.detail.elt;
    mark(root);
    lineUp(root);
    settle(root);
  });
  mark(document);
  lineUp(document);
  // unless the visitor has gone on already; of the place that the address names, what is wanted there
  const start = () => {
    const at = document.activeElement;
    if (at?.matches("body, :target")) focusOn(wanted(at));
  };
  if (location.hash) { // the browser goes there first, and takes the focus along
    window.addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(start)));
  } else {
    start();
  }
})();
