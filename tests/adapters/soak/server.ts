/** The process that serves: `server.ts <adapter>`. Tells its port; asked, the bytes that are left after all garbage is gone. */
import type { Guarded, Running } from '../api.js';

const { start }: { start: (guarded: Guarded) => Promise<Running> } = await import(`../${process.argv[2]}.ts`);
const { port } = await start('both');

process.on('message', async () => {
  // What a turn of the event loop still holds, and what is finalised only after a collection.
  for (let pass = 0; pass < 3; pass++) {
    await new Promise(setImmediate);
    globalThis.gc?.();
  }
  process.send?.(process.memoryUsage().heapUsed);
});
process.on('disconnect', () => process.exit());
process.send?.(port);
