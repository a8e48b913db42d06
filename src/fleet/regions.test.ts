import { describe, expect, test } from 'vitest';
import { tableOf } from '../../tests/support/tables.js';
import { routeTableInternals } from '../routes/route-table.js';
import { type Routed, regionsOf } from './regions.js';

const routedOf = (...routes: string[]): Routed => {
  const api = tableOf(...routes);
  return { table: routeTableInternals(api), match: api.match };
};
/** The regions of two tables, each as its request, what found it before and what finds it after. */
const regions = (before: readonly string[], after: readonly string[]) =>
  regionsOf(routedOf(...before), routedOf(...after)).map((region) => [
    region.request,
    region.before,
    region.after,
  ]);

describe('regionsOf', () => {
  test('no routes have no regions', () => {
    expect(regions([], [])).toEqual([]);
  });

  test('a route that only one version has', () => {
    expect(regions(['GET /a'], ['POST /a'])).toEqual([
      ['POST /a', undefined, 'POST /a'],
      ['GET /a', 'GET /a', undefined],
    ]);
  });

  test('parameters of other names are of one shape, in the order of the later version', () => {
    const [before, after] = [routedOf('GET /b', 'GET /a/:x'), routedOf('GET /a/:y', 'GET /b')];
    expect(regionsOf(before, after).map(({ sameShape }) => sameShape)).toEqual([true, true]);
    expect(regions(['GET /b', 'GET /a/:x'], ['GET /a/:y', 'GET /b'])).toEqual([
      ['GET /a/x', 'GET /a/:x', 'GET /a/:y'],
      ['GET /b', 'GET /b', 'GET /b'],
    ]);
  });

  test('a literal where a parameter was, and the other way', () => {
    const split = ['GET /a/export', 'GET /a/:x'];
    expect(regions(['GET /a/:x'], split)).toEqual([
      ['GET /a/export', 'GET /a/:x', 'GET /a/export'],
      ['GET /a/x', 'GET /a/:x', 'GET /a/:x'],
    ]);
    expect(regions(split, ['GET /a/:x'])).toEqual([
      ['GET /a/export', 'GET /a/export', 'GET /a/:x'],
      ['GET /a/x', 'GET /a/:x', 'GET /a/:x'],
    ]);
  });

  test('HEAD, which a GET answers until it has a route of its own', () => {
    expect(regions(['GET /a'], ['GET /a', 'HEAD /a'])).toEqual([
      ['GET /a', 'GET /a', 'GET /a'],
      ['HEAD /a', 'GET /a', 'HEAD /a'],
    ]);
  });

  test('what is below a *, at each depth that matters', () => {
    expect(regions(['GET /a/*'], ['GET /a/:x', 'GET /a/:x/b/:y', 'GET /*'])).toEqual([
      ['GET /a/x', 'GET /a/*', 'GET /a/:x'],
      ['GET /a/x/b/x', 'GET /a/*', 'GET /a/:x/b/:y'],
      ['GET /a', 'GET /a/*', 'GET /*'],
      ['GET /', undefined, 'GET /*'],
    ]);
    expect(regions(['GET /a/b/c', 'GET /d'], ['GET /a/*', 'GET /:x/*'])).toEqual([
      ['GET /a/b/c', 'GET /a/b/c', 'GET /a/*'],
      ['GET /a', undefined, 'GET /a/*'],
      ['GET /d', 'GET /d', 'GET /:x/*'],
      ['GET /x', undefined, 'GET /:x/*'],
    ]);
  });

  test('a slash at the end, which is no part of the rest', () => {
    expect(regions(['GET /a/*'], ['GET /a/'])).toEqual([
      ['GET /a/', undefined, 'GET /a/'],
      ['GET /a', 'GET /a/*', undefined],
    ]);
    expect(regions(['GET /:x/'], ['GET /a/', 'GET /*'])).toEqual([
      ['GET /a/', 'GET /:x/', 'GET /a/'],
      ['GET /', undefined, 'GET /*'],
      ['GET /x/', 'GET /:x/', undefined],
    ]);
  });

  test('text around parameters', () => {
    expect(regions(['GET /@:x'], ['GET /:x.json'])).toEqual([
      ['GET /@x.json', 'GET /@:x', 'GET /:x.json'],
      ['GET /x.json', undefined, 'GET /:x.json'],
      ['GET /@x', 'GET /@:x', undefined],
    ]);
    expect(regions(['GET /@:x'], ['GET /+:x', 'GET /@a'])).toEqual([
      ['GET /+x', undefined, 'GET /+:x'],
      ['GET /@a', 'GET /@:x', 'GET /@a'],
      ['GET /@x', 'GET /@:x', undefined],
    ]);
    expect(regions(['GET /:x.a'], ['GET /:x.b', 'GET /:x.b.a'])).toEqual([
      ['GET /x.b', undefined, 'GET /:x.b'],
      ['GET /x.b.a', 'GET /:x.a', 'GET /:x.b.a'],
      ['GET /x.a', 'GET /:x.a', undefined],
    ]);
  });

  test('texts of two parameters that overlap or touch, where a third route takes all that is between', () => {
    expect(regions(['GET /@-:x'], ['GET /:x-@', 'GET /@-:x-@'])).toEqual([
      ['GET /@--@', 'GET /@-:x', 'GET /:x-@'],
      ['GET /x-@', undefined, 'GET /:x-@'],
      ['GET /@-x-@', 'GET /@-:x', 'GET /@-:x-@'],
      ['GET /@-x', 'GET /@-:x', undefined],
    ]);
  });

  test('routes that have every letter', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const taken = letters.map((letter) => `GET /${letter}`);
    expect(regions(['GET /:x'], [...taken, 'GET /:y']).at(-1)).toEqual(['GET /x1x', 'GET /:x', 'GET /:y']);
    const around = letters.map((letter) => `POST /${letter}-:x`);
    expect(regions(['GET /:x'], [...around, 'GET /:y']).at(-1)).toEqual(['GET /0', 'GET /:x', 'GET /:y']);
    const digits = [...'0123456789'].map((digit) => `PUT /${digit}-:x`);
    expect(regions(['GET /:x'], [...around, ...digits, 'GET /:y']).at(-1)).toEqual([
      'GET /é',
      'GET /:x',
      'GET /:y',
    ]);
  });
});
