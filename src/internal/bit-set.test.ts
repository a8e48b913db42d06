import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addMask,
  bitsFrom,
  countBits,
  coversBits,
  coversMask,
  hasBit,
  hasInMask,
  intersection,
  maskOf,
  members,
  sameBits,
  union,
  without,
} from './bit-set.js';

describe('what is not a member', () => {
  test.each([0, 1, 31, 32, 33, 64, 65])('nothing is in an empty set with room for %i', (size) => {
    const bits = bitsFrom(size);
    expect(members(bits)).toEqual([]);
    expect(countBits(bits)).toBe(0);
    for (let member = 0; member < size; member++) expect(hasBit(bits, member)).toBe(false);
  });

  test('a number that there is no room for is in no set', () => {
    expect(hasBit(bitsFrom(32, [0, 31]), 32)).toBe(false);
    expect(hasBit([], 0)).toBe(false);
  });

  test('a member of one word is not the member at the same place of another word', () => {
    const bits = bitsFrom(96, [33]);
    expect([1, 33, 65].map((member) => hasBit(bits, member))).toEqual([false, true, false]);
  });
});

test.each([
  [0, 0],
  [1, 1],
  [31, 1],
  [32, 1],
  [33, 2],
  [64, 2],
  [65, 3],
])('%i members take %i words', (size, words) => {
  expect(bitsFrom(size)).toHaveLength(words);
});

test('the sign bit is a bit like any other', () => {
  const bits = bitsFrom(64, [31, 63]);
  expect(bits.every((word) => word < 0)).toBe(true);
  expect(members(bits)).toEqual([31, 63]);
  expect(countBits(bits)).toBe(2);
  expect(coversBits(bits, bitsFrom(64, [63]))).toBe(true);
  expect(coversBits(bitsFrom(64, [63]), bits)).toBe(false);
  expect(members(without(bits, bitsFrom(64, [31])))).toEqual([63]);
});

test('a member that is given twice is there once', () => {
  expect(members(bitsFrom(8, [5, 5]))).toEqual([5]);
});

test('no operation changes what it is given', () => {
  const left = Object.freeze(bitsFrom(70, [0, 69]));
  const right = Object.freeze(bitsFrom(70, [0, 31]));
  expect(members(union(left, right))).toEqual([0, 31, 69]);
  expect(members(intersection(left, right))).toEqual([0]);
  expect(members(without(left, right))).toEqual([69]);
});

describe('as sets do', () => {
  const size = 100;
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: size - 1 }));
  const ascending = (set: Iterable<number>) => [...set].sort((one, other) => one - other);

  test('union, intersection, without, covers, same, members, count', () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const [inLeft, inRight] = [new Set(left), new Set(right)];
        const [leftBits, rightBits] = [bitsFrom(size, left), bitsFrom(size, right)];
        expect(members(leftBits)).toEqual(ascending(inLeft));
        expect(countBits(leftBits)).toBe(inLeft.size);
        expect(members(union(leftBits, rightBits))).toEqual(ascending(new Set([...left, ...right])));
        expect(members(intersection(leftBits, rightBits))).toEqual(
          ascending(left.filter((n) => inRight.has(n))),
        );
        expect(members(without(leftBits, rightBits))).toEqual(ascending(left.filter((n) => !inRight.has(n))));
        expect(coversBits(leftBits, rightBits)).toBe(right.every((n) => inLeft.has(n)));
        expect(sameBits(leftBits, rightBits)).toBe(
          inLeft.size === inRight.size && right.every((n) => inLeft.has(n)),
        );
        for (const n of right) expect(hasBit(leftBits, n)).toBe(inLeft.has(n));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

test('a mask is the set that it was made of', () => {
  const sets = fc.uniqueArray(fc.nat(99), { maxLength: 20 }).map((numbers) => bitsFrom(100, numbers));
  fc.assert(
    fc.property(sets, sets, (left, right) => {
      expect(coversMask(left, maskOf(right))).toBe(coversBits(left, right));
      const both = [...left];
      addMask(both, maskOf(right));
      expect(both).toEqual(union(left, right));
      for (let n = 0; n < 100; n++) expect(hasInMask(maskOf(left), n)).toBe(hasBit(left, n));
    }),
  );
  expect(maskOf(bitsFrom(100, [0, 2, 64]))).toEqual([0, 5, 2, 1]);
  expect(maskOf(bitsFrom(100))).toEqual([]);
});
