// The page of cases: which view is shown, which case is chosen, and the keys.
(() => {
  "use strict";
  const { OPS, after, all, find, pane, root, send } = window.live;

  function mark() {
    const chosen = root().dataset.number;
    for (const one of all("#cases .row")) one.classList.toggle("now", one.dataset.key === chosen);
    for (const one of all("#board .case-link")) one.classList.toggle("now", one.dataset.number === chosen);
    find(".list-pane > .queue-empty").hidden =
      root().dataset.view === "board" || find("#cases").childElementCount > 0;
  }
  OPS.view = ({ view }) => (root().dataset.view = view);
  OPS.chosen = ({ chosen }) => {
    root().dataset.number = chosen;
    pane("card");
    find(".card-pane").scrollTop = 0;
  };
  after.push(mark);

  function step(by) {
    const shown = all(root().dataset.view === "board" ? "#board .case-link" : "#cases .row > button:first-child");
    if (!shown.length) return;
    const at = shown.findIndex((one) => one.dataset.number === root().dataset.number);
    const next = shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)];
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    send("case", { number: next.dataset.number });
  }
  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => {
      pane("list");
      find("#search").focus();
    },
    "?": () => find("#keys").showModal(),
  };
  for (const number of [1, 2, 3]) {
    KEYS[number] = () => all("#case-tabs [data-do=view]")[number - 1]?.click();
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches?.("input, textarea, select");
    if (event.key === "Escape" && typing && !event.target.closest("dialog")) event.target.blur();
    if (typing || find("dialog[open]") || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  document.addEventListener("change", async (event) => {
    const field = event.target;
    if (field.id === "procedure" || field.id === "narrow") send(field.id, { to: field.value });
  });
  let asking;
  document.addEventListener("input", (event) => {
    if (event.target.id !== "search") return;
    clearTimeout(asking);
    asking = setTimeout(() => send("find", { text: event.target.value }), 180);
  });
  mark();
})();
