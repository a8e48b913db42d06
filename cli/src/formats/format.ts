import type { FindingKind } from '../../../src/fleet/index.js';
import type { DocumentKind, ExportKind } from '../openapi/findings.js';
import type { AgreementKind } from '../parity/findings.js';
import type { UsedKind } from '../used/findings.js';
import { githubFormat } from './github.js';
import { jsonFormat } from './json.js';
import { markdownFormat } from './markdown.js';
import { sarifFormat } from './sarif.js';
import { textFormat } from './text.js';

export const formats = ['text', 'json', 'markdown', 'sarif', 'github'] as const;
export type FormatName = (typeof formats)[number];

/** Whether a finding makes the command end with exit code 1. */
export type Level = 'error' | 'note';

/** What a finding is about: the keys of an API, a document, code, or what has to agree. */
export type ReportKind = FindingKind | DocumentKind | ExportKind | UsedKind | AgreementKind;

/** What a format needs of a finding. Its texts may come from files: a format escapes them. */
export interface ReportFinding {
  readonly kind: ReportKind;
  readonly message: string;
  readonly fingerprint: string;
  readonly subject?: string;
  readonly route?: string;
  readonly scopes?: readonly string[];
  /** Where it is, for one that is about a place in a file. */
  readonly position?: Place & { readonly column?: number };
}

/** A finding, with what it does to the exit code. */
export interface LevelledFinding extends ReportFinding {
  readonly level: Level;
}

/** Gives the message of a finding, after its place where it has one. */
export const placedMessage = ({ position, message }: ReportFinding): string =>
  position === undefined
    ? message
    : `${[position.file, position.line, position.column].filter((part) => part !== undefined).join(':')}  ${message}`;

/** A line of a file, from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What a run is about. */
export interface Run {
  /** The command, such as `diff`. */
  readonly command: string;
  /** The version of the command line. */
  readonly version: string;
  /** The kinds that the command may find. */
  readonly kinds: readonly ReportKind[];
  /** Finds where a route is declared, for formats that point at a file. */
  readonly placeOf: (route: string | undefined) => Place;
}

/** What a run comes to. */
export interface Summary {
  /** For people: one sentence each. */
  readonly sentences: readonly string[];
  /** For programs. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Writes a run as text, piece by piece: there may be more findings than fit into memory. */
export interface Format {
  readonly start: (run: Run) => string;
  readonly finding: (finding: LevelledFinding, run: Run) => string;
  readonly end: (summary: Summary, run: Run) => string;
  /** The most findings that are printed, where readers take no more. */
  readonly most?: number;
}

/** Makes a format. Colours are for a terminal only. */
export function createFormat(name: FormatName, inColour: boolean): Format {
  switch (name) {
    case 'text':
      return textFormat(inColour);
    case 'json':
      return jsonFormat();
    case 'markdown':
      return markdownFormat();
    case 'sarif':
      return sarifFormat();
    case 'github':
      return githubFormat();
  }
}
