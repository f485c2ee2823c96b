// What all live pages of the staff share: they take what the server sends, keep focus, scroll and typed
// words, tick clocks, and tell the server what is pressed.
(() => {
  "use strict";
  const CALM = 600; // milliseconds a list keeps its order after the mouse moved over it
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const root = () => find(".desk");
  const words = () => (words.kept ??= JSON.parse(root().dataset.words));
  // What a page adds: instructions it understands, verbs it carries out itself, and what follows each time.
  const OPS = {};
  const LOCAL = {};
  const SUBMIT = {};
  const after = [];

  // What is asked before the page is connected waits, in order.
  const waiting = [];
  function send(verb, more = {}) {
    waiting.push({ do: verb, ...more });
    flush();
  }
  function flush() {
    if (!window.did_handshake) {
      if (waiting.length) setTimeout(flush, 30);
      return;
    }
    for (const asked of waiting.splice(0)) emitEvent("desk", asked);
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
    const held = fresh ? undefined : anchorOf(list);
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
    if (held?.line.isConnected) list.scrollTop += held.line.offsetTop - held.at;
    list.dispatchEvent(new Event("listed"));
  }

  // The line that is read stays where it is when older ones come above it.
  function anchorOf(list) {
    if (list.dataset.anchored === undefined) return undefined;
    const line = [...list.children].find(
      (child) => child.dataset.seq && child.offsetTop + child.offsetHeight > list.scrollTop,
    );
    return line && { line, at: line.offsetTop };
  }

  // While the mouse is on its way to a row of a calm list, the rows stay where they are.
  const moved = new WeakMap();
  const held = new Map();
  function rowsCalmly(op) {
    const list = find(op.rows);
    if (!list) return;
    const wait = list.dataset.calm !== undefined && !op.fresh ? (moved.get(list) ?? 0) + CALM - performance.now() : 0;
    const before = held.get(op.rows);
    if (op.fresh || (wait <= 0 && !before)) {
      clearTimeout(before?.timer);
      held.delete(op.rows);
      rows(op);
      return;
    }
    clearTimeout(before?.timer);
    const both = before ? { ...op, html: { ...before.op.html, ...op.html } } : op;
    held.set(op.rows, { op: both, timer: setTimeout(release, Math.max(wait, 0), op.rows) });
  }
  function release(selector) {
    const kept = held.get(selector);
    if (!kept) return;
    clearTimeout(kept.timer);
    held.delete(selector);
    rows(kept.op);
    for (const follow of after) follow();
  }
  function calm(list) {
    list.addEventListener("pointermove", () => moved.set(list, performance.now()));
    list.addEventListener("pointerleave", () => {
      moved.delete(list);
      release(`#${list.id}`);
    });
  }

  function take(ops) {
    for (const op of ops) {
      if (op.rows) rowsCalmly(op);
      else if (op.fill) fill(op.fill, op.html);
      else if (op.toast) toast(op.toast, op.kind);
      else if ("dialog" in op) dialog(op.dialog);
      else if (op.refused) refuse(op);
      else if (op.leave) location.href = op.leave;
      else if (op.touch) untouch(op.touch);
      else if (op.url) history.replaceState(history.state, "", op.url);
      else Object.entries(OPS).find(([name]) => name in op)?.[1](op);
    }
    tick();
    for (const now of all(".way .now")) showStage(now);
    for (const follow of after) follow();
  }
  // A long way is scrolled to where it stands, once for each place.
  function showStage(now) {
    const way = now.parentElement;
    if (way.dataset.myStage === now.textContent) return;
    way.dataset.myStage = now.textContent;
    way.scrollLeft = now.offsetLeft - 40;
  }

  // On a phone one pane is in sight at a time; the browser's own back button leads to the one before.
  function pane(name, { push = true } = {}) {
    if (root().dataset.pane === name) return;
    root().dataset.pane = name;
    if (push && name !== "list") history.pushState({ pane: name }, "");
    root().dispatchEvent(new CustomEvent("pane", { detail: name }));
  }
  window.addEventListener("popstate", (event) => pane(event.state?.pane ?? "list", { push: false }));

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

  // A picture in full; arrows lead to the others that stand beside it.
  function enlarge(picture) {
    const others = all("a.picture img", picture.closest("#log, #card") ?? document);
    let at = Math.max(others.indexOf(find("img", picture)), 0);
    const view = document.createElement("dialog");
    view.className = "enlarged";
    const image = document.createElement("img");
    const count = document.createElement("p");
    view.append(image, count);
    const show = (by) => {
      at = (at + by + others.length) % others.length;
      image.src = others[at].src;
      image.alt = others[at].alt;
      count.textContent = others.length > 1 ? `${at + 1} / ${others.length}` : "";
    };
    view.addEventListener("click", (event) => {
      if (event.target !== image || others.length < 2) view.close();
      else show(event.offsetX < image.clientWidth / 2 ? -1 : 1);
    });
    view.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by) show(by);
    });
    view.addEventListener("close", () => {
      view.remove();
      picture.focus();
    });
    show(0);
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

  document.addEventListener("click", (event) => {
    const picture = event.target.closest?.("a.picture");
    if (picture) {
      event.preventDefault();
      enlarge(picture);
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
    if (SUBMIT[verb]) SUBMIT[verb](form, values);
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

  // While the keyboard is up, some browsers cover the page's lower end instead of making it shorter.
  function fitToKeyboard() {
    const view = window.visualViewport;
    if (!view) return;
    const resize = () => document.documentElement.style.setProperty("--height", `${view.height}px`);
    view.addEventListener("resize", resize);
    resize();
  }

  Object.assign(LOCAL, {
    back: () => (history.state?.pane ? history.back() : pane("list")),
    pane: (at) => pane(at.dataset.to),
    shut: (at) => at.closest("dialog").close(),
    help: () => find("#keys").showModal(),
  });
  window.live = { LOCAL, OPS, SUBMIT, after, all, fill, find, made, pane, root, send, take, tick, toast, words };
  for (const list of all("[data-calm]")) calm(list);
  for (const now of all(".way .now")) showStage(now);
  fitToKeyboard();
  tick();
})();
