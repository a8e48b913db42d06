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
const whole = (group: string) => page.getByRole('checkbox', { name: `Whole group: ${group}`, exact: true });
const filter = () => page.getByRole('searchbox', { name: 'Filter' });
const button = (name: string) => page.getByRole('button', { name });
const picked = () =>
  page.locator('[name=route]:checked').evaluateAll((boxes) => boxes.map((box) => box.getAttribute('value')));
const shown = () => page.getByRole('listitem').filter({ has: page.getByRole('checkbox') });

/** What the answer says in the end, from top to bottom: the own words of each element. */
const expectAnswer = (...words: readonly string[]) =>
  expect
    .poll(
      () =>
        page
          .locator('#answer :is(p, h3, summary, code, div)')
          .evaluateAll((elements) =>
            elements.flatMap(({ childNodes }) =>
              [...childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent),
            ),
          ),
      { timeout: 30_000 },
    )
    .toEqual(words);

test('lists every endpoint with what it needs', async () => {
  expect(await shown().count()).toBe(api.routes.length);
  for (const name of [
    'GET /api/v1/tags/tree tags:read',
    'POST /api/v1/bulk/contacts bulk:write and contacts:write',
    'GET /api/v1/search knowledge:read or contacts:read',
    'GET /api/v1/me any key',
    'GET /least-scopes no key',
  ])
    expect(await page.getByRole('checkbox', { name, exact: true }).count(), name).toBe(1);
  const tags = page.getByRole('group', { name: 'Tags' }).getByRole('listitem');
  expect(await tags.count()).toBe(api.routes.filter((route) => route.includes('/v1/tags')).length + 1);
});

test('says what the narrowest key is for what is picked: scopes, bundle, excess', async () => {
  await page.getByText('Nothing is picked yet.').waitFor();
  await expectAnswer();
  await endpoint('GET /api/v1/search').check();
  await page.getByText('1 endpoint picked').waitFor();
  await expectAnswer(
    ...['Scopes', 'knowledge:read'],
    ...['Bundle', 'basic', '+3 scopes', 'conversations:read', 'contacts:read', 'tags:read'],
  );
  await endpoint('GET /api/v1/contacts').check();
  await expectAnswer(
    ...['Scopes', 'contacts:read'],
    ...['Bundle', 'basic', '+2 scopes', 'conversations:read', 'tags:read'],
  );
  await endpoint('GET /api/v1/conversations').check();
  await endpoint('GET /api/v1/tags').check();
  await expectAnswer(
    ...['Scopes', 'conversations:read', 'contacts:read', 'tags:read'],
    ...['Bundle', 'and nothing more', 'basic'],
  );
});

test('folds what the bundle gives too much, and leaves it unfolded', async () => {
  const excess = page.getByText('knowledge:write', { exact: true }).and(page.locator('#answer code'));
  await endpoint('POST /api/v1/keys').check();
  await page.getByText('+38 scopes').waitFor();
  expect(await excess.isVisible()).toBe(false);
  await page.getByText('+38 scopes').click();
  expect(await excess.isVisible()).toBe(true);
  await endpoint('POST /api/v1/tags').check();
  await page.getByText('+36 scopes').waitFor();
  expect(await excess.isVisible()).toBe(true);
});

test('says when no scope is needed, when no bundle is enough, and when there may be something narrower', async () => {
  await endpoint('GET /api/v1/me').check();
  await expectAnswer('They need no scope.');
  expect(await button('Copy').isVisible()).toBe(false);
  await page.route('**/least-scopes?*', (route) =>
    route.fulfill({ json: { scopes: ['tags:read'], exact: false } }),
  );
  await endpoint('GET /api/v1/tags').check();
  await expectAnswer(
    ...['Scopes', 'tags:read', 'There may be something narrower.'],
    ...['Bundle', 'No bundle covers them.'],
  );
});

test('says so when the server does not answer', async () => {
  await page.route('**/least-scopes?*', (route) => route.fulfill({ status: 503 }));
  await endpoint('GET /api/v1/tags').check();
  await expectAnswer('No answer: the server said 503');
  expect(complaints.splice(0)).toEqual([expect.stringContaining('503')]);
});

test('filters by path, method and scope', async () => {
  const groups = page.getByRole('group');
  const all = await groups.count();
  for (const [words, count] of [
    ['tags/tree', 1],
    ['patch', api.routes.filter((route) => route.startsWith('PATCH')).length],
    ['ANALYTICS:write', 1],
    ['get  contacts:read', 3],
  ] as const) {
    await filter().fill(words);
    expect(await shown().count(), words).toBe(count);
    await page.getByText(`${count} of ${api.routes.length} endpoints`).waitFor();
  }
  expect(await groups.count()).toBe(2);

  await filter().fill('zebra');
  await page.getByText('Nothing matches “zebra”.').waitFor();
  expect(await groups.count()).toBe(0);

  await filter().press('Escape');
  expect(await shown().count()).toBe(api.routes.length);
  expect(await groups.count()).toBe(all);
});

test('picks a whole group, and of it what the filter shows', async () => {
  const isMixed = () => whole('Tags').evaluate((box) => box.matches(':indeterminate'));
  await whole('Tags').check();
  const tags = await picked();
  expect(tags).toHaveLength(5);
  await page.getByText('5 of 5').waitFor();
  await endpoint('GET /api/v1/tags/tree').uncheck();
  expect(await isMixed()).toBe(true);
  await whole('Tags').check();
  expect(await picked()).toEqual(tags);
  expect(await isMixed()).toBe(false);

  await filter().fill('get');
  await whole('Tags').uncheck();
  expect(await picked()).toEqual(tags.filter((route) => !route?.startsWith('GET')));
  expect(await isMixed()).toBe(false);
  await page.getByText('3 picked, 3 not shown').waitFor();
  await filter().fill('');
  expect(await isMixed()).toBe(true);

  await button('Clear').click();
  expect(await picked()).toEqual([]);
  expect(await page.locator(':focus').textContent()).toBe('The narrowest key');
});

test('copies the scopes', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await whole('Tags').check();
  await button('Copy').click();
  await page.getByRole('status').getByText('Copied', { exact: true }).waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('conversations:read tags:write');
  // What was copied is then no longer the answer.
  await endpoint('GET /api/v1/contacts').check();
  await expect.poll(() => page.getByText('Copied', { exact: true }).count()).toBe(0);
});

test('offers the scopes to copy by hand where there is no clipboard', async () => {
  await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })');
  await whole('Tags').check();
  await button('Copy').click();
  await page.getByRole('status').getByText('Copy it from here').waitFor();
  expect(await page.getByRole('textbox', { name: 'The scopes' }).inputValue()).toBe(
    'conversations:read tags:write',
  );
  expect(await page.evaluate('String(getSelection())')).toBe('conversations:read tags:write');
});

test('works with the keyboard, and neither the filter nor the answer covers what has the focus', async () => {
  const focus = page.locator(':focus');
  await page.keyboard.press('Tab');
  await page.keyboard.type('tags');
  await endpoint('GET /api/v1/tags').press('Space');
  await filter().fill('');
  await expectAnswer(
    ...['Scopes', 'tags:read'],
    ...['Bundle', 'basic', '+2 scopes', 'conversations:read', 'contacts:read'],
  );
  const reached = new Set<string | null>();
  for (const _ of await page.locator('form [type=checkbox]').all()) {
    await page.keyboard.press('Tab');
    reached.add(await focus.getAttribute('value'));
    const [top, box, bottom] = await Promise.all(
      [page.locator('search'), focus, page.locator('section')].map((one) => one.boundingBox()),
    );
    expect(box?.y ?? 0).toBeGreaterThanOrEqual((top?.y ?? Infinity) + (top?.height ?? 0));
    expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(bottom?.y ?? 0);
  }
  expect(reached).toEqual(new Set([null, ...api.routes]));
  for (const name of ['Copy', 'Clear']) {
    await page.keyboard.press('Tab');
    expect(await focus.textContent()).toBe(name);
  }
});

test.each([360, 390, 1280])('needs no scrolling sideways at %i pixels', async (width) => {
  await page.setViewportSize({ width, height: 740 });
  for (const group of ['Settings', 'Conversations', 'Tags', 'Analytics']) await whole(group).check();
  await page.getByText('write_all').waitFor();
  await page.locator('summary').click();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  expect(await page.locator('section').evaluate((answer) => answer.scrollWidth - answer.clientWidth)).toBe(0);
});

test('is within reach of a finger', async () => {
  await endpoint('GET /api/v1/tags').check();
  await page.locator('summary').waitFor();
  const targets = page.locator('button, summary, fieldset label, [type=search]');
  for (const { width, height } of await targets.evaluateAll((all) =>
    all.map((target) => target.getBoundingClientRect().toJSON()),
  )) {
    expect(width).toBeGreaterThanOrEqual(40);
    expect(height).toBeGreaterThanOrEqual(40);
  }
});

test('shows the answer beside the list, or below it, wherever one is in the list', async () => {
  for (const size of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size);
    for (const route of ['GET /api/v1/keys', 'GET /api/v1/me']) {
      await endpoint(route).check();
      const title = await page.getByRole('heading', { name: 'The narrowest key' }).boundingBox();
      expect(title?.y).toBeGreaterThanOrEqual(0);
      expect(title?.y).toBeLessThan(size.height);
    }
  }
});

test.each(['light', 'dark'] as const)('has methods that can be read when it is %s', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  const methods = page.locator('.method');
  const colours = new Set<string>();
  for (const [text, ground] of await methods.evaluateAll((all) =>
    all.map((method) => {
      const { color, backgroundColor } = method.ownerDocument.defaultView.getComputedStyle(method);
      return [color, backgroundColor] as const;
    }),
  )) {
    colours.add(text);
    expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
  expect(colours.size).toBe(new Set(await methods.allTextContents()).size);
});

/** As WCAG 2 has it. A colour is `rgb(0 to 255)` or `color(srgb 0 to 1)`. */
function contrast(...colours: readonly [string, string]): number {
  const [dark = 0, light = 0] = colours
    .map((colour) => {
      const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? [])
        .map((part) => Number(part) / (colour.startsWith('rgb') ? 255 : 1))
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test('asks the server without a script', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(service.url);
  expect(await plain.getByRole('searchbox').count()).toBe(0);
  expect(await plain.getByRole('checkbox').count()).toBe(api.routes.length);
  await plain.getByRole('checkbox', { name: /^GET .api.v1.tags tags/ }).check();
  await plain.getByRole('button', { name: 'Show the narrowest scopes' }).click();
  expect(await plain.textContent('body')).toContain('"scopes":["tags:read"]');
  await context.close();
});

test('refuses to look for the scopes of a route that there is not', async () => {
  const { status, body } = await service.call('GET /least-scopes?route=GET+/secrets');
  expect(status).toBe(400);
  expect(body).toMatchObject({ title: 'Bad Request' });
});
