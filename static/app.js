// Small conveniences. Every page works without this file.
"use strict";

// A form is sent once: the second click does nothing (the server would treat it as the same act anyway).
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
});

// Coming back by the browser's "back" button: the form may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});

// "Add rows" without a round trip.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-repeat-more]");
  if (!button) return;
  const name = button.dataset.repeatMore;
  const group = document.querySelector(`[data-repeat="${name}"]`);
  const last = group && group.lastElementChild;
  const count = button.form && button.form.elements[`${name}_rows`];
  if (!last || !count) return;
  event.preventDefault();
  const from = Number(count.value);
  const to = from + 1;
  const row = last.cloneNode(true);
  const renumber = (text) => text.replace(`${name}_${from}_`, `${name}_${to}_`);
  for (const node of row.querySelectorAll("[id], [name], [for]")) {
    for (const attribute of ["id", "name", "for"]) {
      if (node.hasAttribute(attribute)) node.setAttribute(attribute, renumber(node.getAttribute(attribute)));
    }
  }
  for (const input of row.querySelectorAll("input, textarea")) input.value = "";
  for (const label of row.querySelectorAll(".vh, .repeat__n")) label.textContent = label.textContent.replace(from, to);
  row.setAttribute("aria-label", (row.getAttribute("aria-label") || "").replace(from, to));
  group.append(row);
  count.value = String(to);
  const first = row.querySelector("input, textarea");
  if (first) first.focus();
});

// The reader's eyes go to the errors, or to what was done.
const notice = document.querySelector(".error-summary, .banner");
if (notice) notice.focus();
