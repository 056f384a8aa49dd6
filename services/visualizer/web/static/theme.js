// The theme that a visitor chose: kept in this browser alone, set before anything is drawn. Nobody chose: the system's.
"use strict";
(() => {
  const CHOICES = ["light", "dark"], PLACE = "rollcall-theme", SYSTEM = "system";
  const MEDIA = { light: "not all", dark: "all", [SYSTEM]: "(prefers-color-scheme: dark)" };  // of the dark pictures
  let chosen = SYSTEM;

  function recall() {
    try {
      const said = localStorage.getItem(PLACE);
      chosen = CHOICES.includes(said) ? said : SYSTEM;
    } catch { /* this browser keeps nothing: what was chosen holds for this page */ }
  }

  function keep(choice) {
    chosen = choice;
    try {
      localStorage.setItem(PLACE, choice);
    } catch { /* as above */ }
  }

  function show() {
    document.documentElement.dataset.theme = chosen;
    document.querySelectorAll("picture source").forEach((one) => { one.media = MEDIA[chosen]; });
    const choice = document.getElementById("theme");
    if (choice) {
      choice.value = chosen;
      choice.parentElement.hidden = false;  // without this script there is nothing to choose
    }
  }

  recall();
  show();
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("htmx:load", show);
  window.addEventListener("storage", () => { recall(); show(); });  // chosen in another tab
  document.addEventListener("change", ({ target }) => {
    if (target.id === "theme") { keep(target.value); show(); }
  });
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("figure a");
    if (link) link.href = link.querySelector("img").currentSrc;  // the picture that is seen
  });
})();
