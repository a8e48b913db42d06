/** The chart: figures as bars, or as points on a logarithmic axis, readable on light and on dark pages. */
import type { Panel } from './report.js';

const width = 880;
const names = 320;
const labels = 110;
const row = 24;
const head = 52;
const [left, right] = [names + 16, width - labels];

/** Panels below each other, and a last line of words. */
export function chartOf(panels: readonly Panel[], words: string): string {
  const parts: string[] = [];
  let top = 8;
  for (const panel of panels) {
    parts.push(`<g transform="translate(0 ${top})">\n${drawn(panel)}\n</g>`);
    top += head + panel.marks.length * row + 16;
  }
  parts.push(`<text class="quiet" x="16" y="${top + 12}">${escaped(words)}</text>`);
  const height = top + 28;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">${escaped(panels.map(({ title }) => title).join('; '))}</title>
<style>
  /* The page below and what is drawn on it change together, so that neither is lost where a theme is not the system's. */
  svg { --page: #ffffff; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --own: #0969da; --peer: #818b98; }
  @media (prefers-color-scheme: dark) {
    svg { --page: #0d1117; --text: #f0f6fc; --quiet: #9198a1; --line: #3d444d; --own: #4493f8; --peer: #656c76; }
  }
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--text); }
  .title { font-weight: 600; font-size: 15px; }
  .quiet { fill: var(--quiet); font-size: 12px; }
  .own { fill: var(--own); }
  text.own { font-weight: 600; }
  .peer { fill: var(--peer); }
  line { stroke: var(--line); }
</style>
<rect width="${width}" height="${height}" rx="6" fill="var(--page)"/>
${parts.join('\n')}
</svg>
`;
}

function drawn({ title, scale, marks }: Panel): string {
  const isLogarithmic = scale === 'logarithmic';
  const values = marks.map(({ value }) => value);
  const largest = Math.max(...values);
  const [lowest, highest] = isLogarithmic
    ? [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(largest))]
    : [0, largest];
  const at = (value: number): number => {
    const place = isLogarithmic ? Math.log10(value) : value;
    return round(left + ((place - lowest) / (highest - lowest)) * (right - left));
  };
  const bottom = head + marks.length * row;
  const decades = isLogarithmic
    ? Array.from({ length: highest - lowest + 1 }, (_, i) => at(10 ** (lowest + i)))
    : [];
  const note = isLogarithmic
    ? 'logarithmic, each line ten times the one before; less is better'
    : 'less is better';
  return [
    `<text class="title" x="16" y="20">${escaped(title)}</text>`,
    `<text class="quiet" x="16" y="38">${note}</text>`,
    ...decades.map((x) => `<line x1="${x}" y1="${head}" x2="${x}" y2="${bottom}"/>`),
    ...marks.map(({ name, value, label }, i) => {
      const middle = head + i * row + row / 2;
      const kind = name.startsWith('scopeproof') ? 'own' : 'peer';
      const mark = isLogarithmic
        ? `<circle class="${kind}" cx="${at(value)}" cy="${middle}" r="6"/>`
        : `<rect class="${kind}" x="${left}" y="${middle - 7}" width="${round(Math.max(1, at(value) - left))}" height="14" rx="2"/>`;
      return [
        `<text class="${kind === 'own' ? 'own' : ''}" x="${names}" y="${middle + 4}" text-anchor="end">${escaped(name)}</text>`,
        mark,
        `<text class="quiet" x="${at(value) + 12}" y="${middle + 4}">${escaped(label)}</text>`,
      ].join('');
    }),
  ].join('\n');
}

const round = (place: number): number => Math.round(place * 10) / 10;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
