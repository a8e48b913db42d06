import { createServer, type Server } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express, { type RequestHandler } from 'express';
import { bearerToken } from '../../../dist/http.js';
import { guardTools } from '../../../dist/mcp.js';
import { atender, contact, scopesOf, token, type WayOfAsking } from '../api.js';

/** Without sessions, a server for each request: so does the SDK's own example. */
export function serve(way: WayOfAsking): Server {
  const guard = guardTools(
    atender,
    { show_contact: 'contacts:read', create_contact: 'contacts:write' },
    { realm: 'atender' },
  );
  const result = () => ({ content: [{ type: 'text' as const, text: JSON.stringify(contact('42')) }] });
  const makeServer = () => {
    const server = new McpServer({ name: 'atender', version: '1.0.0' });
    if (way === 'guarded') {
      const guarded = guard.on(server);
      guarded.registerTool('show_contact', { description: 'A contact' }, result);
      guarded.registerTool('create_contact', { description: 'A new contact' }, result);
    } else {
      server.registerTool('show_contact', { description: 'A contact' }, result);
      server.registerTool('create_contact', { description: 'A new contact' }, result);
    }
    return server;
  };
  const app = express();
  const key: RequestHandler = (req, res, next) => {
    const scopes = scopesOf(bearerToken(req))?.split(' ');
    if (scopes === undefined) return void res.status(401).json({ title: 'Unauthorized' });
    Object.assign(req, { auth: { token, clientId: 'somebody', scopes } });
    next();
  };
  if (way !== 'plain') app.use(key);
  app.use(express.json());
  if (way === 'guarded') app.use(guard.stepUp);
  app.post('/mcp', async (req, res) => {
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    await makeServer().connect(transport);
    await transport.handleRequest(req, res, req.body);
  });
  return createServer(app);
}
