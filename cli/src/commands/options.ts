/** The options that several commands share. Help shows the less usual ones in the line of one of their kind. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { didYouMean } from '../../../src/internal/nearest-name.js';
import { type CallSource, callFormats } from '../calls/read-calls.js';
import { type FormatName, formats } from '../formats/format.js';
import { type KeyTable, keyFormats } from '../readers/keys.js';
import { type StoredForm, storedForms } from '../readers/stored.js';
import { readSince } from '../readers/time.js';

/** The options of commands that print findings. */
export interface FormatOptions {
  readonly format: FormatName;
  readonly limit?: number;
}

export const addFormat = (command: Command): Command =>
  command
    .addOption(
      new Option('-f, --format <name>', `${formats.join(', ')} (default: text)`)
        .choices(formats)
        .default('text' satisfies FormatName),
    )
    .option('--limit <count>', 'print at most so many findings', (text) => {
      if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a number.');
      return Number(text);
    });

/** Adds the option that says which kinds of findings make the exit code 1. */
export const addFailOn = <Kind extends string>(
  command: Command,
  kinds: readonly Kind[],
  { shown, byDefault = kinds }: { readonly shown: string; readonly byDefault?: readonly Kind[] },
): Command =>
  command.option(
    '--fail-on <kinds>',
    `those to fail on, or none (default: ${shown})`,
    (text): ReadonlySet<Kind> =>
      new Set(
        (text === 'none' ? [] : text.split(',')).map((part) => {
          const name = part.trim();
          const kind = kinds.find((each) => each === name);
          if (kind === undefined) throw new InvalidArgumentError(`No kind ${name}${didYouMean(name, kinds)}`);
          return kind;
        }),
      ),
    new Set(byDefault),
  );

/** The options that say where the keys are. */
export interface KeyOptions {
  readonly keys?: string;
  readonly keysFormat?: (typeof keyFormats)[number];
  readonly keysQuery?: string;
  readonly keyColumn?: string;
  readonly scopesColumn?: string;
  readonly createdColumn?: string;
  readonly stored: StoredForm;
}

export const addKeys = (command: Command, required: boolean): Command =>
  command
    .addOption(
      new Option('--keys <file>', 'CSV, JSON Lines, Parquet, a database; - for stdin').makeOptionMandatory(
        required,
      ),
    )
    .addOption(
      new Option('--keys-format <name>', `${keyFormats.join(', ')}; also --keys-query <sql>`).choices(
        keyFormats,
      ),
    )
    .addOption(new Option('--keys-query <sql>').hideHelp())
    .option('--key-column <name>', 'their column; also --scopes-column, --created-column')
    .addOption(new Option('--scopes-column <name>').hideHelp())
    .addOption(new Option('--created-column <name>').hideHelp())
    .addOption(
      new Option('--stored <form>', `${storedForms.join(', ')}: of the scopes (default: list)`)
        .choices(storedForms)
        .default('list' satisfies StoredForm),
    );

/** Gives the table of keys that the options name. */
export const keyTable = (file: string, options: KeyOptions): KeyTable => ({
  file,
  stored: options.stored,
  ...(options.keysFormat && { format: options.keysFormat }),
  ...(options.keysQuery !== undefined && { query: options.keysQuery }),
  ...(options.keyColumn && { keyColumn: options.keyColumn }),
  ...(options.scopesColumn && { scopesColumn: options.scopesColumn }),
  ...(options.createdColumn && { createdColumn: options.createdColumn }),
});

/** The options that say where the calls are. */
export interface CallOptions {
  readonly calls: string;
  readonly callsFormat?: (typeof callFormats)[number];
  readonly keyField?: string;
  readonly methodField?: string;
  readonly pathField?: string;
  readonly statusField?: string;
  readonly timeField?: string;
  readonly countField?: string;
  readonly routeField?: string;
  readonly callsQuery?: string;
  readonly key?: string;
  readonly since?: Date;
}

export const addCalls = (command: Command): Command =>
  command
    .requiredOption('--calls <file>', 'access log, JSON Lines, HAR, OTLP, Parquet, a database')
    .addOption(new Option('--calls-format <name>', `${callFormats.join(', ')}`).choices(callFormats))
    .addOption(new Option('--calls-query <sql>').hideHelp())
    .option('--key-field <name>', 'its field; also --method-field, --path-field,')
    .addOption(new Option('--method-field <name>').hideHelp())
    .addOption(new Option('--path-field <name>').hideHelp())
    .option('--status-field <name>', '--time-field, --count-field')
    .addOption(new Option('--time-field <name>').hideHelp())
    .addOption(new Option('--count-field <name>').hideHelp())
    .addOption(new Option('--route-field <name>').hideHelp())
    .option('--since <time>', 'only calls since then: 90d, 12w, 36h or a date', (text) => {
      const since = readSince(text, new Date());
      if (since === undefined) throw new InvalidArgumentError('Write 90d, 12w, 36h or a date.');
      return since;
    })
    .option('--key <id>', 'only this key; whose calls a HAR file has, which names none');

/** Gives the log that the options name. */
export function callSource(options: CallOptions): CallSource {
  const fields = {
    key: options.keyField,
    method: options.methodField,
    path: options.pathField,
    status: options.statusField,
    time: options.timeField,
    count: options.countField,
    route: options.routeField,
  };
  return {
    file: options.calls,
    fields: Object.fromEntries(Object.entries(fields).filter(([, name]) => name !== undefined)),
    ...(options.callsFormat && { format: options.callsFormat }),
    ...(options.callsQuery !== undefined && { query: options.callsQuery }),
    ...(options.key !== undefined && { key: options.key }),
  };
}
