import { afterAll, beforeAll, describe } from 'vitest';
import { testAudit } from './audit-sql.js';
import type { Engine } from './engines/engine.js';
import { postgres } from './engines/postgres.js';
import { type Server, startPostgres } from './engines/servers.js';
import { testMigration } from './migration-sql.js';
import { testRewrite } from './rewrite-keys.js';

describe('PostgreSQL', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  describe.each(['on', 'off'])('standard_conforming_strings %s', (conforming) => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await postgres(server.folder, `set standard_conforming_strings = ${conforming}`);
    });
    afterAll(() => engine.close());
    testAudit(() => engine, 150);
    testMigration(() => engine, 100);
    testRewrite(() => engine);
  });
});
