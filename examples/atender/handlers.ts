/**
 * What each route does. A handler is given the grant that its route has proven, so it can call what that
 * grant opens, and nothing else.
 */
import type { Body } from './body.js';
import * as desk from './desk.js';
import { api } from './routes.js';

export interface Input {
  readonly body: Body;
  readonly query: URLSearchParams;
}

/** The handlers of one request. */
export const handlersFor = ({ body, query }: Input) => [
  api.handler('GET /health', () => ({ healthy: true })),
  api.handler('GET /api/v1/me', ({ grant }) => ({
    scopes: grant.held,
    routes: api.routes.filter((route) => api.check(grant, route).ok),
  })),

  api.handler('GET /api/v1/kb/*', ({ grant, params }) => desk.findArticles(grant, params['*'])),
  api.handler('POST /api/v1/kb/*', ({ grant, params }) =>
    desk.saveArticle(grant, params['*'], body.text('title')),
  ),
  api.handler('PATCH /api/v1/kb/*', ({ grant, params }) =>
    desk.saveArticle(grant, params['*'], body.text('title')),
  ),
  api.handler('DELETE /api/v1/kb/*', ({ grant, params }) => desk.removeArticle(grant, params['*'])),

  api.handler('GET /api/v1/conversations', ({ grant }) => desk.listConversations(grant)),
  api.handler('GET /api/v1/conversations/:id', ({ grant, params }) => desk.getConversation(grant, params.id)),
  api.handler('POST /api/v1/conversations', ({ grant }) =>
    desk.createConversation(grant, body.text('message')),
  ),
  api.handler('POST /api/v1/conversations/:id/messages', ({ grant, params }) =>
    desk.sendMessage(grant, params.id, body.text('message')),
  ),
  api.handler('PATCH /api/v1/conversations/:id', ({ grant, params }) =>
    desk.setStatus(grant, params.id, body.text('status')),
  ),
  api.handler('PUT /api/v1/conversations/:id/assignee', ({ grant, params }) =>
    desk.assign(grant, params.id, body.text('agent')),
  ),
  api.handler('PUT /api/v1/conversations/:id/tags/:tag', ({ grant, params }) =>
    desk.tagConversation(grant, params.id, params.tag),
  ),

  api.handler('GET /api/v1/contacts', ({ grant }) => desk.listContacts(grant)),
  api.handler('GET /api/v1/contacts/:id', ({ grant, params }) => desk.getContact(grant, params.id)),
  api.handler('POST /api/v1/contacts', ({ grant }) => desk.createContact(grant, body.text('name'))),
  api.handler('PUT /api/v1/contacts/:id/fields/:field', ({ grant, params }) =>
    desk.setField(grant, params.id, params.field, body.text('value')),
  ),
  api.handler('POST /api/v1/bulk/contacts', ({ grant }) => desk.importContacts(grant, body.texts('names'))),

  api.handler('GET /api/v1/tags', ({ grant }) => desk.listTags(grant)),
  api.handler('GET /api/v1/tags/tree', ({ grant }) => desk.tagTree(grant)),
  api.handler('POST /api/v1/tags', ({ grant }) => desk.createTag(grant, body.text('name'))),
  api.handler('DELETE /api/v1/tags/:tag', ({ grant, params }) => desk.removeTag(grant, params.tag)),

  api.handler('GET /api/v1/analytics/dashboards', ({ grant }) => desk.listDashboards(grant)),
  api.handler('GET /api/v1/analytics/breach-rates', ({ grant }) => desk.breachRates(grant)),
  api.handler('GET /api/v1/analytics/volume', ({ grant }) => desk.volume(grant)),
  api.handler('GET /api/v1/analytics/agents', ({ grant }) => desk.agentStatistics(grant)),
  api.handler('PUT /api/v1/analytics/dashboards/:id', ({ grant, params }) =>
    desk.saveDashboard(grant, params.id, body.text('title')),
  ),

  api.handler('GET /api/v1/search', ({ grant }) => desk.search(grant, query.get('q') ?? '')),
  api.handler('GET /api/v1/settings', ({ grant }) => desk.readSettings(grant)),
  api.handler('PATCH /api/v1/settings', ({ grant }) =>
    desk.changeSetting(grant, body.text('name'), body.text('value')),
  ),
];
