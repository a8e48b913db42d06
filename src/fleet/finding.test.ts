import { describe, expect, test } from 'vitest';
import { fingerprint } from './index.js';

describe('fingerprint', () => {
  test('tells apart what a slash in a part would make equal', () => {
    expect(fingerprint(['a/b', 'c'])).toBe(String.raw`a\/b/c`);
    expect(fingerprint(['a', 'b/c'])).toBe(String.raw`a/b\/c`);
    expect(fingerprint(['a\\', 'b'])).toBe(String.raw`a\\/b`);
    expect(fingerprint([])).toBe('');
  });
});
