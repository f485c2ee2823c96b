// The desk in the browser: takes what the server sends, keeps focus, scroll and typed words, ticks clocks.
(() => {
  "use strict";
  const NEAR = 120; // pixels from the end that still count as reading the newest message
  const CALM = 600; // milliseconds a list keeps its order after the mouse moved over it
  const SEEN_KEPT = 400;
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const root = () => find(".desk");
  const words = () => (words.kept ??= JSON.parse(root().dataset.words));
  const state = { open: "", owner: "", mine: false, says: false };

  function send(verb, more = {}) {
    emitEvent("desk", { do: verb, ...more });
  }

  // ---- Taking in HTML without losing what the reader is doing ------------------------------------

  function made(html) {
    const box = document.createElement("template");
    box.innerHTML = html.trim();
    return box.content;
  }

  const keyOf = (node) => node.dataset?.key ?? node.id ?? "";
  const touched = (node) => node.dataset?.touched === "yes";

  function morphAttributes(from, to) {
    for (const { name } of [...from.attributes]) {
      const kept = (name === "open" && from.tagName === "DETAILS") || name.startsWith("data-my-");
      if (!to.hasAttribute(name) && !kept && name !== "data-touched") from.removeAttribute(name);
    }
    for (const { name, value } of [...to.attributes]) {
      if (name === "open" && from.tagName === "DETAILS") continue;
      if (from.getAttribute(name) !== value) from.setAttribute(name, value);
    }
  }

  function morph(from, to) {
    if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || keyOf(from) !== keyOf(to)) {
      from.replaceWith(to);
      return;
    }
    if (from.nodeType !== Node.ELEMENT_NODE) {
      if (from.data !== to.data) from.data = to.data;
      return;
    }
    if (from.dataset.keep !== undefined) return;
    if (from.matches("input, textarea, select") && (touched(from) || from === document.activeElement)) return;
    morphAttributes(from, to);
    if (from.matches("textarea")) from.value = to.value;
    else morphChildren(from, to);
  }

  function morphChildren(from, to) {
    const known = new Map();
    for (const child of from.children) if (keyOf(child)) known.set(keyOf(child), child);
    let at = from.firstChild;
    for (const next of [...to.childNodes]) {
      const key = keyOf(next);
      const here = key ? known.get(key) : at && !keyOf(at) ? at : undefined;
      if (!here) {
        from.insertBefore(next, at);
        continue;
      }
      if (here === at) at = at.nextSibling;
      else from.insertBefore(here, at);
      morph(here, next);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  function fill(selector, html) {
    const box = find(selector);
    if (!box) return;
    const to = box.cloneNode(false);
    to.append(made(html));
    morphChildren(box, to);
  }

  // A list whose members have keys: only what changed is sent, the rest stays as it is.
  function rows({ rows: selector, order, html, fresh }) {
    const list = find(selector);
    if (fresh) list.replaceChildren();
    const known = new Map([...list.children].map((child) => [child.dataset.key, child]));
    for (const [key, markup] of Object.entries(html)) {
      const next = made(markup).firstElementChild;
      if (known.has(key)) {
        morph(known.get(key), next);
      } else known.set(key, next);
    }
    const wanted = new Set(order);
    for (const child of [...list.children]) if (!wanted.has(child.dataset.key)) child.remove();
    let at = list.firstElementChild;
    for (const key of order) {
      const child = known.get(key);
      if (!child) continue;
      if (child === at) at = at.nextElementSibling;
      else list.insertBefore(child, at);
    }
    if (selector === "#queue") afterQueue();
  }

  // While the mouse is on its way to a row, the rows stay where they are.
  let moved = 0;
  let later;
  let held;
  function rowsCalmly(op) {
    const wait = op.rows === "#queue" && !op.fresh ? moved + CALM - performance.now() : 0;
    if (wait <= 0 && !held) return rows(op);
    held = held ? { ...op, html: { ...held.html, ...op.html } } : op;
    clearTimeout(later);
    later = setTimeout(release, Math.max(wait, 0));
  }
  function release() {
    clearTimeout(later);
    const op = held;
    held = undefined;
    if (op) rows(op);
  }

  function take(ops) {
    for (const op of ops) {
      if (op.rows) {
        if (op.fresh && op.rows === "#queue") held = undefined;
        rowsCalmly(op);
      } else if (op.fill) fill(op.fill, op.html);
      else if (op.talk) talk(op.talk);
      else if (op.toast) toast(op.toast, op.kind);
      else if ("dialog" in op) dialog(op.dialog);
      else if (op.refused) refuse(op);
      else if (op.why) why(op);
      else if (op.leave) location.href = op.leave;
      else if (op.touch) untouch(op.touch);
      else window.deskWrite?.take(op);
    }
    tick();
    mark();
    if (state.atEnd) toEnd();
  }

  // ---- The open conversation --------------------------------------------------------------------

  function talk(now) {
    const other = now.open !== state.open;
    Object.assign(state, now);
    if (other) {
      state.atEnd = true;
      history.replaceState(history.state, "", now.open ? `/desk?c=${encodeURIComponent(now.open)}` : "/desk");
    }
    root().dataset.open = now.open;
    root().dataset.owner = now.owner;
    window.deskWrite?.opened(now, other);
    mark();
  }

  function open(id, { number = "", key = id } = {}) {
    if (!id) return;
    for (const row of all("#queue .row")) row.classList.toggle("now", row.dataset.key === key);
    if (id !== state.open) window.deskWrite?.leaving();
    if (id !== state.open || number) send("open", { id, number });
    pane(number ? "card" : "talk");
  }

  function pane(name, { push = true } = {}) {
    const now = root().dataset.pane;
    if (now === name) return;
    root().dataset.pane = name;
    if (push && name !== "list") history.pushState({ pane: name }, "");
    if (name === "talk") toEnd();
  }
  window.addEventListener("popstate", (event) => pane(event.state?.pane ?? "list", { push: false }));

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
    const last = log?.lastElementChild?.dataset.seq;
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

  // ---- Clocks: the server says when, the browser says how long ------------------------------------

  function span(seconds) {
    const minutes = Math.floor(seconds / 60);
    if (minutes < 1) return words().moment;
    if (minutes < 60) return words().minutes.replace("{n}", minutes);
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return words().hours.replace("{n}", hours);
    return words().days.replace("{n}", Math.floor(hours / 24));
  }
  function tick() {
    const now = Date.now();
    for (const clock of all("[data-since]")) {
      set(clock, span(Math.max(0, (now - Date.parse(clock.dataset.since)) / 1000)));
    }
    for (const clock of all("[data-due]")) {
      const left = (Date.parse(clock.dataset.due) - now) / 1000;
      const soon = Number(clock.dataset.soon ?? 600);
      clock.classList.toggle("late", left < 0);
      clock.classList.toggle("soon", left >= 0 && left < soon);
      set(clock, (left < 0 ? words().over : words().left).replace("{t}", span(Math.abs(left))));
    }
  }
  function set(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }
  setInterval(tick, 5000);

  // ---- Short notices and dialogs ------------------------------------------------------------------

  let toastTimer;
  function toast(message, kind = "") {
    const box = find(".toast");
    box.textContent = message;
    box.className = `toast shown ${kind}`;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => box.classList.remove("shown"), kind === "bad" ? 9000 : 4000);
  }

  function dialog(html) {
    const box = find("#dialog");
    if (html === null) {
      box.close();
      return;
    }
    if (!box.open) box.replaceChildren();
    fill("#dialog", html);
    if (!box.open) {
      box.showModal();
      (find("[autofocus]", box) ?? find("input, select, textarea, button.primary", box))?.focus();
    }
  }

  function refuse({ refused: selector, message }) {
    const form = find(`${selector} form`);
    if (!form || !find(selector).open) return toast(message, "bad");
    const told = find(".refused", form) ?? document.createElement("p");
    told.className = "refused";
    told.setAttribute("role", "alert");
    told.textContent = message;
    find(".dialog-head", form).after(told);
  }

  // What a refusal left in place counts as typed; what was accepted does not any more.
  function untouch(selector) {
    for (const field of all("input, textarea, select", find(selector) ?? document.createElement("i"))) {
      delete field.dataset.touched;
    }
  }

  function enlarge(picture) {
    const view = document.createElement("dialog");
    view.className = "enlarged";
    const image = document.createElement("img");
    image.src = picture.src;
    image.alt = picture.alt;
    view.append(image);
    view.addEventListener("click", () => view.close());
    view.addEventListener("close", () => view.remove());
    document.body.append(view);
    view.showModal();
  }

  // ---- What people do -----------------------------------------------------------------------------

  function fields(form) {
    const values = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string") continue;
      values[name] = name in values ? `${values[name]}\n${value}` : value;
    }
    return values;
  }

  const LOCAL = {
    open: (at) => open(at.dataset.id, { number: at.dataset.number, key: at.closest("[data-key]").dataset.key }),
    back: () => (history.state?.pane ? history.back() : pane("list")),
    pane: (at) => pane(at.dataset.to),
    newest: () => toEnd(),
    why: (at) => toggleWhy(at),
    shut: (at) => at.closest("dialog").close(),
    help: () => find("#keys").showModal(),
  };

  document.addEventListener("click", (event) => {
    const picture = event.target.closest?.("a.picture");
    if (picture) {
      event.preventDefault();
      enlarge(find("img", picture));
      return;
    }
    const at = event.target.closest?.("[data-do]");
    if (!at || at.tagName === "FORM" || at.disabled || at.getAttribute("aria-disabled") === "true") {
      if (event.target.matches?.("dialog")) event.target.close();
      return;
    }
    const verb = at.dataset.do;
    at.closest("details.menu")?.removeAttribute("open");
    if (LOCAL[verb]) LOCAL[verb](at);
    else if (window.deskWrite?.LOCAL[verb]) window.deskWrite.LOCAL[verb](at);
    else {
      const { do: _, key: __, ...more } = at.dataset;
      send(verb, more);
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.do) return;
    event.preventDefault();
    const { do: verb, ...more } = form.dataset;
    const values = { ...fields(form) };
    if (event.submitter?.name) values[event.submitter.name] = event.submitter.value;
    if (window.deskWrite?.SUBMIT[verb]) window.deskWrite.SUBMIT[verb](form, values);
    else send(verb, { ...more, values });
  });
  // What was focused before a dialog opened may be gone; the keys belong to the page again.
  document.addEventListener("close", (event) => {
    if (event.target.matches?.(".desk dialog")) document.activeElement?.blur?.();
  }, true);
  document.addEventListener("input", (event) => {
    if (event.target.matches(".card-pane input, .card-pane textarea, .card-pane select, #dialog *")) {
      event.target.dataset.touched = "yes";
    }
  });
  // A menu shuts when something else is chosen.
  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    }
  });

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
    list.addEventListener("pointermove", () => (moved = performance.now()));
    list.addEventListener("pointerleave", () => {
      moved = 0;
      release();
    });
    list.addEventListener("scroll", () => {
      const left = list.scrollHeight - list.scrollTop - list.clientHeight;
      if (left < 600 && list.dataset.asked !== String(list.childElementCount)) {
        list.dataset.asked = String(list.childElementCount);
        send("more", {});
      }
    });
  }

  // While the keyboard is up, some browsers cover the page's lower end instead of making it shorter.
  function fitToKeyboard() {
    const view = window.visualViewport;
    if (!view) return;
    const resize = () => document.documentElement.style.setProperty("--height", `${view.height}px`);
    view.addEventListener("resize", resize);
    resize();
  }

  window.desk = { all, fill, find, made, mark, open, pane, root, send, state, take, tick, toEnd, toast, words };
  document.addEventListener("DOMContentLoaded", () => {
    watchQueue();
    watchLog();
    watchSearch();
    fitToKeyboard();
    afterQueue();
    tick();
    mark();
    toEnd();
  });
})();
