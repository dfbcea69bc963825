// A word beside a day to come, asked for when it has been typed: a Sunday, a holiday, over already.
"use strict";

(() => {
  document.addEventListener("change", async (event) => {
    const note = event.target.id && document.getElementById(`${event.target.id}_tag`);
    if (!note?.dataset.words) return;
    const typed = event.target.value;
    const answer = await fetch(`${note.dataset.words}?${new URLSearchParams({ tag: typed })}`).catch(() => null);
    if (event.target.value === typed) note.textContent = answer?.ok && !answer.redirected ? await answer.text() : "";
  });
})();
