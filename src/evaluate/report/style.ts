/** The style sheet of a report, for screens light and dark, wide and narrow, and for paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fdfcfa; --ink: #1f1e1c; --soft: #66625b; --line: #dedad2; --bar: #d9d3c7;
  --line-0: #0a6c74; --line-1: #b4480f; --line-2: #6a4fb3; --line-3: #7a6a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161514; --ink: #ece9e3; --soft: #a8a297; --line: #37342f; --bar: #4a453d;
    --line-0: #54bcc4; --line-1: #f0935a; --line-2: #b09ef0; --line-3: #cdbb45;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 3rem 1.25rem 4rem; max-width: 60rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', sans-serif;
}
h1, h2 { font-family: Georgia, 'Times New Roman', serif; font-weight: 400; line-height: 1.2; overflow-wrap: anywhere; }
h1 { font-size: 2.5rem; margin: 0; }
h2 { font-size: 1.5rem; margin: 3.5rem 0 0.75rem; }
p { margin: 0.5rem 0; max-width: 42rem; }
.soft, small, caption, figcaption { color: var(--soft); }
img { display: block; max-width: 100%; height: auto; border-radius: 4px; }
figure { margin: 0; }
figcaption { font-size: 0.875rem; margin-top: 0.35rem; }
figcaption strong { color: var(--ink); font-weight: 600; }

.directions { display: grid; gap: 1.5rem 3rem; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); margin-top: 2rem; }
.direction { display: grid; grid-template-columns: auto 1fr; gap: 0 1.25rem; align-items: center; }
.direction .pair { display: flex; }
.direction .pair img { width: 6rem; height: 6rem; object-fit: cover; border-radius: 50%; border: 3px solid var(--paper); }
.direction .pair img + img { margin-left: -1.75rem; }
.direction strong { display: block; font: 400 3rem/1 Georgia, 'Times New Roman', serif; font-variant-numeric: lining-nums; }
.direction p { grid-column: 1 / -1; }
.to-1 strong { color: var(--line-0); }
.to-0 strong { color: var(--line-1); }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.75rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: 0.875rem; padding-bottom: 0.6rem; }
th, td { padding: 0.5rem 0 0.5rem 0.75rem; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line); font-weight: 400; }
tbody th, thead tr:first-child > :first-child { text-align: left; padding-left: 0; }
thead th { color: var(--soft); font-size: 0.875rem; vertical-align: bottom; }
td small, th small { display: block; font-size: 0.8125rem; line-height: 1.4; }
.scores { table-layout: fixed; }
.scores col + col { width: 15%; }
.scores td { white-space: nowrap; }
.scores td small { white-space: normal; }
.pairs col + col { width: 20%; }
.pairs { display: grid; gap: 0 3rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); margin-top: 1.25rem; }
.bar { display: block; height: 4px; margin: 0.3rem 0 0 auto; min-width: 1px; background: var(--bar); border-radius: 2px; print-color-adjust: exact; }
.list td, .list th { text-align: left; }
.list td:last-child { width: 60%; overflow-wrap: anywhere; }

.charts { display: grid; gap: 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
.chart svg { display: block; width: 100%; margin-top: 0.5rem; }
.grid { stroke: var(--line); }
.tick { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.curve { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
line.level { stroke: currentColor; stroke-width: 1.25; stroke-dasharray: 2 4; }
.level { color: var(--soft); }
.line-0 { color: var(--line-0); }
.line-1 { color: var(--line-1); }
.line-2 { color: var(--line-2); }
.line-3 { color: var(--line-3); }
path.line-1 { stroke-dasharray: 7 3; }
path.line-2 { stroke-dasharray: 2 2; }
path.line-3 { stroke-dasharray: 9 3 2 3; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.5rem 0 0; padding: 0; list-style: none; font-size: 0.875rem; }
.legend li::before { content: ''; display: inline-block; width: 1.25rem; margin-right: 0.5rem; vertical-align: 0.25em; border-top: 2px solid; }
.legend .line-1::before { border-top-style: dashed; }
.legend.dots li::before, .legend .shade-left::before, .legend .shade-right::before { width: 0.6rem; height: 0.6rem; border: 0; vertical-align: 0; background: currentColor; }
.legend.dots .line-0::before { border-radius: 50%; }
.legend .shade-left::before { background: hsl(225 85% 55%); }
.legend .shade-right::before { background: hsl(10 85% 55%); }
.legend .level::before { border-top: 2px dotted; }

summary { cursor: pointer; color: var(--soft); font-size: 0.875rem; margin-bottom: 0.75rem; }
.previews { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); }
.previews img { width: 100%; }
.worst { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem 2.5rem; }
.worst .row { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0.5rem; font-size: 0.8125rem; color: var(--soft); }
.worst img { width: 100%; }

footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.875rem; color: var(--soft); }

@media (max-width: 40rem) {
  body { padding: 1.5rem 1rem; }
  h1 { font-size: 2rem; }
  th, td { padding-left: 0.5rem; }
  .scores col + col { width: 26%; }
  .pairs col + col { width: 20%; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --bar: #ccc;
    --line-0: #0a6c74; --line-1: #b4480f; --line-2: #6a4fb3; --line-3: #7a6a00;
  }
  body { padding: 0; max-width: none; font-size: 10pt; }
  h2 { break-after: avoid; }
  tr, figure, .direction { break-inside: avoid; }
  summary { display: none; }
}
`;
