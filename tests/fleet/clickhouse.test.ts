import { afterAll, beforeAll, describe } from 'vitest';
import { testAudit } from './audit-sql.js';
import { clickhouse } from './engines/clickhouse.js';
import type { Engine } from './engines/engine.js';

describe('ClickHouse', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await clickhouse();
  });
  afterAll(() => engine.close());
  testAudit(() => engine, 60);
});
