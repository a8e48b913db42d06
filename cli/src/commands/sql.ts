import { type Command, Option } from 'commander';
import { auditSql, type SqlDialect, type StoredAs } from '../../../src/fleet/index.js';
import { print } from '../output.js';
import { readSource } from '../sources/source.js';
import { orFail } from './or-fail.js';
import { readNeverNarrow } from './scopes.js';

const dialects = [
  'duckdb',
  'postgres',
  'mysql',
  'sqlite',
  'bigquery',
  'clickhouse',
  'spark',
  'snowflake',
] as const satisfies SqlDialect[];

/** How the column holds scopes, in the words of `--stored` of the other commands. */
const storedForms = new Map<string, StoredAs>([
  ['list', 'text'],
  ['json', 'json'],
  ['array', 'array'],
  ['rows', 'rows'],
]);

interface Options {
  readonly dialect: SqlDialect;
  readonly tables?: true;
  readonly keysTable: string;
  readonly keyColumn: string;
  readonly scopesColumn: string;
  readonly stored: string;
  readonly callsTable: string;
  readonly keyField: string;
  readonly methodField?: string;
  readonly pathField?: string;
  readonly routeField?: string;
  readonly statusField: string | false;
  readonly neverNarrow?: string;
}

/** `scopeproof sql`: the audit of all keys, for the database that holds them and their calls. */
export const addSql = (program: Command, end: (exitCode: number) => void): void => {
  program
    .command('sql')
    .description('Print the audit as SQL, for where keys and calls are')
    .argument('<source>')
    .addOption(
      new Option(
        '--dialect <name>',
        'duckdb, postgres, mysql, sqlite, bigquery, clickhouse,\nspark, snowflake',
      )
        .choices(dialects)
        .makeOptionMandatory(),
    )
    .option('--tables', 'make tables of the API first, and drop them at the end')
    .option('--keys-table <name>', 'the table of keys (default: api_keys)', 'api_keys')
    .option('--key-column <name>', 'its column id; also --scopes-column', 'id')
    .addOption(new Option('--scopes-column <name>').default('scopes').hideHelp())
    .addOption(
      new Option('--stored <form>', `${[...storedForms.keys()].join(', ')}: of the scopes (default: list)`)
        .choices([...storedForms.keys()])
        .default('list'),
    )
    .option('--calls-table <name>', 'the table of calls (default: calls)', 'calls')
    .option('--key-field <name>', 'its column key; also --method-field, --path-field,', 'key')
    .addOption(new Option('--method-field <name>').hideHelp())
    .addOption(new Option('--path-field <name>').hideHelp())
    .option('--status-field <name>', '--no-status-field where all calls were successful', 'status')
    .addOption(new Option('--no-status-field').hideHelp())
    .option('--route-field <name>', 'its column with the route, in place of method and path')
    .option('--never-narrow <file>', 'scopes and patterns that are never excess, one a line')
    .action(async (text: string, options: Options) => {
      const source = await readSource(text);
      const never = await readNeverNarrow(options.neverNarrow, source);
      const sql = orFail(
        (message) => `sql: ${message}`,
        () =>
          auditSql(source.api, {
            dialect: options.dialect,
            tables: { keys: keysOf(options), calls: callsOf(options) },
            neverNarrowed: never,
          }),
      );
      const statements = options.tables ? [...sql.create, sql.findings, ...sql.drop] : [sql.query];
      await print(statements.map((statement) => `${statement};\n`).join(''));
      end(0);
    });
};

/** Splits a name into schema and table. */
const tableName = (text: string): readonly string[] => text.split('.');

const keysOf = ({ keysTable, keyColumn, scopesColumn, stored }: Options) => ({
  table: tableName(keysTable),
  key: keyColumn,
  scopes: scopesColumn,
  stored: storedForms.get(stored) ?? 'text',
});

const callsOf = ({ callsTable, keyField, methodField, pathField, routeField, statusField }: Options) => ({
  table: tableName(callsTable),
  key: keyField,
  ...(methodField !== undefined && { method: methodField }),
  ...(pathField !== undefined && { path: pathField }),
  ...(routeField !== undefined && { route: routeField }),
  ...(statusField !== false && { status: statusField }),
});
