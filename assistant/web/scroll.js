() => requestAnimationFrame(() => {
  // Brings the first cited passage to the middle of the article's own panel; the page stays put,
  // so that the answer does not leave the screen.
  const panel = document.getElementById("article");
  const mark = panel?.querySelector("#citation-1") ?? panel?.querySelector("mark");
  if (!mark) return;
  const box = mark.getBoundingClientRect();
  const above = Math.max(16, (panel.clientHeight - box.height) / 2);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  panel.scrollTo({
    top: panel.scrollTop + box.top - panel.getBoundingClientRect().top - above,
    behavior: still ? "instant" : "smooth",
  });
})
