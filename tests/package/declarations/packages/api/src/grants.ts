import { api, searching, tagging } from './routes.js';
import { atender } from './scopes.js';

export const read = (stored: string) => atender.parse(stored);
export const authorizeWriter = (stored: string) => atender.authorize(read(stored).grant, 'contacts:write');
export const authorizeTagger = (stored: string) => atender.authorize(read(stored).grant, tagging);
export const authorizeSearch = (stored: string) => atender.authorize(read(stored).grant, searching);
export const authorizeRoute = (stored: string) => api.authorize(read(stored).grant, 'GET /contacts/:id');
export const checkWriter = (stored: string) => atender.check(read(stored).grant, 'contacts:write');
export const narrow = (stored: string) => atender.attenuate(authorizeWriter(stored), ['contacts:read']);

export function writerOrNobody(stored: string) {
  const { grant } = read(stored);
  return atender.has(grant, 'contacts:write') ? grant : undefined;
}
export function holderOrNobody(stored: string) {
  const { grant } = read(stored);
  return grant.has('tags:read') ? grant : undefined;
}
