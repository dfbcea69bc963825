// Security keys: the browser asks the key, and form[data-key] sends what it says. Codes can be printed.
"use strict";

(() => {
  const CANCELLED = "Der Sicherheitsschlüssel hat nicht geantwortet, oder Sie haben abgebrochen. Bitte versuchen Sie es noch einmal.";
  const REASONS = {
    InvalidStateError: "Dieser Sicherheitsschlüssel gehört schon zu Ihrem Konto.",
    SecurityError: "Unter dieser Adresse lassen sich keine Sicherheitsschlüssel benutzen. Sie muss mit https:// beginnen.",
  };
  const MISSING = "Ihr Browser kann hier keine Sicherheitsschlüssel benutzen. Er muss WebAuthn beherrschen, und die Adresse muss mit https:// beginnen.";

  const complain = (form, text) => {
    form.querySelector("[data-key-trouble]")?.remove();
    const note = document.createElement("div");
    note.dataset.keyTrouble = "";
    note.className = "ikz-note ikz-note--bad";
    note.setAttribute("role", "alert");
    note.append(Object.assign(document.createElement("p"), { textContent: text }));
    form.prepend(note);
  };

  const ask = async (form) => {
    if (!window.PublicKeyCredential) {
      complain(form, MISSING);
      return;
    }
    const data = JSON.parse(document.getElementById("js_data").textContent);
    try {
      const answer = form.dataset.key === "create"
        ? await window.webauthnJSON.create(data.creation_options)
        : await window.webauthnJSON.get(data.request_options);
      form.elements.credential.value = JSON.stringify(answer);
    } catch (error) {
      complain(form, REASONS[error.name] || CANCELLED);
      return;
    }
    form.dataset.answered = "yes";
    form.requestSubmit();
  };

  // before ikz.js, which takes a form that is sent for one that is on its way
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.key || form.dataset.answered) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form);
  }, true);

  // without this script the form would be sent without a key's answer
  document.querySelectorAll("form[data-key] button").forEach((button) => {
    button.disabled = false;
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
