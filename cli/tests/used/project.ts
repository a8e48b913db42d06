/** A project of handlers, and what the command says of each of its routes. */
import { makeFolder, type Ran, scopeproof } from '../command.js';
import { projectFiles, type Route } from './files.js';

/** What the command says of a route: the kind of its finding, with what is enough where there is more. */
export type Verdict = 'fine' | 'untaken' | 'unclear' | 'no handler' | `enough: ${string}`;

/** Makes the project, with a route table and what is given. */
export function makeProject(
  name: string,
  routes: readonly Route[],
  files: Readonly<Record<string, string>>,
): string {
  return makeFolder(name, projectFiles(routes, files));
}

interface JsonFinding {
  readonly kind: 'unused' | 'untaken' | 'unclear';
  readonly route: string;
  readonly message: string;
  readonly place: { readonly file: string; readonly line: number };
}

export const findingsOf = ({ stdout }: Ran): readonly JsonFinding[] => JSON.parse(stdout).findings;

/** Runs the command, and gives what it says of the routes that it finds something of. */
export async function verdicts(folder: string): Promise<ReadonlyMap<string, Verdict>> {
  const ran = await scopeproof(folder, ['used', 'src/api.ts', '--format', 'json']);
  if (ran.stderr !== '') throw new Error(ran.stderr);
  return new Map(findingsOf(ran).map((finding) => [finding.route, verdictOf(finding)]));
}

const verdictOf = ({ kind, message }: JsonFinding): Verdict => {
  if (kind !== 'unused') return kind;
  const [, enough = 'nothing'] = /its code takes no more than (.+)$/.exec(message) ?? [];
  return `enough: ${enough}`;
};
