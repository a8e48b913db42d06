import { afterAll, beforeAll, describe } from 'vitest';
import { testAudit } from './audit-sql.js';
import { duckdb } from './engines/duckdb.js';
import type { Engine } from './engines/engine.js';

describe('DuckDB', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await duckdb();
  });
  afterAll(() => engine.close());
  testAudit(() => engine, 300);
});
