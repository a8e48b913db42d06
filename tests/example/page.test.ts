/** The page, in Chromium. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { api } from '../../examples/atender-api/api.js';
import { programOfDebian } from '../support/debian.js';
import { Service } from './service.js';

let service: Service;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  service = await Service.start();
  browser = await chromium.launch({
    executablePath: await programOfDebian('chromium'),
    args: ['--no-sandbox'],
  });
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
});
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(service.url);
});
afterEach(async () => {
  await page.close();
  // A content security policy that is too strict, and any error of the script, is said here.
  expect(complaints.splice(0)).toEqual([]);
});

const endpoint = (route: string) => page.getByRole('checkbox', { name: new RegExp(`^${route} `) });

/** What the page says in the end. */
const expectAnswer = (...lines: readonly string[]) =>
  expect
    .poll(() => page.getByRole('status').locator('p').allTextContents(), { timeout: 30_000 })
    .toEqual(lines);

test('lists every endpoint with what it needs', async () => {
  expect(await page.getByRole('checkbox').count()).toBe(api.routes.length);
  for (const name of [
    'GET /api/v1/tags/tree tags:read',
    'POST /api/v1/bulk/contacts bulk:write and contacts:write',
    'GET /api/v1/search knowledge:read or contacts:read',
    'GET /api/v1/me any key',
    'GET /least-scopes no key',
  ])
    expect(await page.getByRole('checkbox', { name, exact: true }).count(), name).toBe(1);
  const tags = page.getByRole('group', { name: 'Tags' }).getByRole('checkbox');
  expect(await tags.count()).toBe(api.routes.filter((route) => route.includes('/v1/tags')).length + 1);
});

test('says what the narrowest key is for what is picked', async () => {
  await expectAnswer('Nothing is picked yet.');
  await endpoint('GET /api/v1/search').check();
  await expectAnswer(
    'Scopes: knowledge:read',
    'Bundle: basic',
    'Excess of the bundle: conversations:read, contacts:read, tags:read',
  );
  await endpoint('GET /api/v1/contacts').check();
  await expectAnswer(
    'Scopes: contacts:read',
    'Bundle: basic',
    'Excess of the bundle: conversations:read, tags:read',
  );
  await endpoint('GET /api/v1/conversations').check();
  await endpoint('GET /api/v1/tags').check();
  await expectAnswer(
    'Scopes: conversations:read, contacts:read, tags:read',
    'Bundle: basic',
    'Excess of the bundle: none',
  );
});

test('says so when the server does not answer', async () => {
  await page.route('**/least-scopes?*', (route) => route.fulfill({ status: 503 }));
  await endpoint('GET /api/v1/tags').check();
  await expectAnswer('No answer: the server said 503');
  expect(complaints.splice(0)).toEqual([expect.stringContaining('503')]);
});

test('works with the keyboard, and the answer never covers what has the focus', async () => {
  const focus = page.locator(':focus');
  const reached = new Set<string | null>();
  for (const _ of api.routes) {
    await page.keyboard.press('Tab');
    reached.add(await focus.getAttribute('value'));
    const [box, answer] = await Promise.all([focus.boundingBox(), page.locator('section').boundingBox()]);
    expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(answer?.y ?? 0);
  }
  expect(reached).toEqual(new Set(api.routes));
  await endpoint('GET /api/v1/tags').focus();
  await page.keyboard.press('Space');
  await expectAnswer(
    'Scopes: tags:read',
    'Bundle: basic',
    'Excess of the bundle: conversations:read, contacts:read',
  );
});

test('needs no scrolling sideways on a phone', async () => {
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
});

test('refuses to look for the scopes of a route that there is not', async () => {
  const { status, body } = await service.call('GET /least-scopes?route=GET+/secrets');
  expect(status).toBe(400);
  expect(body).toMatchObject({ title: 'Bad Request' });
});
