// The staff's page of the book: searching the list, and keeping the chosen entry in sight.
(() => {
  "use strict";
  const KEY = "book-search";
  const all = (selector) => [...document.querySelectorAll(selector)];

  function search(text) {
    const wanted = text.trim().toLowerCase().split(/\s+/);
    let found = 0;
    for (const entry of all(".list .entry")) {
      const fits = wanted.every((word) => entry.dataset.find.includes(word));
      entry.hidden = !fits;
      found += fits;
    }
    for (const group of all(".list section")) {
      group.hidden = !group.querySelector(".entry:not([hidden])");
    }
    document.querySelector(".list .nothing").hidden = found > 0;
    sessionStorage.setItem(KEY, text);
  }

  // A wide chart is made smaller as long as it can be read, and beyond that it scrolls.
  const SMALLEST = 0.72;
  function fitCharts() {
    for (const box of all(".diagram")) {
      const chart = box.querySelector("svg");
      if (!chart || chart.dataset.fitted) continue;
      const natural = chart.viewBox.baseVal.width;
      const room = box.clientWidth - 32;
      const width = Math.max(Math.min(natural, room), natural * SMALLEST);
      chart.dataset.fitted = "yes";
      chart.style.maxWidth = "none";
      chart.style.width = `${width}px`;
      chart.removeAttribute("height");
      const first = chart.querySelector(".node").getBoundingClientRect();
      const frame = box.getBoundingClientRect();
      box.scrollLeft = first.left + first.width / 2 - frame.left - frame.width / 2;
    }
  }

  function begin() {
    const field = document.querySelector(".list .search");
    if (!field) {
      requestAnimationFrame(begin);
      return;
    }
    field.addEventListener("input", () => search(field.value));
    field.value = sessionStorage.getItem(KEY) ?? "";
    if (field.value) search(field.value);
    new MutationObserver(fitCharts).observe(document.querySelector(".sheet"), {
      childList: true,
      subtree: true,
    });
    fitCharts();
    document.querySelector(".list .now")?.scrollIntoView({ block: "center" });
  }
  begin();
})();
