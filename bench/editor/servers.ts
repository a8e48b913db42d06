/** Language servers, asked as an editor asks them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CompletionRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver-protocol/node';
import { root } from '../../tests/support/compile.js';

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
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: patience,
    },
  );
  const waiting = new Map<number, { done: (body: unknown) => void; fail: (error: Error) => void }>();
  // What it says is framed as in LSP, what it is told stands on a line.
  new StreamMessageReader(child.stdout).listen((message) => {
    const { type, request_seq, success, message: reason, body } = message as unknown as TsserverMessage;
    if (type !== 'response' || request_seq === undefined) return;
    const { done, fail } = waiting.get(request_seq) ?? {};
    waiting.delete(request_seq);
    if (success) done?.(body);
    else fail?.(new Error(`tsserver: ${reason}`));
  });
  child.on('exit', () => {
    for (const { fail } of waiting.values()) fail(new Error('tsserver ended'));
  });
  let last = 0;
  const tell = (command: string, args: object): number => {
    child.stdin.write(`${JSON.stringify({ seq: ++last, type: 'request', command, arguments: args })}\n`);
    return last;
  };
  const ask = <Body>(command: string, args: object): Promise<Body> =>
    new Promise<Body>((done, fail) => {
      waiting.set(tell(command, args), { done: (body) => done(body as Body), fail });
    });
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
      const { entries } = await ask<{ entries: { name: string }[] }>('completionInfo', place(at));
      return entries.map(({ name }) => name);
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
      tell('exit', {});
      await ended(child);
    },
  };
}

interface TsserverMessage {
  readonly type: string;
  readonly request_seq?: number;
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
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onRequest(RegistrationRequest.type, () => {});
  connection.onRequest(WorkDoneProgressCreateRequest.type, () => {});
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
    items.map(() => null),
  );
  connection.listen();
  // Whoever waits for an answer then learns that there will be none.
  child.on('exit', () => connection.dispose());

  const uri = pathToFileURL(file).href;
  const rootUri = pathToFileURL(join(file, '..')).href;
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'bench' }],
    capabilities: {
      textDocument: { completion: {}, hover: { contentFormat: ['plaintext'] }, diagnostic: {} },
    },
  });
  await connection.sendNotification(InitializedNotification.type, {});
  let version = 1;
  const textDocument = { uri };
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: 'typescript', version, text },
  });
  return {
    async change(line, from, to, inserted) {
      const range = { start: { line, character: from }, end: { line, character: to } };
      await connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range, text: inserted }],
      });
    },
    async completions(position) {
      const found = await connection.sendRequest(CompletionRequest.type, { textDocument, position });
      const items = Array.isArray(found) ? found : (found?.items ?? []);
      return items.map(({ label }) => label);
    },
    async hover(position) {
      const found = await connection.sendRequest(HoverRequest.type, { textDocument, position });
      return JSON.stringify(found?.contents ?? '');
    },
    async diagnostics() {
      const found = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
      return found.kind === 'full' ? found.items.map(({ message }) => String(message)) : [];
    },
    async close() {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      await ended(child);
    },
  };
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('exit', () => done());
  });
