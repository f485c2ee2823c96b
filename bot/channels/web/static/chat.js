// The part of the chat page that has to happen in the browser: typing, uploads, scrolling, the panel.
(() => {
  "use strict";
  const REFUSALS = { 413: "tooLarge", 415: "wrongKind", 429: "tooFast", 507: "noRoom" };
  const LIMIT = 20 * 1024 * 1024;
  const NEAR = 140; // pixels from the end that still count as reading the newest message
  const WIDE = window.matchMedia("(min-width: 900px)");
  const find = (selector) => document.querySelector(selector);
  const text = () => find(".entry textarea");
  const word = (name) => text()?.dataset[name] ?? "";
  const draftKey = () => `draft:${find(".app")?.dataset.chat}`;

  let toastTimer;
  function toast(message) {
    const box = find(".toast");
    box.textContent = message;
    box.classList.add("shown");
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => box.classList.remove("shown"), 7000);
  }

  function fit() {
    const area = text();
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 132)}px`;
    find(".entry").classList.toggle("filled", area.value.trim() !== "");
    sessionStorage.setItem(draftKey(), area.value);
  }

  function set(value) {
    text().value = value;
    fit();
  }

  function take() {
    const area = text();
    const value = area.value.trim();
    area.removeAttribute("inputmode");
    area.placeholder = word("placeholder");
    set("");
    atEnd = true;
    if (!WIDE.matches) showPanel(false);
    return value;
  }

  function giveBack(value) {
    if (value && !text().value) set(value);
  }

  function askPhone() {
    const area = text();
    area.setAttribute("inputmode", "tel");
    area.placeholder = word("placeholderPhone");
    area.focus();
  }

  function fresh(pack) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/chat/new";
    const field = document.createElement("input");
    field.name = "pack";
    field.value = pack;
    form.append(field);
    document.body.append(form);
    form.submit();
  }

  // Uploads: the raw file as the body, one after another, so that they arrive in order.
  let uploads = Promise.resolve();
  function upload(files) {
    atEnd = true;
    const album = files.length > 1 ? Math.random().toString(36).slice(2) : "";
    for (const file of files) uploads = uploads.then(() => sendFile(file, album)).catch(() => {});
  }

  function sendFile(file, album) {
    if (file.size > LIMIT) {
      toast(word("tooLarge"));
      return Promise.resolve();
    }
    const bar = find(".sending");
    const query = new URLSearchParams({ name: file.name, album });
    const request = new XMLHttpRequest();
    request.open("POST", `/chat/${find(".app").dataset.chat}/files?${query}`);
    request.upload.onprogress = (event) => {
      bar.style.setProperty("--done", event.lengthComputable ? event.loaded / event.total : 0);
    };
    bar.textContent = word("sending");
    bar.classList.add("shown");
    return new Promise((resolve) => {
      request.onloadend = () => {
        bar.classList.remove("shown");
        if (request.status !== 204) toast(word(REFUSALS[request.status] ?? "notSent"));
        resolve();
      };
      request.send(file);
    });
  }

  // The newest message stays in sight, unless the reader has gone back.
  let atEnd = true;
  function follow() {
    const log = find(".log");
    const keep = () => atEnd && toEnd();
    log.addEventListener("scroll", () => {
      atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
      if (atEnd) find(".newest").classList.remove("shown");
    });
    log.addEventListener("load", keep, true);
    new MutationObserver(() => {
      keep();
      find(".newest").classList.toggle("shown", !atEnd);
    }).observe(log, { childList: true });
    new ResizeObserver(keep).observe(log);
    toEnd();
  }

  function toEnd() {
    atEnd = true;
    find(".log").scrollTo({ top: find(".log").scrollHeight });
    find(".newest").classList.remove("shown");
  }

  function showPanel(open) {
    document.documentElement.classList.toggle("with-panel", open);
    find(".bar .icon")?.setAttribute("aria-expanded", String(open));
  }

  function togglePanel() {
    const open = !document.documentElement.classList.contains("with-panel");
    if (WIDE.matches) sessionStorage.setItem("panel", open ? "open" : "closed");
    showPanel(open);
  }

  function enlarge(picture) {
    const view = document.createElement("dialog");
    view.className = "enlarged";
    const image = document.createElement("img");
    image.src = picture.src;
    image.alt = picture.alt;
    const close = document.createElement("button");
    close.textContent = word("close");
    view.append(image, close);
    view.addEventListener("click", () => view.close());
    view.addEventListener("close", () => view.remove());
    document.body.append(view);
    view.showModal();
  }

  // While the keyboard is up, some browsers cover the page's lower end instead of making it shorter.
  function fitToKeyboard() {
    const view = window.visualViewport;
    if (!view) return;
    const resize = () => {
      document.documentElement.style.setProperty("--height", `${view.height}px`);
      window.scrollTo(0, 0);
    };
    view.addEventListener("resize", resize);
    resize();
  }

  document.addEventListener("keydown", (event) => {
    const area = text();
    // 229 is a key the input method has taken: its Enter picks a word and sends nothing.
    const picking = event.isComposing || event.keyCode === 229;
    if (event.target === area && event.key === "Enter" && !event.shiftKey && !picking) {
      event.preventDefault();
      area.form.requestSubmit();
    } else if (event.target.matches?.(".photo") && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      find(".photo input").click();
    } else if (event.key === "Escape" && !WIDE.matches) {
      showPanel(false);
    }
  });
  document.addEventListener("input", (event) => event.target === text() && fit());
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".photo input")) return;
    upload([...event.target.files]);
    event.target.value = "";
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    upload(files);
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    upload([...(event.dataTransfer?.files ?? [])]);
  });
  document.addEventListener("click", (event) => {
    const picture = event.target.closest?.(".picture");
    if (!picture) return;
    event.preventDefault();
    enlarge(picture.querySelector("img"));
  });

  function begin() {
    if (!text()) {
      requestAnimationFrame(begin);
      return;
    }
    const arrange = () => showPanel(WIDE.matches && sessionStorage.getItem("panel") !== "closed");
    WIDE.addEventListener("change", arrange);
    arrange();
    set(sessionStorage.getItem(draftKey()) ?? "");
    follow();
    fitToKeyboard();
  }
  window.shouhou = { askPhone, fresh, giveBack, take, toast, toEnd, togglePanel };
  begin();
})();
