"""The page's only script: looking nearer, moving, and finding a name. The page says everything without it."""

from __future__ import annotations

from typing import Final

SCRIPT: Final = """
(function () {
  "use strict";
  var svg = document.querySelector(".picture svg");
  if (!svg) { return; }
  var get = function (id) { return document.getElementById(id); };
  var whole = svg.getAttribute("viewBox").split(" ").map(Number), view = whole.slice(), from = null;
  svg.parentNode.previousElementSibling.hidden = false;
  function show() { svg.setAttribute("viewBox", view.join(" ")); }
  function zoom(by, x, y) {
    var wide = Math.min(whole[2], Math.max(whole[2] / 40, view[2] * by)), real = wide / view[2];
    view = [x - (x - view[0]) * real, y - (y - view[1]) * real, wide, wide * whole[3] / whole[2]];
    show();
  }
  function middle() { return [view[0] + view[2] / 2, view[1] + view[3] / 2]; }
  function point(event) {
    var box = svg.getBoundingClientRect();
    return [view[0] + (event.clientX - box.left) / box.width * view[2],
            view[1] + (event.clientY - box.top) / box.height * view[3]];
  }
  get("in").addEventListener("click", function () { zoom(0.7, middle()[0], middle()[1]); });
  get("out").addEventListener("click", function () { zoom(1 / 0.7, middle()[0], middle()[1]); });
  get("all").addEventListener("click", function () { view = whole.slice(); show(); });
  svg.addEventListener("wheel", function (event) {
    if (!event.ctrlKey && !event.metaKey) { return; }
    event.preventDefault();
    var at = point(event);
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, at[0], at[1]);
  }, { passive: false });
  svg.addEventListener("pointerdown", function (event) {
    from = point(event);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointerup", function () { from = null; });
  svg.addEventListener("pointermove", function (event) {
    if (!from) { return; }
    var at = point(event);
    view[0] += from[0] - at[0];
    view[1] += from[1] - at[1];
    show();
  });
  get("find").addEventListener("input", function () {
    var wanted = this.value.trim().toLowerCase(), hits = 0;
    svg.querySelectorAll("#people > g").forEach(function (mark) {
      var hit = wanted !== "" && mark.querySelector("title").textContent.toLowerCase().indexOf(wanted) >= 0;
      mark.classList.toggle("found", hit);
      hits += hit ? 1 : 0;
    });
    get("hits").textContent = wanted === "" ? "" : hits + " found";
  });
})();
"""
