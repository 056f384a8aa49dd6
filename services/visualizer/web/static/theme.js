// The theme that a visitor chose. Without a choice, or without this script, it is the system's.
"use strict";
(() => {
  const NAME = "rollcall-theme";
  const CHARTS = { "": "(prefers-color-scheme: dark)", light: "not all", dark: "all" };

  const chosen = () => {
    try {
      const theme = localStorage.getItem(NAME);
      return theme in CHARTS ? theme : "";
    } catch {
      return ""; // a browser that keeps nothing
    }
  };

  const show = (theme) => {
    document.documentElement.dataset.theme = theme;
    for (const source of document.querySelectorAll("source.dark")) source.media = CHARTS[theme];
  };

  const keep = (theme) => {
    try {
      localStorage.setItem(NAME, theme);
    } catch {
      // it holds for this page
    }
  };

  show(chosen()); // before anything is drawn
  addEventListener("DOMContentLoaded", () => {
    const choice = document.getElementById("theme");
    choice.value = chosen();
    choice.closest(".theme").hidden = false;
    choice.addEventListener("change", () => {
      keep(choice.value);
      show(choice.value);
    });
    show(choice.value);
  });
})();
