import { type Command, InvalidArgumentError, Option } from 'commander';
import { fail } from '../failure.js';
import { createOutput } from '../output.js';
import { readPage, staleLine, writePage } from '../reference/file.js';
import { markdownOf } from '../reference/markdown.js';
import { newPage } from '../reference/page.js';
import { type Omission, omissions, referenceOf, titleOf } from '../reference/reference.js';
import { readTasks, taskOf } from '../reference/tasks.js';
import { readSource, type Source } from '../sources/source.js';
import { orFail } from './or-fail.js';

/** The options that say what the page has. */
export interface ReferenceOptions {
  readonly task: readonly string[];
  readonly tasks?: string;
  readonly realm?: string;
  readonly without: ReadonlySet<Omission>;
}

interface Options extends ReferenceOptions {
  readonly out?: string;
  readonly check?: true;
}

/**
 * Adds the options that say what the page has.
 *
 * @param isShown whether help has them.
 */
export function addReferenceOptions(command: Command, isShown: boolean): Command {
  const options = [
    new Option(
      '--task <task>',
      "a task, 'Sync contacts=GET /contacts,POST /contacts'; say\nit again for others",
    )
      .argParser((text, tasks: readonly string[]) => [...tasks, text])
      .default([]),
    new Option('--tasks <file>', 'tasks in JSON: {"Sync contacts":["GET /contacts"]}'),
    new Option('--realm <name>', 'of the challenges (default: the name of the scopes)'),
    new Option('--without <parts>', `leave out ${omissions.join(',')}`)
      .argParser(readOmissions)
      .default(new Set<Omission>()),
  ];
  for (const option of options) command.addOption(option.hideHelp(!isShown));
  return command;
}

/** `scopeproof reference`: the scopes of an API, for those who call it. */
export const addReference = (program: Command, end: (exitCode: number) => void): void => {
  const command = program
    .command('reference')
    .description('Write the page about the scopes, for callers')
    .argument('<source>')
    .option('--out <file>', 'write it there, between the markers of a page')
    .option('--check', 'compare that page, and fail if it is stale');
  addReferenceOptions(command, true).action(async (text: string, options: Options) => {
    const { out, check = false } = options;
    if (check && out === undefined) return fail('--check compares a page: say which with --out');
    const source = await readSource(text);
    const { title, part } = writeReference(source, options);
    const output = createOutput();
    if (out === undefined) await output.write(newPage(title, part));
    else {
      const page = readPage(out, title, part);
      const line = staleLine(page);
      if (line !== undefined && !check) writePage(out, page.wanted);
      if (line !== undefined && check) end(1);
      await output.write(`${out} ${stateOf(line, check)}\n`);
    }
    await output.end();
  });
};

const stateOf = (line: number | undefined, check: boolean): string => {
  if (line === undefined) return 'is up to date';
  return check ? `is stale from line ${line} on: run this without --check` : 'is written';
};

/**
 * Writes the reference as Markdown, with the title of a page that has nothing else.
 *
 * @throws Failure for a task with a route that the API does not have, and for a realm that no header can carry.
 */
export function writeReference(
  { api, keys }: Source,
  { task, tasks, realm, without }: ReferenceOptions,
): { readonly title: string; readonly part: string } {
  const all = [
    ...task.map((each) => taskOf(each, api.routes)),
    ...(tasks === undefined ? [] : readTasks(tasks, api.routes)),
  ];
  const document = orFail(
    (message) => `--realm ${realm}: ${message}`,
    () => referenceOf(api, keys, { tasks: all, without, ...(realm !== undefined && { realm }) }),
  );
  return { title: markdownOf(titleOf({ api })), part: markdownOf(document) };
}

function readOmissions(text: string): ReadonlySet<Omission> {
  return new Set(
    text.split(',').map((name) => {
      const known = omissions.find((each) => each === name.trim());
      if (known === undefined) throw new InvalidArgumentError(`Write some of ${omissions.join(',')}.`);
      return known;
    }),
  );
}
