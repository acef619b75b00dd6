for (const form of document.querySelectorAll("form.filter")) {
  const rows = [...form.parentElement.querySelectorAll("details.question")];
  const show = () => {
    const wanted = Object.fromEntries(new FormData(form));
    let shown = 0;
    for (const row of rows) {
      const states = JSON.parse(row.dataset.states);
      const state = states[wanted.model] || "";
      row.hidden = (wanted.kind && row.dataset.kind !== wanted.kind) ||
        (wanted.state && !state.split(" ").includes(wanted.state));
      shown += !row.hidden;
    }
    form.querySelector("output").textContent = `${shown} of ${rows.length}`;
  };
  form.hidden = false;
  form.addEventListener("change", show);
  show();
}
const open = () => {
  const row = location.hash && document.getElementById(location.hash.slice(1));
  if (row && row.tagName === "DETAILS") { row.hidden = false; row.open = true; row.scrollIntoView(); }
};
addEventListener("hashchange", open);
open();
