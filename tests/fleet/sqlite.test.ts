import { afterAll, beforeAll, describe } from 'vitest';
import { testAudit } from './audit-sql.js';
import type { Engine } from './engines/engine.js';
import { sqlite } from './engines/sqlite.js';
import { testMigration } from './migration-sql.js';
import { testRewrite } from './rewrite-keys.js';

describe('SQLite', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await sqlite();
  });
  afterAll(() => engine.close());
  testAudit(() => engine, 300);
  testMigration(() => engine, 100);
  testRewrite(() => engine);
});
