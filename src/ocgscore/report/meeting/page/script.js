
(function () {
  "use strict";
  // Long lists can be put in another order and searched; the page says everything without.
  var words = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

  function number(text) {
    var found = parseFloat(text.replace(/,/g, "").replace("\u2212", "-"));
    return isNaN(found) ? null : found;
  }

  function keyOf(cell, heading) {
    var order = cell.getAttribute("data-o");
    if (order !== null) { return Number(order); }
    return heading.className === "n" ? number(cell.textContent) : cell.textContent.trim();
  }

  // What is not known stands last, whichever way the rest is sorted.
  function compared(one, other, up) {
    if (one === other) { return 0; }
    if (one === null || one === "") { return 1; }
    if (other === null || other === "") { return -1; }
    return (typeof one === "number" ? one - other : words.compare(one, other)) * up;
  }

  function sorting(table, rows) {
    var headings = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var body = table.tBodies[0];

    function sort(at) {
      var heading = headings[at], was = heading.getAttribute("aria-sort");
      var next = was === null ? "ascending" : was === "ascending" ? "descending" : null;
      headings.forEach(function (each) { each.removeAttribute("aria-sort"); });
      var sorted = rows;
      if (next) {
        heading.setAttribute("aria-sort", next);
        var up = next === "ascending" ? 1 : -1;
        sorted = rows.map(function (row, place) { return [keyOf(row.cells[at], heading), place, row]; })
          .sort(function (one, other) { return compared(one[0], other[0], up) || one[1] - other[1]; })
          .map(function (keyed) { return keyed[2]; });
      }
      var moved = document.createDocumentFragment();
      sorted.forEach(function (row) { moved.appendChild(row); });
      body.appendChild(moved);
    }

    headings.forEach(function (heading, at) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = heading.textContent;
      button.addEventListener("click", function () { sort(at); });
      heading.replaceChildren(button);
    });
  }

  function finding(table, rows) {
    var line = document.createElement("p"), label = document.createElement("label");
    var field = document.createElement("input"), said = document.createElement("span");
    var texts = null, waiting = 0;

    function show() {
      var wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean), count = 0;
      texts = texts || rows.map(function (row) {
        return Array.prototype.map.call(row.cells, function (cell) { return cell.textContent; }).join(" ").toLowerCase();
      });
      rows.forEach(function (row, at) {
        row.hidden = !wanted.every(function (word) { return texts[at].indexOf(word) >= 0; });
        count += row.hidden ? 0 : 1;
      });
      said.textContent = wanted.length === 0 ? "" :
        count.toLocaleString("en-GB") + " of " + rows.length.toLocaleString("en-GB") + " rows with \u201c" + field.value.trim() + "\u201d";
      // On paper, a list that is not whole says so.
      if (wanted.length) { line.setAttribute("data-kept", ""); } else { line.removeAttribute("data-kept"); }
    }

    line.className = "find";
    label.textContent = "Find rows ";
    field.type = "search";
    said.setAttribute("role", "status");
    field.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(show, 100);
    });
    label.appendChild(field);
    line.append(label, said);
    table.closest(".listing").prepend(line);
  }

  document.querySelectorAll("table.tools").forEach(function (table) {
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    sorting(table, rows);
    finding(table, rows);
  });

  // A part that shows whole needs no stop of the keyboard's.
  var sizes = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      var box = entry.target;
      var whole = box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight;
      if (whole) { box.removeAttribute("tabindex"); } else { box.tabIndex = 0; }
    });
  });
  document.querySelectorAll(".wide").forEach(function (box) { sizes.observe(box); });
})();
