import { afterAll, beforeAll, describe } from 'vitest';
import { testAudit } from './audit-sql.js';
import { duckdb } from './engines/duckdb.js';
import type { Engine } from './engines/engine.js';
import { testMigration } from './migration-sql.js';
import { testRewrite } from './rewrite-keys.js';

describe('DuckDB', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await duckdb();
  });
  afterAll(() => engine.close());
  testAudit(() => engine, 300);
  testMigration(() => engine, 100);
  testRewrite(() => engine);
});
