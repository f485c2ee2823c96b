// Files that staff attach: the raw bytes, one after another; what comes back is their name in the store.
(() => {
  "use strict";
  const { find, root, toast } = window.live;
  const REFUSALS = { 413: "tooLarge", 415: "wrongKind" };
  const LIMIT = 20 * 1024 * 1024;
  const said = (name) => root().dataset[name] ?? "";

  window.upload = async function (chosen) {
    const taken = [];
    for (const file of chosen) {
      if (file.size > LIMIT) {
        toast(said("tooLarge"), "bad");
        continue;
      }
      try {
        const query = new URLSearchParams({ name: file.name });
        const answer = await fetch(`/desk/files?${query}`, { method: "POST", body: file });
        if (answer.ok) taken.push(await answer.json());
        else toast(said(REFUSALS[answer.status] ?? "notSent"), "bad");
      } catch {
        toast(said("notSent"), "bad");
      }
    }
    return taken;
  };

  // A form's field for photos: the references go into a hidden field, one a line.
  document.addEventListener("change", async (event) => {
    const field = event.target;
    if (field.type !== "file" || !field.dataset.into) return;
    const chosen = [...field.files];
    field.value = "";
    for (const file of await window.upload(chosen)) {
      const hidden = find(`#${CSS.escape(field.dataset.into)}`);
      hidden.value = hidden.value ? `${hidden.value}\n${file.ref}` : file.ref;
      hidden.dataset.touched = "yes";
      field.closest(".filed").querySelector(".names").append(` ${file.name}`);
    }
  });
})();
