import { afterAll, beforeAll, describe } from 'vitest';
import { testAudit } from './audit-sql.js';
import type { Engine } from './engines/engine.js';
import { pglite } from './engines/postgres.js';
import { testMigration } from './migration-sql.js';
import { testRewrite } from './rewrite-keys.js';

describe('PGlite', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await pglite();
  });
  afterAll(() => engine.close());
  testAudit(() => engine, 300);
  testMigration(() => engine, 100);
  testRewrite(() => engine);
});
