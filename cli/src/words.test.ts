import { expect, test } from 'vitest';
import { printable } from './words.js';

test.each([
  ['k_1 ::error::x a:b #[x]', 'k_1 ::error::x a:b #[x]'],
  ['\u001b[31m', '\\u{1b}[31m'],
  ['::error::pwned', '\\u{3a}:error::pwned'],
  ['  ::error::pwned', '  \\u{3a}:error::pwned'],
  [':::error', '\\u{3a}::error'],
  // The older form counts wherever it is in a line.
  ['k ##[add-mask]x ###[error]', 'k \\u{23}#[add-mask]x #\\u{23}#[error]'],
])('%j is printed so that no terminal and no runner obeys it', (text, printed) => {
  expect(printable(text)).toBe(printed);
});
