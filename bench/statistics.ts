/** What is made of several figures. */

/** The value below which a share of the figures lies; between two of them it is interpolated. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (figures: readonly number[]): number => quantile(figures, 0.5);

export interface Point {
  readonly size: number;
  readonly cost: number;
}

/** The exponent of the power of its size that a cost follows, by least squares over the logarithms. */
export function exponentOf(points: readonly Point[]): number {
  const sizes = points.map(({ size }) => Math.log(size));
  const costs = points.map(({ cost }) => Math.log(cost));
  const [size, cost] = [mean(sizes), mean(costs)];
  const together = sizes.reduce((sum, each, i) => sum + (each - size) * ((costs[i] ?? Number.NaN) - cost), 0);
  return together / sizes.reduce((sum, each) => sum + (each - size) ** 2, 0);
}

const mean = (figures: readonly number[]): number =>
  figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
