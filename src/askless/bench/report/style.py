"""The style sheet of reports."""

from __future__ import annotations

__all__ = ["STYLE"]

# Colours keep 4.5:1 against their background as text and can be told apart with any colour vision.
STYLE = """
:root { color-scheme: light dark; --page: #ffffff; --ink: #1a1f27; --soft: #59616e; --rule: #dfe3e9;
  --tint: #f5f7fa; --shade: #1a1f2759;
  --c0: #6a7280; --c1: #0a61b8; --c2: #b8430b; --c3: #1a7a4a; --c4: #8a3ba8; --c5: #8a6100; --c6: #0a7a85;
  --c7: #b02a5b; }
@media (prefers-color-scheme: dark) { :root { --page: #14181e; --ink: #e6e9ee; --soft: #a3acba; --rule: #303845;
  --tint: #1c222b; --shade: #a3acba8c; --c0: #98a2b1; --c1: #6fb3ff; --c2: #ff9a63; --c3: #5fce92; --c4: #d59bee;
  --c5: #e3b84f;
  --c6: #55cbd8; --c7: #ff8fb3; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 56rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; }
p { margin: .4rem 0; overflow-wrap: anywhere; }
.lede { font-size: 1.15rem; }
.facts, .note, figcaption { color: var(--soft); font-size: .92rem; }
figure { margin: 1.5rem 0 0; }
.chart { display: block; width: 100%; min-width: 34rem; height: auto; font: 13px system-ui, sans-serif; }
.chart text { fill: var(--ink); }
.chart .tick, .chart .name, .chart .mark-name { fill: var(--soft); }
.chart .end { font-weight: 600; }
.chart .mark-name { font-weight: 400; }
.grid { stroke: var(--rule); stroke-width: 1; }
.axis { stroke: var(--soft); stroke-width: 1; }
.mark { fill: none; stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 2 4; }
.line { fill: none; stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round; }
.band { stroke: none; opacity: .14; }
.change { fill: var(--soft); opacity: .2; }
.bought { fill: none; stroke: var(--c); }
.alarm { fill: var(--c); }
.swap { fill: var(--page); stroke: var(--c); stroke-width: 1.75; }
.s0 { --c: var(--c0); } .s1 { --c: var(--c1); } .s2 { --c: var(--c2); } .s3 { --c: var(--c3); }
.s4 { --c: var(--c4); } .s5 { --c: var(--c5); } .s6 { --c: var(--c6); } .s7 { --c: var(--c7); }
.line { stroke: var(--c); } .band, .dot { fill: var(--c); } .chart .end:not(.mark-name) { fill: var(--c); }
.line.s0 { stroke-dasharray: 7 5; } .line.s2 { stroke-dasharray: 12 5; } .line.s3 { stroke-dasharray: 2 5; }
.line.s4 { stroke-dasharray: 12 4 2 4; } .line.s5 { stroke-dasharray: 18 6; } .line.s6 { stroke-dasharray: 5 3; }
.line.s7 { stroke-dasharray: 8 3 2 3 2 3; }
/* Shades at the edges of what scrolls, covered where its end is in sight. */
.scroll { overflow-x: auto; background:
  linear-gradient(to right, var(--page) 40%, transparent) left / 2.5rem 100% local,
  linear-gradient(to left, var(--page) 40%, transparent) right / 2.5rem 100% local,
  linear-gradient(to right, var(--shade), transparent) left / 1.1rem 100%,
  linear-gradient(to left, var(--shade), transparent) right / 1.1rem 100%;
  background-repeat: no-repeat; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
.line.whole { stroke-dasharray: none; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .92rem; }
.key { margin-right: .4em; vertical-align: middle; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; margin-top: .8rem; }
.panel { margin: 0; }
.panel figcaption { color: var(--ink); font-weight: 600; }
.panel svg { display: block; width: 100%; height: auto; font: 11px system-ui, sans-serif; }
.panel .tick, tspan.tick { fill: var(--soft); }
.panel .grid { fill: none; }
.panel .line { stroke-width: 1.75; }
.sign { display: inline-block; min-width: 4.6em; font-weight: 600; }
.sign.reached { color: var(--c3); } .sign.missed { color: var(--c7); } .sign.open { color: var(--c5); }
/* Names of learners stay in sight while their numbers scroll. */
.learners th, .learners td { padding: .4rem .5rem; }
.learners th:first-child { position: sticky; left: 0; padding-left: 0; background: var(--page); white-space: normal; }
.wordy th, .wordy td { text-align: left; white-space: normal; vertical-align: top; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: .92rem; padding-bottom: .35rem; }
th, td { padding: .4rem .75rem; border-bottom: 1px solid var(--rule); text-align: right; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { font-weight: 600; font-size: .9rem; color: var(--soft); }
tbody th { font-weight: 500; white-space: nowrap; }
td { white-space: nowrap; }
td small { color: var(--soft); }
.excerpt { display: block; min-width: 16rem; white-space: normal; text-align: left; overflow-wrap: anywhere; }
tbody th, tbody td { vertical-align: baseline; }
.scroll + .scroll, .note + .scroll, figure + .scroll { margin-top: 1.2rem; }
@media (max-width: 40rem) { tbody th { white-space: normal; min-width: 6rem; } .excerpt { min-width: 12rem; }
  table { font-size: .9rem; } th, td { padding: .4rem .35rem; } }
.matrix { width: auto; min-width: 17rem; }
.matrix td { padding: 2px; text-align: center; }
.matrix td span { display: block; min-width: 3.2rem; padding: .35rem .5rem; border-radius: .25rem; }
.matrix .right { background: color-mix(in srgb, var(--c1) calc(var(--share) * .45), var(--page)); }
.matrix .wrong { background: color-mix(in srgb, var(--c2) calc(var(--share) * .45 + 6%), var(--page)); }
.matrix .zero { color: var(--soft); }
.chart.square { width: auto; min-width: 20rem; max-width: 30rem; }
/* A function of two inputs. */
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 1rem; }
.chart.plane { min-width: 20rem; }
.cell { fill: color-mix(in srgb, var(--c) var(--share), var(--page)); }
.asked { fill: var(--c); stroke: var(--page); stroke-width: 1.5; }
.cross { fill: none; stroke: var(--ink); stroke-width: 2; }
.chip { display: inline-block; width: .8em; height: .8em; margin-right: .5em; border-radius: .2em;
  background: var(--c); }
pre { background: var(--tint); border: 1px solid var(--rule); border-radius: .4rem; padding: .75rem 1rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: .9rem/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
details { margin-top: 1.6rem; }
summary { cursor: pointer; font-weight: 600; }
summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--c1); outline-offset: 2px; }
@media print { :root { color-scheme: light; } details > * { display: block; } }
"""
