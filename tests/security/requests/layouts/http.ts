/** The table before a server of its own, which reads paths leniently, as a proxy has it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { authorizationOf, guardRoutes } from 'scopeproof/http';
import { type Leniency, lenientSegments, matchesSegments, partsOf } from '../paths.js';
import type { Random } from '../random.js';
import { type Build, headerOf, headers, type Plan, serverOf, targetPath } from './layout.js';

const drawLeniency = (random: Random): Leniency => ({
  decodes: random.pick(['no', 'before routing', 'before cutting']),
  ignoresCase: random.chance(0.6),
  ignoresSlashAtEnd: random.chance(0.6),
  collapsesSlashes: random.chance(0.4),
  semicolon: random.pick(['text', 'ends the path', 'ends the segment']),
});

/** Makes the server behind the guard: the first of its handlers that may answer does. */
const createUpstream = (plan: Plan, random: Random, leniency: Leniency) => {
  const getAnswersHead = random.chance(0.7);
  const handlers = plan.handlers.map(({ method, path }) => ({
    handler: { method, paths: [path] },
    parts: partsOf(path),
    method,
  }));
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { method = '', url = '' } = request;
    const path = targetPath(url);
    const segments = lenientSegments(path, leniency);
    const found = handlers.find(
      (each) =>
        (each.method === method || (getAnswersHead && method === 'HEAD' && each.method === 'GET')) &&
        matchesSegments(each.parts, segments, leniency),
    );
    if (found) plan.ran(headerOf(request, headers.id), found.handler, { method, path, isRewritten: false });
    response.writeHead(found ? 200 : 404).end();
  };
};

export const buildHttp: Build = (plan, random) => {
  const leniency = drawLeniency(random);
  const upstream = createUpstream(plan, random, leniency);
  const guard = guardRoutes(plan.api, {
    authenticate: (request: IncomingMessage) => plan.storedFor(request.headers.authorization),
  });
  const server = serverOf(async (request, response) => {
    if (plan.isOpen) return upstream(request, response);
    const { method = '', url = '' } = request;
    const [path = ''] = url.split('?');
    const decision = await guard.table({ request, authorization: authorizationOf(request), method, path });
    if (decision.ok) return upstream(request, response);
    response.writeHead(decision.refusal.status, decision.refusal.headers).end();
  });
  return { server, notes: [`an upstream server that reads paths so: ${JSON.stringify(leniency)}`] };
};
