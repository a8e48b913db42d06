#!/usr/bin/env node
import { CommanderError } from 'commander';
import { codeOf, Failure } from './failure.js';
import { removeFolders } from './folders.js';
import { createProgram } from './program.js';
import { printable } from './words.js';

/** The command could not do what it was asked: its input or its use is wrong. */
const failed = 2;

async function run(args: readonly string[]): Promise<number> {
  try {
    return await createProgram().run(args);
  } catch (error) {
    // Help and version end with 0; every other error of the options is told by then.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : failed;
    if (error instanceof Failure)
      process.stderr.write(`scopeproof: ${printable(withoutPasswords(error.message))}\n`);
    else process.stderr.write(`scopeproof: a fault of the command itself: ${stackOf(error)}\n`);
    return failed;
  }
}

/** Takes out of addresses what may be a password: an argument with one may be wrong, and messages repeat it. */
const withoutPasswords = (message: string): string =>
  message.replace(/\/\/\S*@/g, '//…@').replace(/\b(password|pwd|token|secret)=[^&\s]*/gi, '$1=…');

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    removeFolders();
    // To exit would wait for a thread that opens a pipe. No handler is left, so that the signal ends the process.
    process.kill(process.pid, signal);
  });
// A reader such as `head` has enough: what is left to say was not read, so that this is no success.
process.stdout.on('error', (error) => {
  if (codeOf(error) !== 'EPIPE')
    process.stderr.write(`scopeproof: the output cannot be written (${codeOf(error)})\n`);
  removeFolders();
  process.exit(failed);
});

process.exit(await run(process.argv.slice(2)));
