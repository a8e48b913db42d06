import { api } from './routes.js';

export const show = api.handler('GET /contacts/:id', ({ grant, params }) => ({ id: params.id, grant }));
export const create = api.handler('POST /contacts', async ({ grant }, name: string) => ({ name, grant }));
export const tag = api.handler('PUT /contacts/:id/tags/:tag', ({ params }) => `${params.id} ${params.tag}`);
export const search = api.handler('GET /search', ({ grant }) => grant);
export const article = api.handler('GET /kb/*', ({ params }) => params['*']);
export const me = api.handler('GET /me', ({ grant }) => grant.held);
export const health = api.handler('GET /health', () => 'well');
