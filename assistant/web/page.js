() => {
  // What the page does by itself: from a number to its quote and back, folding, copying, scrolling,
  // and taking files.
  // Gradio goes by the browser's language where it is quicker than the page's own head.
  document.documentElement.lang = LANGUAGE;
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chat = document.getElementById("chat");
  const panel = document.getElementById("article");
  const fold = document.getElementById("fold");
  const announced = document.getElementById("announced");

  const scrollWithin = (box, element, share) => {
    const inner = element.getBoundingClientRect();
    const outer = box.getBoundingClientRect();
    const room = Math.max(0, box.clientHeight - inner.height);
    box.scrollTo({
      top: box.scrollTop + inner.top - outer.top - Math.max(12, room * share),
      behavior: still() ? "instant" : "smooth",
    });
  };

  const flash = (elements) => {
    for (const element of elements) {
      element.classList.remove("flash");
      void element.offsetWidth; // so that the animation begins again
      element.classList.add("flash");
      element.addEventListener("animationend", () => element.classList.remove("flash"), {
        once: true,
      });
    }
  };

  const marksOf = (turn) =>
    [...panel.querySelectorAll("mark")].filter((mark) =>
      mark.dataset.turns.split(" ").includes(String(turn)),
    );

  const light = (turn) => {
    for (const mark of panel.querySelectorAll("mark.lit")) mark.classList.remove("lit");
    for (const mark of marksOf(turn)) mark.classList.add("lit");
    for (const number of panel.querySelectorAll("button.number")) {
      number.hidden = number.dataset.turn !== String(turn);
    }
    for (const answer of chat.querySelectorAll(".turn")) {
      answer.classList.toggle("current", answer.id === `turn-${turn}`);
    }
    // What comes near proves nothing, and is marked unlike a proof.
    const abstained = chat.querySelector(`#turn-${turn} .answer.abstained`);
    document.getElementById("desk").classList.toggle("near", Boolean(abstained));
  };

  const unfold = (open) => {
    fold.setAttribute("aria-expanded", String(open));
    document.getElementById("desk").classList.toggle("unfolded", open);
  };

  const toShelf = document.getElementById("to-shelf");
  const shelve = (open) => {
    toShelf.setAttribute("aria-expanded", String(open));
    document.getElementById("desk").classList.toggle("shelved", open);
    unfold(open || fold.getAttribute("aria-expanded") === "true");
  };

  const showQuote = (turn, number) => {
    const badge = panel.querySelector(
      `button.number[data-turn="${turn}"][data-number="${number}"]`,
    );
    if (!badge) return;
    shelve(false);
    unfold(true);
    light(turn);
    const mark = badge.closest("mark");
    // On a phone the panel is only now being laid out.
    requestAnimationFrame(() => {
      scrollWithin(panel, mark, 0.35);
      flash([mark]);
      badge.focus({ preventScroll: true });
      // The chat may have become lower: what was pressed stays in sight.
      const pressed = chat.querySelector(`#turn-${turn} button.cite[data-number="${number}"]`);
      const [box, room] = [pressed, chat].map((one) => one.getBoundingClientRect());
      if (box.top < room.top || box.bottom > room.bottom) scrollWithin(chat, pressed, 0.7);
    });
  };

  const showAnswer = (turn) => {
    const answer = document.getElementById(`turn-${turn}`);
    if (!answer) return;
    light(turn);
    scrollWithin(chat, answer, 0);
    flash([answer]);
    answer.focus({ preventScroll: true });
  };

  const copy = async (button) => {
    const text = button.closest(".answer").dataset.text;
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
    } else {
      // Over plain http from another machine there is no clipboard but this.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.classList.add("done");
    announced.textContent = announced.dataset.copied;
    button.addEventListener("blur", () => button.classList.remove("done"), { once: true });
  };

  document.addEventListener("click", (event) => {
    const target = event.target;
    const cited = target.closest("button.cite");
    if (cited) return showQuote(cited.dataset.turn, cited.dataset.number);
    const number = target.closest("button.number");
    if (number) return showAnswer(number.dataset.turn);
    const mark = target.closest("#article mark");
    if (mark && getSelection().isCollapsed) {
      const current = chat.querySelector(".turn.current")?.id.slice("turn-".length);
      const turns = mark.dataset.turns.split(" ");
      return showAnswer(turns.includes(current) ? current : turns.at(-1));
    }
    const copied = target.closest('button[data-do="copy"]');
    if (copied) return copy(copied);
    if (target.closest("#fold")) unfold(fold.getAttribute("aria-expanded") !== "true");
    if (target.closest("#to-shelf")) shelve(toShelf.getAttribute("aria-expanded") !== "true");
    if (target.closest("a.skip")) {
      event.preventDefault();
      document.querySelector("#question textarea").focus();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const stop = document.getElementById("stop");
    if (chat.querySelector(".pending")) return stop.click();
    document.querySelector('#notice [data-do="cancel"]')?.click();
  });

  let told = "";
  let opened = false; // what was said before a reload is not read out again
  chat.addEventListener("renewed", () => {
    const all = [...chat.querySelectorAll(".turn")];
    const last = all.at(-1);
    const answer = last?.querySelector(".answer");
    const pending = answer?.classList.contains("pending");
    const said = answer ? `${last.id} ${pending} ${answer.dataset.text}` : "";
    light(all.length - 1);
    if (last && (pending || said !== told)) {
      // The whole of a short answer, the beginning of a long one.
      scrollWithin(chat, last, last.offsetHeight > chat.clientHeight ? 0 : 1);
    }
    if (answer && !pending && said !== told && opened) announced.textContent = answer.dataset.text;
    told = said;
    opened = true;
  });
  // An article that was opened is there to be read.
  document.getElementById("shelf-list").addEventListener("click", (event) => {
    if (event.target.closest('[data-do="select"]')) shelve(false);
  });
  document.getElementById("adding").addEventListener("renewed", (event) => {
    if (!event.target.querySelector(".added")) return;
    announced.textContent = event.target.textContent;
    shelve(false);
  });

  let read = "";
  panel.addEventListener("renewed", () => {
    // The panel may only now be brought back into sight, where the list of articles was.
    requestAnimationFrame(() => {
      const { id } = panel.querySelector(".article").dataset;
      const lit = panel.querySelector("mark.lit");
      if (id !== read) panel.scrollTop = 0;
      if (lit) scrollWithin(panel, lit, 0.35);
      read = id;
    });
  });

  // A file is chosen or dropped anywhere on the page. What no article can be is not sent.
  const files = document.querySelector("#shelf input[type=file]");
  const trouble = document.getElementById("trouble");
  files.accept = SUFFIXES;
  document.addEventListener(
    "change",
    (event) => {
      if (event.target !== files) return;
      const isLarge = [...files.files].some((file) => file.size > LARGEST);
      trouble.textContent = isLarge ? trouble.dataset.large : "";
      if (!isLarge) return;
      event.stopImmediatePropagation();
      files.value = "";
    },
    true,
  );
  document.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    shelve(true);
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    files.files = one.files;
    files.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Gradio tells of a server that does not answer in English alone.
  new MutationObserver(() => {
    const isLost = document.querySelector(".toast-wrap .error");
    trouble.textContent = isLost ? trouble.dataset.lost : "";
  }).observe(document.querySelector(".toast-wrap"), { childList: true, subtree: true });
  light(chat.querySelectorAll(".turn").length - 1);
}
