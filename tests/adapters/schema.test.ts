/** The schema of a list of scopes, in the libraries that take one. */
import { sValidator } from '@hono/standard-validator';
import { FieldApi, FormApi } from '@tanstack/form-core';
import { initTRPC } from '@trpc/server';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { defineScopes } from 'scopeproof';
import { scopesSchema } from 'scopeproof/schema';
import { expect, test } from 'vitest';
import { z } from 'zod';

const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  bundles: { basic: ['*:read'] },
});
const scopes = scopesSchema(atender, { bundles: true });
const issue = { message: 'unknown scope contacts:raed; did you mean contacts:read?', path: [1] };

test("Hono's standard validator", async () => {
  const app = new Hono().post('/keys', sValidator('json', scopes), (c) => {
    const asked: ('contacts:read' | 'contacts:write' | 'tags:read')[] = c.req.valid('json');
    return c.json(asked);
  });
  const post = (body: unknown) =>
    app.request('/keys', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const valid = await post(['basic', 'contacts:write']);
  expect(await valid.json()).toEqual(['contacts:read', 'tags:read', 'contacts:write']);
  const refused = await post(['tags:read', 'contacts:raed']);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: [issue] });
});

test('Zod, as a field of a JSON body and of a form', async () => {
  const { validate } = scopesSchema(atender, { text: true })['~standard'];
  const body = z.object({
    name: z.string(),
    scopes: z.unknown().transform((value, c) => {
      const result = validate(value);
      if (!result.issues) return result.value;
      for (const { message, path = [] } of result.issues)
        c.addIssue({ code: 'custom', message, path: path as PropertyKey[] });
      return z.NEVER;
    }),
  });
  const app = new Hono()
    .post('/keys', sValidator('json', body), (c) => c.json(c.req.valid('json').scopes))
    .post('/form', sValidator('form', body), (c) => c.json(c.req.valid('form').scopes));
  const post = (path: string, type: string, text: string) =>
    app.request(path, { method: 'POST', headers: { 'content-type': type }, body: text });
  const json = (scopes: unknown) =>
    post('/keys', 'application/json', JSON.stringify({ name: 'crm', scopes }));
  const form = (text: string) => post('/form', 'application/x-www-form-urlencoded', `name=crm&${text}`);

  for (const valid of [
    json(['contacts:read', 'tags:read']),
    form('scopes=contacts:read&scopes=tags:read'),
    form('scopes=contacts:read+tags:read'),
  ])
    expect(await (await valid).json()).toEqual(['contacts:read', 'tags:read']);
  const refused = await json(['tags:read', 'contacts:raed']);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: [{ ...issue, path: ['scopes', 1] }] });
  for (const none of [json(undefined), json({}), form('scope=tags:read')])
    expect(await (await none).json()).toMatchObject({ error: [{ path: ['scopes'] }] });
});

test('tRPC', async () => {
  const { procedure, router, createCallerFactory } = initTRPC.create();
  const keys = router({ create: procedure.input(scopes).mutation(({ input }) => input) });
  const caller = createCallerFactory(keys)({});
  const asked: ('contacts:read' | 'contacts:write' | 'tags:read')[] = await caller.create(['basic']);
  expect(asked).toEqual(['contacts:read', 'tags:read']);
  // @ts-expect-error a misspelled scope does not compile
  await expect(caller.create(['tags:read', 'contacts:raed'])).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { issues: [issue] },
  });
});

test('TanStack Form', () => {
  const form = new FormApi({ defaultValues: { scopes: ['tags:read'] } });
  const field = new FieldApi({
    form,
    name: 'scopes',
    validators: { onChange: scopesSchema(atender) },
  });
  form.mount();
  field.mount();
  field.setValue(['tags:read', 'contacts:raed']);
  expect(field.state.meta.errors).toMatchObject([issue]);
  field.setValue(['tags:read']);
  expect(field.state.meta.errors).toEqual([]);
});

test("Fastify's validation", async () => {
  const app = Fastify();
  const list = scopes['~standard'].jsonSchema.input({ target: 'draft-07' });
  app.post(
    '/keys',
    { schema: { body: { type: 'object', required: ['scopes'], properties: { scopes: list } } } },
    (request) => request.body,
  );
  const post = (body: object) => app.inject({ method: 'POST', url: '/keys', payload: body });
  expect((await post({ scopes: ['basic', 'contacts:write'] })).statusCode).toBe(200);
  const refused = await post({ scopes: ['tags:read', 'contacts:raed'] });
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({
    message: 'body/scopes/1 must be equal to one of the allowed values',
  });
});
