import { Command } from 'commander';
import { addAudit } from './commands/audit.js';
import { addDiff } from './commands/diff.js';
import { addExport } from './commands/export.js';
import { addForbid } from './commands/forbid.js';
import { addImport } from './commands/import.js';
import { addLeast } from './commands/least.js';
import { addManifest } from './commands/manifest.js';
import { addParity } from './commands/parity.js';
import { addReference } from './commands/reference.js';
import { addSql } from './commands/sql.js';
import { addUsed } from './commands/used.js';
import { version } from './version.js';

/** The command line. */
export interface Program {
  /** Runs it, and gives the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Makes the command line, with all its commands. */
export function createProgram(): Program {
  let exitCode = 0;
  const end = (code: number) => {
    exitCode = code;
  };
  const program = new Command('scopeproof')
    .description('Answers for all keys of an API: what they gain, lose, hold and use.')
    .version(version)
    .helpCommand(false)
    .exitOverride()
    .configureHelp({
      helpWidth: 80,
      optionDescription: ({ description }) => description,
      // The help of each command says what it takes.
      subcommandTerm: (command) => command.name(),
      // Two lines say nothing new: every command has them.
      visibleOptions: (command) =>
        command.parent === null ? [] : [...command.options.filter(({ hidden }) => !hidden)],
    })
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error:/, 'scopeproof:').replace(/\n(?=.)/g, ' ')),
    })
    .addHelpText(
      'after',
      [
        '',
        'A source is src/api.ts, src/api.ts#api for one of several route tables, a',
        'manifest in JSON, or either at a revision of git: origin/main:src/api.ts',
        'Exit codes: 0 nothing found, 1 findings, 2 wrong input or use.',
        'Pages: https://github.com/scopeproof/scopeproof/blob/main/docs/cli.md',
      ].join('\n'),
    );
  addManifest(program, end);
  addDiff(program, end);
  addAudit(program, end);
  addLeast(program, end);
  addForbid(program, end);
  addSql(program, end);
  addUsed(program, end);
  addImport(program, end);
  addExport(program, end);
  addReference(program, end);
  addParity(program, end);
  return {
    run: async (args) => {
      await program.parseAsync([...args], { from: 'user' });
      return exitCode;
    },
  };
}
