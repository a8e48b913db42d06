/** Keys: mint, list, rotate, revoke. */
import { Hono } from 'hono';
import { z } from 'zod';
import { atender } from '../../atender/scopes.js';
import type { Guard } from '../guard.js';
import { bodyOf, listOf, textUpTo } from '../input.js';
import type { Keys } from '../keys.js';

const wanted = z.object({
  name: textUpTo(100),
  scopes: listOf(z.enum(atender.scopes), { most: atender.scopes.length }),
  outside: z.boolean(),
});

export const keyring = (guard: Guard, keys: Keys) =>
  new Hono()
    .get(
      '/api/v1/me',
      guard.route('GET /api/v1/me', ({ grant }, c) => c.json({ scopes: grant.held })),
    )
    .get(
      '/api/v1/keys',
      guard.route('GET /api/v1/keys', async ({ grant }, c) => c.json(await keys.list(grant))),
    )
    .post(
      '/api/v1/keys',
      guard.route('POST /api/v1/keys', async ({ grant, principal }, c) =>
        c.json(await keys.mint({ grant, key: principal }, await bodyOf(c, wanted)), 201),
      ),
    )
    .post(
      '/api/v1/keys/:id/rotation',
      guard.route('POST /api/v1/keys/:id/rotation', async ({ grant, params, principal }, c) =>
        c.json(await keys.rotate({ grant, key: principal }, params.id)),
      ),
    )
    .delete(
      '/api/v1/keys/:id',
      guard.route('DELETE /api/v1/keys/:id', async ({ grant, params, principal }, c) => {
        await keys.revoke({ grant, key: principal }, params.id);
        return c.body(null, 204);
      }),
    );
