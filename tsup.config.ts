import { existsSync } from 'node:fs';
import { defineConfig } from 'tsup';

// One line per entry point of the package; package.json's `exports` lists the same.
const entry = {
  index: 'src/index.ts',
  http: 'src/http/index.ts',
  fetch: 'src/adapters/fetch.ts',
  hono: 'src/adapters/hono.ts',
  express: 'src/adapters/express.ts',
  fastify: 'src/adapters/fastify.ts',
  nest: 'src/adapters/nest.ts',
  trpc: 'src/adapters/trpc.ts',
  mcp: 'src/adapters/mcp.ts',
  client: 'src/client.ts',
  testing: 'src/testing.ts',
  manifest: 'src/manifest/index.ts',
  fleet: 'src/fleet/index.ts',
  schema: 'src/schema/index.ts',
};

export default defineConfig({
  entry: Object.fromEntries(Object.entries(entry).filter(([, file]) => existsSync(file))),
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // Entry points share the core: a grant or an error is the same class wherever it comes from.
  splitting: true,
  dts: {
    // Inlines what nobody who installs this package needs: type-fest, whose files import one another as `.d.ts`, and
    // the interfaces of Standard Schema.
    resolve: ['type-fest', '@standard-schema/spec', /\.d\.ts$/],
    compilerOptions: {
      // tsup sets `baseUrl`, which TypeScript 6 deprecates.
      ignoreDeprecations: '6.0',
      types: ['node'],
    },
  },
  treeshake: true,
  sourcemap: false,
  clean: true,
});
