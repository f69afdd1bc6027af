/* What the review page does: reject with a click, remember, save to and open from a file. */
"use strict";
const cards = [...document.querySelectorAll(".made")];
const place = "paner review " + document.body.dataset.page;
const store = {
  read() { try { return localStorage.getItem(place); } catch { return null; } },
  write(text) { try { localStorage.setItem(place, text); } catch { /* a page from a file may have none */ } },
};
const rejected = () => cards.filter((card) => card.classList.contains("rejected"));
const decisions = () => ({
  format: "{{ format }}",
  sentences: cards.length,
  rejected: rejected().map((card) => ({ text: card.dataset.text })),
});
function show(card, off) {
  const button = card.querySelector("button");
  card.classList.toggle("rejected", off);
  button.setAttribute("aria-pressed", String(off));
  button.textContent = off ? "Rejected" : "Reject";
}
function note() {
  document.getElementById("count").textContent =
    cards.length + " sentences, " + rejected().length + " rejected";
  store.write(JSON.stringify(decisions()));
}
function take(text) {
  const texts = new Set(JSON.parse(text).rejected.map((row) => row.text));
  for (const card of cards) show(card, texts.has(card.dataset.text));
  note();
}
for (const card of cards) {
  card.querySelector("button").addEventListener("click", () => {
    show(card, !card.classList.contains("rejected"));
    note();
  });
}
document.getElementById("save").addEventListener("click", () => {
  const blob = new Blob([JSON.stringify(decisions(), null, 1) + "\n"], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = "decisions.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
document.getElementById("open").addEventListener("change", async (event) => {
  try { take(await event.target.files[0].text()); }
  catch { alert("This file holds no decisions."); }
});
const kept = store.read();
if (kept) take(kept);
