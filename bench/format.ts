/** Figures as people read them. */

export const grouped = (count: number): string => Math.round(count).toLocaleString('en');

export const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 0)} ×`;

export const seconds = (amount: number): string => `${amount.toFixed(2)} s`;

export const milliseconds = (amount: number): string => `${amount.toFixed(1)} ms`;

export const megabytes = (kilobytes: number): string => `${Math.round(kilobytes / 1024)} MB`;

export function nanoseconds(amount: number): string {
  if (amount < 1e3) return `${amount.toFixed(1)} ns`;
  return amount < 1e6 ? `${(amount / 1e3).toFixed(1)} µs` : `${(amount / 1e6).toFixed(1)} ms`;
}
