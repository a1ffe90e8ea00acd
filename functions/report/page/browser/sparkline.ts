/** A small line of one asset over the full period, as SVG: it is there in print and in a screenshot of the page. */

const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT] = [96, 24];
const MAX_POINTS = 96;

/** `values` by detail at `times`; the line is broken where a value is unknown. Hidden from screen readers: figures are beside it. */
export function sparkline(times: number[], values: (number | null)[]): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'sparkline');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', pathOf(times, values));
  svg.append(path);
  return svg;
}

function pathOf(times: number[], values: (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const [first = 0, last = 1] = [times[0], times.at(-1)];
  const x = (time: number) => (WIDTH * (time - first)) / Math.max(1, last - first);
  const y = (value: number) =>
    high > low ? HEIGHT - 2 - ((HEIGHT - 4) * (value - low)) / (high - low) : HEIGHT / 2;
  const step = Math.max(1, values.length / MAX_POINTS);
  let path = '';
  let isBroken = true;
  for (let at = 0; at < values.length; at += step) {
    const i = Math.min(values.length - 1, Math.round(at));
    const value = values[i] ?? null;
    if (value !== null)
      path += `${isBroken ? 'M' : 'L'}${x(times[i] ?? 0).toFixed(1)} ${y(value).toFixed(1)}`;
    isBroken = value === null;
  }
  const end = values.at(-1) ?? null;
  return end === null || isBroken ? path : `${path}L${WIDTH} ${y(end).toFixed(1)}`;
}
