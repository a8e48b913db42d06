import type { NeedsOf } from 'scopeproof';
import type { api } from '../../../type-tests/atender.js';

export const needs: NeedsOf<typeof api, 'GET /tags'> = 'tags:read'; // ← wrong: GET /tags
