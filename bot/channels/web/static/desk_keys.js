// The desk by keyboard: one letter for each thing done often.
(() => {
  "use strict";
  const { all, find, pane, root, send } = window.live;
  const { open, state } = window.reception;

  function step(by) {
    const shown = all("#queue .row");
    if (!shown.length) return;
    const at = shown.findIndex((row) => row.dataset.key === state.open);
    const next = shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)];
    next.scrollIntoView({ block: "nearest" });
    open(next.dataset.key);
  }
  const press = (selector) => () => {
    const button = all(selector).find((one) => one.offsetParent !== null && !one.disabled);
    button?.click();
  };
  const write = (mode) => () => {
    if (!state.open) return;
    pane("talk");
    window.reception.choose(mode);
  };

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    c: press("[data-do=claim]"),
    r: write("reply"),
    n: write("note"),
    ".": () => state.open && send("canned", { id: state.open }),
    a: press("[data-do=attach]"),
    t: press("[data-do=transfer-ask]"),
    h: press("[data-do=back-ask]"),
    b: press("[data-do=release]"),
    g: press("[data-do=run-ask]"),
    o: press("[data-do=open-ask]"),
    e: press("[data-do=close-ask]"),
    m: press(".views [data-to=tasks]"),
    i: () => pane(root().dataset.pane === "card" ? "talk" : "card"),
    "/": () => {
      pane("list");
      find("#search")?.focus();
    },
    "?": () => find("#keys")?.showModal(),
  };
  for (const number of [1, 2, 3, 4, 5, 6]) {
    KEYS[number] = () => all(".views [data-do=filter]")[number - 1]?.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      if (typing && !event.target.closest("dialog")) {
        if (event.target.id === "search" && event.target.value) {
          event.target.value = "";
          send("find", { text: "" });
        }
        event.target.blur();
      }
      return;
    }
    if (typing || find("dialog[open]")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
