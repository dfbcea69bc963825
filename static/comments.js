// Deep links to comments: folds around them open; one that is not among those shown is asked for.
"use strict";

(() => {
  const NAME = /^#kommentar-(\d+)$/;

  const reveal = () => {
    const wanted = NAME.exec(location.hash);
    if (!wanted) return;
    const comment = document.getElementById(`kommentar-${wanted[1]}`);
    if (comment) {
      for (let fold = comment.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      comment.setAttribute("tabindex", "-1");
      comment.focus({ preventScroll: true });
      comment.scrollIntoView({ block: "start" });
      return;
    }
    const address = new URL(location.href);
    if (!document.querySelector(".ikz-thread") || address.searchParams.has("kommentare")) return;
    address.searchParams.set("kommentare", wanted[1]);
    location.replace(address);
  };

  window.addEventListener("hashchange", reveal);
  reveal();
})();
