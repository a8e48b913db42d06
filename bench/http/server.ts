/** The process that serves: `server.ts <framework> <way>`. Tells its port; asked, the processor time it has taken. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { WayOfAsking } from './api.js';

const [framework, way] = process.argv.slice(2);
const { serve }: { serve: (way: WayOfAsking) => Server | Promise<Server> } = await import(
  `./servers/${framework}.ts`
);
const server = await serve(way as WayOfAsking);
server.listen(0, '127.0.0.1');
await once(server, 'listening');

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on('disconnect', () => process.exit());
process.send?.((server.address() as AddressInfo).port);
