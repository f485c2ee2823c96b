// The pages about people: searching the list, copying a code, asking before what cannot be undone.
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];

  const field = document.querySelector(".list .search");
  field?.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase().split(/\s+/);
    let found = 0;
    for (const entry of all(".list .entry")) {
      const fits = wanted.every((word) => entry.dataset.find.includes(word));
      entry.hidden = !fits;
      found += fits;
    }
    document.querySelector(".list .nothing").hidden = found > 0;
  });

  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea"); // a page without HTTPS has no clipboard
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  for (const button of all("[data-copy]")) {
    button.addEventListener("click", async () => {
      await copy(button.dataset.copy);
      const before = button.textContent;
      button.textContent = button.dataset.done;
      button.classList.add("done");
      setTimeout(() => {
        button.textContent = before;
        button.classList.remove("done");
      }, 1600);
    });
  }
  for (const form of all("form[data-sure]")) {
    form.addEventListener("submit", (event) => {
      if (!window.confirm(form.dataset.sure)) event.preventDefault();
    });
  }
  for (const choice of all("select[data-send]")) {
    choice.addEventListener("change", () => choice.form.submit());
  }
  for (const file of all("label.file input")) {
    const label = file.parentElement.querySelector("span");
    const empty = label.textContent;
    file.addEventListener("change", () => {
      label.textContent = file.files[0]?.name ?? empty;
    });
  }
  // A code shown once must not come back from the browser's memory.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.querySelector(".list .now")?.scrollIntoView({ block: "nearest" });
})();
