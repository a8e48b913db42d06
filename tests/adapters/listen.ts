import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { Running } from './api.js';

/** Listens on any free port of this machine. */
export async function listen(server: Server): Promise<Running> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
