import { fail } from '../failure.js';
import { fieldOf } from './json-lines.js';
import { checkReadable } from './kind.js';
import { openText } from './lines.js';

/**
 * Reads a list of names, one a line; a line that begins with `#` is a comment.
 *
 * @throws Failure for a file that cannot be read, and for what is no file.
 */
export async function readNames(file: string): Promise<ReadonlySet<string>> {
  checkReadable(file);
  const { lines } = await openText(file);
  return namesOf(await linesIn(lines));
}

/**
 * Reads the fingerprints of findings: one a line, or what a command has printed with `--format json`.
 *
 * @throws Failure for a file that cannot be read, for what is no file, and for JSON that is no report.
 */
export async function readFingerprints(file: string): Promise<ReadonlySet<string>> {
  checkReadable(file);
  const { name, start, lines: blocks } = await openText(file);
  const lines = await linesIn(blocks);
  if (!start.trimStart().startsWith('{')) return namesOf(lines);
  const findings = fieldOf(parse(lines.join('\n'), name), 'findings');
  if (!Array.isArray(findings)) return fail(`${name}: not a report: it has no findings`);
  return new Set(
    findings.map((finding: unknown, i) => {
      const fingerprint = fieldOf(Object(finding), 'fingerprint');
      return typeof fingerprint === 'string' ? fingerprint : fail(`${name}: findings[${i}]: no fingerprint`);
    }),
  );
}

async function linesIn(blocks: AsyncIterable<{ readonly lines: readonly string[] }>): Promise<string[]> {
  const all: string[] = [];
  for await (const { lines } of blocks) for (const line of lines) all.push(line);
  return all;
}

const namesOf = (lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#')));

function parse(text: string, name: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return fail(`${name}: not JSON, or cut off`);
  }
}
