/** Figures about the conversations, and the dashboards that show them. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Can } from '../api.js';
import { type Database, row, rows } from '../database.js';
import type { Guard } from '../guard.js';
import { bodyOf, listOf, nameIn } from '../input.js';

const figures = ['volume', 'breach-rate', 'agents'] as const;
const drawn = z.object({ charts: listOf(z.enum(figures), { least: 1, most: figures.length }) });
const dashboard = z.object({ name: z.string(), charts: z.array(z.string()) });

const volume = (database: Database, _grant: Can<'analytics:read'>) =>
  rows(
    database,
    z.object({ day: z.string(), conversations: z.number() }),
    `select to_char(opened_at, 'YYYY-MM-DD') as day, count(*)::int as conversations
    from conversations group by day order by day`,
  );

/** The share of conversations that were answered later than promised, or are still not answered by then. */
const breachRate = (database: Database, _grant: Can<'analytics:read'>) =>
  row(
    database,
    z.object({ rate: z.number().nullable() }),
    `select avg((coalesce(answered_at, now()) > opened_at + make_interval(mins => promised_minutes))::int)::float
      as rate
    from conversations`,
  );

const agents = (database: Database, _grant: Can<'analytics:read'>) =>
  rows(
    database,
    z.object({ agent: z.string(), conversations: z.number(), closed: z.number() }),
    `select assignee as agent, count(*)::int as conversations,
      (count(*) filter (where status = 'closed'))::int as closed
    from conversations where assignee is not null group by assignee order by assignee`,
  );

const dashboards = (database: Database, _grant: Can<'analytics:read'>) =>
  rows(database, dashboard, 'select name, charts from dashboards order by name');

const draw = (database: Database, _grant: Can<'analytics:write'>, name: string, charts: readonly string[]) =>
  row(
    database,
    dashboard,
    `insert into dashboards (name, charts) values ($1, $2)
    on conflict (name) do update set charts = excluded.charts returning name, charts`,
    name,
    charts,
  );

export const analytics = (guard: Guard, database: Database) =>
  new Hono()
    .get(
      '/api/v1/analytics/volume',
      guard.route('GET /api/v1/analytics/volume', async ({ grant }, c) =>
        c.json(await volume(database, grant)),
      ),
    )
    .get(
      '/api/v1/analytics/breach-rate',
      guard.route('GET /api/v1/analytics/breach-rate', async ({ grant }, c) =>
        c.json(await breachRate(database, grant)),
      ),
    )
    .get(
      '/api/v1/analytics/agents',
      guard.route('GET /api/v1/analytics/agents', async ({ grant }, c) =>
        c.json(await agents(database, grant)),
      ),
    )
    .get(
      '/api/v1/analytics/dashboards',
      guard.route('GET /api/v1/analytics/dashboards', async ({ grant }, c) =>
        c.json(await dashboards(database, grant)),
      ),
    )
    .put(
      '/api/v1/analytics/dashboards/:name',
      guard.route('PUT /api/v1/analytics/dashboards/:name', async ({ grant, params }, c) => {
        const name = nameIn(params.name);
        const { charts } = await bodyOf(c, drawn);
        return c.json(await draw(database, grant, name, charts));
      }),
    );
