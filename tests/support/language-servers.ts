/** Language servers, asked as an editor asks them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { root } from './compile.js';

/** Both count from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A language server that has one file open. */
export interface Server {
  /** Replaces what stands between two places on one line. */
  change(line: number, from: number, to: number, text: string): Promise<void>;
  /** The names of what could stand at a place. */
  completions(at: Position): Promise<readonly string[]>;
  /** What is shown of a name. */
  hover(at: Position): Promise<string>;
  /** The messages about the file. */
  diagnostics(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A server that takes longer, in milliseconds, has lost its way. */
const patience = 30 * 60_000;

/** TypeScript 6.0: its own protocol. */
export async function openTsserver(file: string, text: string): Promise<Server> {
  const script = join(root, 'node_modules/typescript/lib/tsserver.js');
  const child = spawn(
    process.execPath,
    [script, '--disableAutomaticTypingAcquisition', '--suppressDiagnosticEvents'],
    { stdio: ['pipe', 'pipe', 'inherit'], timeout: patience },
  );
  const answers = answersOf(child);
  onMessage(child.stdout, (message) => {
    const { type, request_seq, success, message: reason, body } = message as TsserverMessage;
    if (type === 'response') answers.settle(request_seq, body, success ? undefined : reason);
  });
  // What it says is framed as in LSP, what it is told stands on a line.
  const tell = (seq: number, command: string, args: object): void => {
    child.stdin.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`);
  };
  const ask = <Body>(command: string, args: object): Promise<Body> =>
    answers.next((seq) => tell(seq, command, args));
  const place = ({ line, character }: Position) => ({ file, line: line + 1, offset: character + 1 });

  await ask('updateOpen', { openFiles: [{ file, fileContent: text }] });
  return {
    async change(line, from, to, inserted) {
      const textChanges = [
        {
          start: { line: line + 1, offset: from + 1 },
          end: { line: line + 1, offset: to + 1 },
          newText: inserted,
        },
      ];
      await ask('updateOpen', { changedFiles: [{ fileName: file, textChanges }] });
    },
    async completions(at) {
      const found = await ask<{ entries: { name: string }[] } | undefined>('completionInfo', place(at));
      return found?.entries.map(({ name }) => name) ?? [];
    },
    async hover(at) {
      const { displayString } = await ask<{ displayString: string }>('quickinfo', place(at));
      return displayString;
    },
    async diagnostics() {
      const found = await ask<{ text: string }[]>('semanticDiagnosticsSync', { file });
      return found.map(({ text }) => text);
    },
    async close() {
      tell(0, 'exit', {});
      await ended(child);
    },
  };
}

interface TsserverMessage {
  readonly type: string;
  readonly request_seq: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

/** TypeScript 7.0: LSP. */
export async function openLsp(file: string, text: string): Promise<Server> {
  // The compiler itself, for what starts it would not end together with it.
  const { default: getExePath } = await import(
    pathToFileURL(join(root, 'node_modules/typescript-7.0/lib/getExePath.js')).href
  );
  const child = spawn(getExePath(), ['--lsp', '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: patience,
  });
  const answers = answersOf(child);
  const tell = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const ask = <Result>(method: string, params?: object): Promise<Result> =>
    answers.next((id) => tell({ id, method, params }));
  onMessage(child.stdout, (message) => {
    const { id, method, params, result, error } = message as LspMessage;
    if (method === undefined) answers.settle(Number(id), result, error?.message);
    // What it asks in turn: what the settings are, which have no say here, and whether it may go on, which it may.
    else if (id !== undefined) tell({ id, result: params?.items?.map(() => null) ?? null });
  });

  const uri = pathToFileURL(file).href;
  const rootUri = pathToFileURL(join(file, '..')).href;
  await ask('initialize', {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'project' }],
    capabilities: {
      textDocument: { completion: {}, hover: { contentFormat: ['plaintext'] }, diagnostic: {} },
    },
  });
  tell({ method: 'initialized', params: {} });
  let version = 1;
  const textDocument = { uri };
  tell({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri, languageId: 'typescript', version, text } },
  });
  return {
    async change(line, from, to, inserted) {
      const range = { start: { line, character: from }, end: { line, character: to } };
      tell({
        method: 'textDocument/didChange',
        params: {
          textDocument: { uri, version: ++version },
          contentChanges: [{ range, text: inserted }],
        },
      });
    },
    async completions(position) {
      type Items = readonly { readonly label: string }[];
      const found = await ask<Items | { readonly items: Items } | null>('textDocument/completion', {
        textDocument,
        position,
      });
      return (found && 'items' in found ? found.items : (found ?? [])).map(({ label }) => label);
    },
    async hover(position) {
      const found = await ask<{ contents: unknown } | null>('textDocument/hover', { textDocument, position });
      return JSON.stringify(found?.contents ?? '');
    },
    async diagnostics() {
      const found = await ask<{ readonly items?: readonly { readonly message: string }[] }>(
        'textDocument/diagnostic',
        { textDocument },
      );
      return found.items?.map(({ message }) => message) ?? [];
    },
    async close() {
      await ask('shutdown');
      tell({ method: 'exit' });
      await ended(child);
    },
  };
}

interface LspMessage {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly items?: readonly unknown[] };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** What a server is asked, by number, and its answers. Whoever waits learns when there will be none. */
function answersOf(child: ChildProcess) {
  const waiting = new Map<number, { done: (answer: unknown) => void; fail: (error: Error) => void }>();
  let last = 0;
  child.on('exit', () => {
    for (const { fail } of waiting.values()) fail(new Error('the language server ended'));
  });
  return {
    next: <Answer>(tell: (number: number) => void): Promise<Answer> =>
      new Promise<Answer>((done, fail) => {
        waiting.set(++last, { done: (answer) => done(answer as Answer), fail });
        tell(last);
      }),
    settle(number: number, answer: unknown, fault?: string): void {
      const { done, fail } = waiting.get(number) ?? {};
      waiting.delete(number);
      if (fault === undefined) done?.(answer);
      else fail?.(new Error(`language server: ${fault}`));
    },
  };
}

/** Reads messages: a header that says how many bytes follow, an empty line, and JSON. */
function onMessage(from: Readable, heard: (message: unknown) => void): void {
  let read = Buffer.alloc(0);
  from.on('data', (chunk: Buffer) => {
    read = Buffer.concat([read, chunk]);
    for (;;) {
      const start = read.indexOf('\r\n\r\n') + 4;
      const length = Number(/Content-Length: (\d+)/i.exec(read.toString('latin1', 0, start))?.[1]);
      if (start < 4 || read.length < start + length) return;
      const body = read.toString('utf8', start, start + length);
      read = read.subarray(start + length);
      heard(JSON.parse(body));
    }
  });
}

const ended = (child: ChildProcess & { readonly stdin: Writable | null }): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('exit', () => done());
  });
