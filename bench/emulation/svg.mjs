// A drawing as SVG text that is readable on light and dark pages alike.

const STYLE = `
  text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328; }
  .small { font-size: 11px; fill: #59636e; }
  .title { font-size: 15px; font-weight: 600; }
  .grid { stroke: #d1d9e0; stroke-width: 1; }
  .zero { stroke: #59636e; stroke-width: 1; }
  .bar { fill: #d1d9e0; fill-opacity: .35; }
  .ours { fill: #0969da; } .ours-line { stroke: #0969da; stroke-width: 1.5; stroke-opacity: .55; }
  .miss { fill: #d1242f; } .miss-line { stroke: #d1242f; stroke-width: 1.5; stroke-opacity: .55; }
  .peer { fill: none; stroke: #59636e; stroke-width: 1.3; }
  .paper { fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; } .small { fill: #9198a1; } .grid { stroke: #3d444d; } .zero { stroke: #9198a1; } .bar { fill: #3d444d; }
    .ours { fill: #4493f8; } .ours-line { stroke: #4493f8; } .miss { fill: #f85149; } .miss-line { stroke: #f85149; }
    .peer { stroke: #9198a1; } .paper { fill: #0d1117; }
  }`;

/** The whole drawing; `about` is what a person who cannot see it is told. */
export function drawing(width, height, about, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(about)}">
<style>${STYLE}
</style>
<rect class="paper" width="${width}" height="${height}"/>
${parts.join("\n")}
</svg>
`;
}

export const text = (x, y, words, { kind = "", anchor = "start" } = {}) => `<text x="${px(x)}" y="${px(y)}" class="${kind}" text-anchor="${anchor}">${escaped(words)}</text>`;
export const line = (x1, y1, x2, y2, kind) => `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" class="${kind}"/>`;
export const dot = (x, y, kind, radius = 3.5) => `<circle cx="${px(x)}" cy="${px(y)}" r="${radius}" class="${kind}"/>`;
export const box = (x, y, width, height, kind) => `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" class="${kind}"/>`;

const px = (value) => Number(value.toFixed(1));
const escaped = (words) => String(words).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
