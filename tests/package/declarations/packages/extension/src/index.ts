// A package that depends on scopeproof itself, and exports what it infers from the declarations of contacts-api.
import { api, atender, crmSync, read, tagging } from 'contacts-api';
import { audit, defineRoutes } from 'scopeproof';

export const routes = defineRoutes(atender, { 'POST /import': 'contacts:write', 'POST /tags': tagging });
export const importContacts = routes.handler('POST /import', ({ grant }) => grant);
export const show = api.handler('GET /contacts/:id', ({ grant, params }) => ({ id: params.id, grant }));
export const authorizeImport = (stored: string) => routes.authorize(read(stored).grant, 'POST /import');
export const audited = audit(routes, crmSync, ['POST /import']);
