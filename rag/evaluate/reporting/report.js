"use strict";
// Filters the list of questions; without it the page shows them all.
const questions = [...document.querySelectorAll("details.question")];
const controls = ["words", "state", "type", "style"].map((id) => document.getElementById(id)).filter(Boolean);
const count = document.getElementById("count");

function show() {
  let shown = 0;
  for (const question of questions) {
    const fits = controls.every((control) =>
      control.id === "words"
        ? question.textContent.toLowerCase().includes(control.value.trim().toLowerCase())
        : !control.value || question.dataset[control.id] === control.value);
    question.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  count.textContent = `${shown} / ${questions.length}`;
}

for (const control of controls) control.addEventListener("input", show);
show();
