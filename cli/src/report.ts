import { readFileSync } from 'node:fs';
import pc from 'picocolors';
import {
  createFormat,
  type FormatName,
  type ReportFinding,
  type ReportKind,
  type Run,
} from './formats/format.js';
import { createOutput } from './output.js';
import { version } from './version.js';
import { counted } from './words.js';

/** What a command prints its findings with. */
export interface Report {
  readonly add: (findings: readonly ReportFinding[]) => Promise<void>;
  /**
   * Prints what the findings come to.
   *
   * @param sentences what else is to say, for people.
   * @returns the exit code: 1 where there are findings that count, else 0.
   */
  readonly end: (sentences?: readonly string[]) => Promise<number>;
}

export interface ReportOptions {
  readonly command: string;
  readonly format: FormatName;
  /** The most findings that are printed. */
  readonly limit?: number | undefined;
  /** The files of the API. */
  readonly files: readonly string[];
  /** The kinds that the command may find, in the order of the summary. */
  readonly kinds: readonly ReportKind[];
  /** The kinds that count. */
  readonly failOn: ReadonlySet<ReportKind>;
  /** The fingerprints of findings that somebody has accepted: they are counted, and not printed. */
  readonly known: ReadonlySet<string>;
  /** Where it is printed: standard output by default. */
  readonly stream?: NodeJS.WriteStream;
}

/** Begins to print findings. */
export function createReport({
  format: name,
  limit,
  failOn,
  known,
  stream = process.stdout,
  ...about
}: ReportOptions): Report {
  const format = createFormat(name, pc.isColorSupported && stream.isTTY === true);
  const output = createOutput(stream);
  const run: Run = { ...about, version, placeOf: placeFinder(about.files) };
  const most = limit ?? format.most ?? Number.POSITIVE_INFINITY;
  const counts = new Map<ReportKind, number>(about.kinds.map((kind) => [kind, 0]));
  const stillKnown = new Set<string>();
  let shown = 0;
  let hidden = 0;
  let accepted = 0;
  let counting = 0;
  let started = false;

  const start = async () => {
    if (!started) await output.write(format.start(run));
    started = true;
  };
  return {
    add: async (findings) => {
      await start();
      for (const finding of findings) {
        if (known.has(finding.fingerprint)) {
          stillKnown.add(finding.fingerprint);
          accepted++;
          continue;
        }
        const level = failOn.has(finding.kind) ? 'error' : 'note';
        counts.set(finding.kind, (counts.get(finding.kind) ?? 0) + 1);
        if (level === 'error') counting++;
        if (shown === most) hidden++;
        else {
          shown++;
          await output.write(format.finding({ ...finding, level }, run));
        }
      }
    },
    end: async (sentences = []) => {
      await start();
      const found = [...counts].filter(([, count]) => count > 0);
      const outdated = [...known].filter((fingerprint) => !stillKnown.has(fingerprint));
      const own = [
        found.length > 0
          ? `found: ${found.map(([kind, count]) => `${count} ${kind}`).join(', ')}`
          : 'found nothing',
        hidden > 0 && `${counted(hidden, 'finding')} not shown: --limit, or --format json`,
        accepted > 0 && `${counted(accepted, 'known finding')} not shown`,
        outdated.length > 0 &&
          `${counted(outdated.length, 'known finding')} no longer found: remove from the list: ${listed(outdated)}`,
      ];
      const summary = {
        sentences: [...sentences, ...own.filter((sentence) => sentence !== false)],
        counts: { ...Object.fromEntries(counts), known: accepted },
      };
      await output.write(format.end(summary, run));
      await output.end();
      return counting > 0 ? 1 : 0;
    },
  };
}

/** Finds where modules or a manifest have a route, as a literal; for what stands nowhere, the first file. */
function placeFinder(files: readonly string[]): Run['placeOf'] {
  let texts: readonly { readonly file: string; readonly lines: readonly string[] }[] | undefined;
  return (route) => {
    texts ??= files.map((file) => ({ file, lines: linesOf(file) }));
    const literals = ["'", '"', '`'].map((quote) => `${quote}${route}${quote}`);
    for (const { file, lines } of route === undefined ? [] : texts) {
      const at = lines.findIndex((line) => literals.some((literal) => line.includes(literal)));
      if (at >= 0) return { file, line: at + 1 };
    }
    return { file: files[0] ?? '', line: 1 };
  };
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    // A source at a revision may be of a file that is gone.
    return [];
  }
}

/** The most names that are told of a list. */
const mostListed = 3;
const listed = (names: readonly string[]): string =>
  names.slice(0, mostListed).join(', ') + (names.length > mostListed ? ', …' : '');
