// Writing at the desk: drafts, files, ready answers, and what happens when a reply is refused.
(() => {
  "use strict";
  const { LOCAL, OPS, SUBMIT, find, all, made, root, send, toast } = window.live;
  const { state, toEnd } = window.reception;
  const PATIENCE = 10000; // milliseconds before a reply that nobody confirmed is sent again
  const LONGEST = 3600000; // milliseconds after which it is too late to
  const area = () => find("#compose textarea");
  const said = (name) => root().dataset[name] ?? "";
  const key = (id, mode) => `desk-draft:${id}:${mode}`;
  let mode = "reply";
  let files = [];

  // ---- Drafts: here at once, on the server a moment later ----------------------------------------

  let saving;
  function keep() {
    const text = area().value;
    const id = state.open;
    if (!id) return;
    if (text) localStorage.setItem(key(id, mode), text);
    else localStorage.removeItem(key(id, mode));
    clearTimeout(saving);
    const now = mode;
    saving = setTimeout(() => {
      saving = undefined;
      send("draft", { id, mode: now, text });
    }, 600);
  }
  function leaving() {
    if (saving && area().value !== undefined && state.open) {
      clearTimeout(saving);
      saving = undefined;
      send("draft", { id: state.open, mode, text: area().value });
    }
  }

  function fit() {
    const box = area();
    box.style.height = "auto";
    box.style.height = `${Math.min(Math.max(box.scrollHeight, 44), 200)}px`;
    const filled = box.value.trim() !== "" || files.length > 0;
    find("#compose").classList.toggle("filled", filled);
  }
  function set(text) {
    area().value = text;
    fit();
  }

  function opened(now, other) {
    if (other) {
      files = [];
      showFiles();
      drafts = now.drafts ?? {};
      choose(now.mine ? "reply" : "note", { focus: false });
      shutCanned();
    }
    showPending();
    if (!other && now.mine && now.took) choose("reply", { focus: true });
    else if (!now.mine && mode === "reply" && !area().value) choose("note", { focus: false });
    area().disabled = !now.open;
  }
  let drafts = {};

  function choose(which, { focus = true } = {}) {
    const before = area().value;
    if (which !== mode && state.open) leaving();
    mode = which;
    find("#compose").dataset.mode = mode;
    for (const tab of all("#compose [data-do=mode]")) {
      tab.setAttribute("aria-selected", String(tab.dataset.to === mode));
    }
    const kept = localStorage.getItem(key(state.open, mode)) ?? drafts[mode] ?? "";
    if (before !== kept) set(kept);
    area().placeholder = said(mode === "note" ? "placeNote" : "placeReply");
    area().setAttribute("aria-label", area().placeholder);
    if (focus) area().focus();
    fit();
  }

  // ---- Sending: what is on its way is kept until the server has it, and asked again under its number ----

  const PENDING = "desk-pending";
  const pending = new Map(JSON.parse(localStorage.getItem(PENDING) ?? "[]"));
  const nonce = () => Math.random().toString(36).slice(2) + Date.now().toString(36);
  function submit() {
    const text = area().value.trim();
    if ((!text && !files.length) || !state.open) return;
    if (mode === "reply" && !state.mine) {
      toast(said("claimFirst"), "bad");
      return;
    }
    clearTimeout(saving);
    saving = undefined;
    const id = nonce();
    pending.set(id, { mode, open: state.open, text, files, at: Date.now() });
    localStorage.removeItem(key(state.open, mode));
    drafts[mode] = "";
    files = [];
    showFiles();
    set("");
    dispatch(id);
    showPending();
  }
  function dispatch(id) {
    const one = pending.get(id);
    if (!one) return;
    const refs = one.files.map((file) => `${file.ref}\t${file.name}`).join("\n");
    send(one.mode === "note" ? "note" : "say", { id: one.open, text: one.text, files: refs, nonce: id });
    setTimeout(dispatch, PATIENCE, id);
  }
  function showPending() {
    localStorage.setItem(PENDING, JSON.stringify([...pending]));
    const here = [...pending.values()].filter((one) => one.open === state.open).length;
    find("#standing").textContent = here ? said("sending") : "";
  }
  function giveBack(one) {
    if (one.open !== state.open) {
      localStorage.setItem(key(one.open, one.mode), one.text);
      return;
    }
    if (one.mode !== mode && !area().value) choose(one.mode, { focus: false });
    if (one.mode !== mode) {
      const kept = localStorage.getItem(key(one.open, one.mode));
      localStorage.setItem(key(one.open, one.mode), kept ? `${one.text}\n${kept}` : one.text);
      return;
    }
    files = [...one.files, ...files];
    showFiles();
    set(area().value ? `${one.text}\n${area().value}` : one.text);
    keep();
  }
  function take(op) {
    if (op.said) {
      const one = pending.get(op.said);
      pending.delete(op.said);
      if (one?.open === state.open) toEnd();
    } else if (op.unsaid) {
      const one = pending.get(op.unsaid);
      pending.delete(op.unsaid);
      if (one) giveBack(one);
      toast(op.message, "bad");
    } else if (op.canned) {
      showCanned(op.canned);
    }
    showPending();
  }
  function resend() {
    for (const [id, one] of pending) {
      if (Date.now() - one.at > LONGEST) pending.delete(id);
      else dispatch(id);
    }
    showPending();
  }

  // ---- Files --------------------------------------------------------------------------------------

  function showFiles() {
    const box = find("#compose .chips");
    box.replaceChildren(
      ...files.map((one, at) => {
        const chip = document.createElement("span");
        chip.className = "chip";
        chip.textContent = one.name;
        const away = document.createElement("button");
        away.type = "button";
        away.textContent = "×";
        away.setAttribute("aria-label", said("takeOut"));
        away.addEventListener("click", () => {
          files.splice(at, 1);
          showFiles();
        });
        chip.append(away);
        return chip;
      }),
    );
    fit();
  }
  async function attach(chosen) {
    find("#compose").classList.add("uploading");
    for (const file of await window.upload(chosen)) files.push(file);
    find("#compose").classList.remove("uploading");
    showFiles();
  }

  // ---- Ready answers ------------------------------------------------------------------------------

  function showCanned(html) {
    const box = find(".canned");
    box.replaceChildren(made(html));
    box.hidden = false;
    const field = find("input", box);
    field.addEventListener("input", () => filter(field.value));
    field.addEventListener("keydown", pick);
    filter("");
    field.focus();
  }
  function shutCanned() {
    find(".canned").hidden = true;
  }
  function filter(text) {
    const wanted = text.trim().toLowerCase().split(/\s+/);
    for (const one of all(".canned .ready")) {
      one.hidden = !wanted.every((word) => one.dataset.find.includes(word));
    }
    point(find(".canned .ready:not([hidden])"));
  }
  function point(one) {
    for (const other of all(".canned .ready")) other.classList.toggle("now", other === one);
    find(".canned .preview").textContent = one?.dataset.text ?? "";
    one?.scrollIntoView({ block: "nearest" });
  }
  function pick(event) {
    const shown = all(".canned .ready:not([hidden])");
    const at = shown.findIndex((one) => one.classList.contains("now"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      point(shown[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), shown.length - 1)]);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (shown[at]) insert(shown[at]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      shutCanned();
      area().focus();
    }
  }
  function insert(one) {
    shutCanned();
    const box = area();
    const [from, to] = [box.selectionStart, box.selectionEnd];
    box.setRangeText(one.dataset.text, from, to, "end");
    fit();
    keep();
    box.focus();
  }

  // ---- Keys and clicks ------------------------------------------------------------------------------

  const enterSends = () => localStorage.getItem("desk-enter") === "send";
  function showEnter() {
    find("#compose .enter").textContent = said(enterSends() ? "enterSends" : "ctrlSends");
  }
  Object.assign(LOCAL, {
    mode: (at) => choose(at.dataset.to),
    canned: () => (find(".canned").hidden ? send("canned", { id: state.open }) : shutCanned()),
    insert,
    attach: () => find("#compose input[type=file]").click(),
    enter: () => {
      localStorage.setItem("desk-enter", enterSends() ? "ctrl" : "send");
      showEnter();
    },
  });
  SUBMIT.compose = submit;
  Object.assign(OPS, { said: take, unsaid: take, canned: take });

  document.addEventListener("keydown", (event) => {
    if (event.target !== area() || event.key !== "Enter") return;
    if (event.isComposing || event.keyCode === 229) return; // the input method picks a word with it
    const chord = event.ctrlKey || event.metaKey;
    if (chord || (enterSends() && !event.shiftKey)) {
      event.preventDefault();
      submit();
    }
  });
  document.addEventListener("input", (event) => {
    if (event.target !== area()) return;
    fit();
    keep();
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.type !== "file" || field.dataset.into) return;
    attach([...field.files]);
    field.value = "";
  });
  document.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (!pasted.length || !state.open || event.target !== area()) return;
    event.preventDefault();
    attach(pasted);
  });
  window.addEventListener("pagehide", leaving);

  Object.assign(window.reception, { choose, leaving, opened });
  showEnter();
  fit();
  resend();
})();
