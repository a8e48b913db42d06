/** Keys: mint, list, rotate, revoke. */
import { Hono } from 'hono';
import { z } from 'zod';
import { atender } from '../../atender/scopes.js';
import type { Guard } from '../guard.js';
import { bodyOf, text } from '../input.js';
import type { Keys } from '../keys.js';

const wanted = z.object({ name: text, scopes: z.array(z.enum(atender.scopes)), outside: z.boolean() });

export const keyring = (guard: Guard, keys: Keys) =>
  new Hono()
    .get('/api/v1/me', guard.route('GET /api/v1/me'), (c) => c.json({ scopes: c.var.grant.held }))
    .get('/api/v1/keys', guard.route('GET /api/v1/keys'), async (c) => c.json(await keys.list(c.var.grant)))
    .post('/api/v1/keys', guard.route('POST /api/v1/keys'), async (c) =>
      c.json(await keys.mint(c.var.grant, await bodyOf(c, wanted)), 201),
    )
    .post('/api/v1/keys/:id/rotation', guard.route('POST /api/v1/keys/:id/rotation'), async (c) =>
      c.json(await keys.rotate(c.var.grant, c.var.params.id)),
    )
    .delete('/api/v1/keys/:id', guard.route('DELETE /api/v1/keys/:id'), async (c) => {
      await keys.revoke(c.var.grant, c.var.params.id);
      return c.body(null, 204);
    });
