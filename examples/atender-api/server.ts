/** The app on `node:http`. What Node and the adapter answer by themselves has the header of the app too. */
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

export function serverOf(service: Hono): Server {
  const answer = getRequestListener(service.fetch);
  // Node would answer a request without a host itself. The adapter answers it with a 400 as well.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    return answer(request, response);
  });
  server.on('checkExpectation', (_, response) => {
    response.writeHead(417, { 'x-content-type-options': 'nosniff', connection: 'close' }).end();
  });
  server.on('clientError', answerClientError);
  return server;
}

const statuses = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', '413 Content Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

/** Answers bytes that are no request, with the status that Node gives them. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statuses.get(error.code ?? '') ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n`);
}
