import { type Command, InvalidArgumentError, Option } from 'commander';
import { fail } from '../failure.js';
import { createOutput } from '../output.js';
import { type PageFile, readPage, staleness, writePage } from '../reference/file.js';
import { markdownOf } from '../reference/markdown.js';
import { type Generated, newPage } from '../reference/page.js';
import { type Omission, omissions, referenceOf, titleOf } from '../reference/reference.js';
import { shellWords } from '../reference/shell-words.js';
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
    const generated = writeReference(source, options);
    const output = createOutput();
    if (out === undefined) await output.write(newPage(generated));
    else {
      const page = readPage(out, generated);
      const { state, isStale } = check ? checkPage(out, page) : updatePage(out, page);
      if (isStale) end(1);
      await output.write(`${out} ${state}\n`);
    }
    await output.end();
  });
};

function checkPage(file: string, page: PageFile): { readonly state: string; readonly isStale: boolean } {
  if (page.now === undefined) return fail(`${file}: no such file: run this without --check`);
  const stale = staleness(page);
  if (stale === undefined) return { state: 'is up to date', isStale: false };
  const state = `is stale from line ${stale.line} on: run this without --check${stale.hint}`;
  return { state, isStale: true };
}

function updatePage(file: string, { now, wanted }: PageFile): ReturnType<typeof checkPage> {
  if (now === wanted) return { state: 'is up to date', isStale: false };
  writePage(file, wanted);
  return { state: 'is written', isStale: false };
}

/**
 * Writes the reference as Markdown.
 *
 * @throws Failure for a task with a route that the API does not have, and for a realm that no header can carry.
 */
export function writeReference(
  { api, keys }: Source,
  { task, tasks, realm, without }: ReferenceOptions,
): Generated {
  const all = [
    ...task.map((each) => taskOf(each, api.routes)),
    ...(tasks === undefined ? [] : readTasks(tasks, api.routes)),
  ];
  const document = orFail(
    (message) => `--realm ${realm}: ${message}`,
    () => referenceOf(api, keys, { tasks: all, without, ...(realm !== undefined && { realm }) }),
  );
  const options = shellWords(
    ...task.flatMap((each) => ['--task', each]),
    ...(tasks === undefined ? [] : ['--tasks', tasks]),
    ...(realm === undefined ? [] : ['--realm', realm]),
    ...(without.size === 0 ? [] : ['--without', omissions.filter((each) => without.has(each)).join(',')]),
  );
  return { title: markdownOf(titleOf({ api })), part: markdownOf(document), options };
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
