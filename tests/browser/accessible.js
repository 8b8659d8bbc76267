// What keeps people out who do not see well, or who use no mouse; an array of sentences.
// Contrast is that of WCAG 2: 4.5 to 1, or 3 to 1 for large text; what is partly transparent is mixed with
// what lies below it. While a dialog is open only that is looked at, for all else is out of reach.
() => {
  const found = [];
  const told = (fault, e) => found.push(`${fault}: ${e.outerHTML.slice(0, 120)}`);
  const visible = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && e.getClientRects().length > 0;
  const parents = (e) => (e.parentElement ? [e.parentElement, ...parents(e.parentElement)] : []);
  const top = document.querySelector("dialog:modal") ?? document;
  const all = (css) => [...top.querySelectorAll(css)].filter(visible);
  const byId = (e, name) => (e.getAttribute(name) ?? "").split(/\s+/).filter(Boolean);
  const textOf = (e) => [e.textContent, ...[...e.querySelectorAll("[alt]")].map((i) => i.alt)].join("").trim();

  for (const e of all("button, a[href], input, select, textarea, dialog, [role=dialog], [tabindex]")) {
    const heading = byId(e, "aria-labelledby").map((id) => document.getElementById(id)?.textContent ?? "").join("").trim();
    const labels = [...(e.labels ?? [])].map(textOf).join("");
    const own = e.matches("input, select, textarea, dialog, [role=dialog]") ? "" : textOf(e);
    if (!(e.getAttribute("aria-label")?.trim() || heading || labels || own || e.title)) told("has no name", e);
  }
  for (const e of all("*")) {
    for (const name of ["aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "for"]) {
      for (const id of byId(e, name)) if (!document.getElementById(id)) told(`${name} points nowhere`, e);
    }
    if (e.id && document.querySelectorAll(`[id="${CSS.escape(e.id)}"]`).length > 1) told("its id comes twice", e);
    if (e.closest("[aria-hidden=true]") && e.matches("button, a[href], input, select, textarea")) told("is hidden but a control", e);
  }
  for (const e of all("img:not([alt])")) told("has no alternative", e);
  if (!document.documentElement.lang || !document.title) told("has no language or title", document.documentElement);

  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const colour = (css) => { // of any notation, as red, green, blue of 0 to 255 and alpha of 0 to 1
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = css; pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
  const ground = (e) => {
    const own = colour(getComputedStyle(e).backgroundColor);
    if (own[3] === 1) return own;
    const below = e.parentElement && !e.matches("dialog:modal") ? ground(e.parentElement) : colour("Canvas");
    return over(own, below);
  };
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  for (const e of all("*")) {
    const written = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!written && !e.matches("input, textarea") || e.closest("svg, :disabled, [aria-disabled=true]")) continue;
    const style = getComputedStyle(e), below = ground(e);
    const clear = [e, ...parents(e)].reduce((product, p) => product * Number(getComputedStyle(p).opacity), 1);
    const ink = colour(style.color);
    const [dark, bright] = [light(over([...ink.slice(0, 3), ink[3] * clear], below)), light(below)].sort((a, b) => a - b);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (bright + 0.05) / (dark + 0.05);
    if (ratio < (large ? 3 : 4.5) - 0.005) told(`has a contrast of ${ratio.toFixed(2)}`, e);
  }
  const focused = document.activeElement;
  if (focused?.matches(":focus-visible") && visible(focused) && !focused.matches("dialog, [tabindex='-1']")) {
    // The ring may be that of the frame around a field.
    const frames = [focused, ...parents(focused)].slice(0, 3).map((e) => getComputedStyle(e));
    const ringed = (s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none";
    if (!frames.some(ringed)) told("does not show its focus", focused);
  }
  return found;
}
