import { afterAll, beforeAll, describe } from 'vitest';
import { testAudit } from './audit-sql.js';
import type { Engine } from './engines/engine.js';
import { mysql } from './engines/mysql.js';
import { type Server, startMariadb } from './engines/servers.js';
import { testMigration } from './migration-sql.js';
import { testRewrite } from './rewrite-keys.js';

describe('MariaDB', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.stop());

  describe.each(['STRICT_TRANS_TABLES', 'ANSI,NO_BACKSLASH_ESCAPES'])('in the mode %s', (mode) => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await mysql(`${server.folder}/socket`, mode);
    });
    afterAll(() => engine.close());
    testAudit(() => engine, 150);
    testMigration(() => engine, 100);
    testRewrite(() => engine);
  });
});
