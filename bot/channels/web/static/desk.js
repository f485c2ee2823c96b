// The desk: the queue and what was read of it, the open conversation, its reasons.
(() => {
  "use strict";
  const NEAR = 120; // pixels from the end that still count as reading the newest message
  const SEEN_KEPT = 400;
  const { LOCAL, OPS, after, all, find, made, pane, root, send } = window.live;
  const state = { open: "", owner: "", mine: false };
  const desk = { state };

  // ---- The open conversation --------------------------------------------------------------------

  function talk({ talk: now }) {
    const other = now.open !== state.open;
    Object.assign(state, now);
    if (other) {
      state.atEnd = true;
      history.replaceState(history.state, "", now.open ? `/desk?c=${encodeURIComponent(now.open)}` : "/desk");
    }
    root().dataset.open = now.open;
    root().dataset.owner = now.owner;
    desk.opened?.(now, other);
    mark();
  }

  function open(id, { number = "", key = id } = {}) {
    if (!id) return;
    for (const row of all("#queue .row")) row.classList.toggle("now", row.dataset.key === key);
    if (id !== state.open) desk.leaving?.();
    if (id !== state.open || number) send("open", { id, number });
    pane(number ? "card" : "talk");
  }

  state.atEnd = true;
  function toEnd() {
    const log = find("#log");
    if (!log) return;
    state.atEnd = true;
    log.scrollTop = log.scrollHeight;
    find(".newest").classList.remove("shown");
  }
  function watchLog() {
    const log = find("#log");
    log.addEventListener("scroll", () => {
      state.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
      if (state.atEnd) {
        find(".newest").classList.remove("shown");
        mark();
      }
    });
    log.addEventListener("load", () => state.atEnd && toEnd(), true);
    new MutationObserver((changes) => {
      const more = changes.some((one) => [...one.addedNodes].some((node) => node.matches?.(".line")));
      if (state.atEnd) toEnd();
      else if (more) find(".newest").classList.add("shown");
    }).observe(log, { childList: true });
    new ResizeObserver(() => state.atEnd && toEnd()).observe(log);
  }

  function why({ why: key, html }) {
    const line = find(`#log [data-key="${CSS.escape(key)}"]`);
    if (!line) return;
    find(".reasons", line)?.remove();
    const box = document.createElement("div");
    box.className = "reasons";
    box.append(made(html));
    line.append(box);
    find(".why", line)?.setAttribute("aria-expanded", "true");
    box.scrollIntoView({ block: "nearest" });
  }
  function toggleWhy(button) {
    const line = button.closest(".line");
    const shown = find(".reasons", line);
    if (shown) {
      shown.remove();
      button.setAttribute("aria-expanded", "false");
    } else send("why", { seq: line.dataset.seq });
  }

  // ---- What was read, and what was not ----------------------------------------------------------

  const seen = (() => {
    try {
      return new Map(JSON.parse(localStorage.getItem("desk-seen") ?? "[]"));
    } catch {
      return new Map();
    }
  })();
  function mark() {
    const log = find("#log");
    const last = log?.lastElementChild?.dataset.last;
    if (state.open && last && document.visibilityState === "visible" && state.atEnd) {
      if (seen.get(state.open) !== Number(last)) {
        seen.delete(state.open);
        seen.set(state.open, Number(last));
        while (seen.size > SEEN_KEPT) seen.delete(seen.keys().next().value);
        localStorage.setItem("desk-seen", JSON.stringify([...seen]));
      }
    }
    let fresh = 0;
    for (const row of all("#queue .row")) {
      const unread = row.dataset.key !== state.open && Number(row.dataset.seq) > (seen.get(row.dataset.key) ?? 0);
      row.classList.toggle("unread", unread);
      if (unread && row.dataset.mine === "yes") fresh += 1;
    }
    const title = root().dataset.title;
    document.title = fresh ? `(${fresh}) ${title}` : title;
  }
  document.addEventListener("visibilitychange", mark);

  function afterQueue() {
    for (const row of all("#queue .row")) row.classList.toggle("now", row.dataset.key === state.open);
    const list = find("#queue");
    find(".queue-empty").hidden = list.childElementCount > 0;
  }

  let asking;
  function watchSearch() {
    const field = find("#search");
    field.addEventListener("input", () => {
      clearTimeout(asking);
      asking = setTimeout(() => send("find", { text: field.value }), 180);
    });
    find("#channel")?.addEventListener("change", (event) => send("channel", { to: event.target.value }));
  }
  function watchQueue() {
    const list = find("#queue");
    list.addEventListener("listed", afterQueue);
    list.addEventListener("scroll", () => {
      const left = list.scrollHeight - list.scrollTop - list.clientHeight;
      if (left < 600 && list.dataset.asked !== String(list.childElementCount)) {
        list.dataset.asked = String(list.childElementCount);
        send("more", {});
      }
    });
  }

  Object.assign(OPS, { talk, why });
  Object.assign(LOCAL, {
    open: (at) => open(at.dataset.id, { number: at.dataset.number, key: at.closest("[data-key]").dataset.key }),
    newest: () => toEnd(),
    why: (at) => toggleWhy(at),
  });
  after.push(mark, () => state.atEnd && toEnd());
  window.reception = Object.assign(desk, { open, toEnd });
  watchQueue();
  watchLog();
  watchSearch();
  root().addEventListener("pane", (event) => event.detail === "talk" && toEnd());
  afterQueue();
  mark();
  toEnd();
})();
