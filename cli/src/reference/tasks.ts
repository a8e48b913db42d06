import { readFileSync } from 'node:fs';
import { didYouMean } from '../../../src/internal/nearest-name.js';
import { fail, unreadable } from '../failure.js';
import { checkReadable } from '../readers/kind.js';

/** Something that a caller does, with the routes that it calls for that. */
export interface Task {
  readonly name: string;
  readonly routes: readonly string[];
}

/**
 * Reads a task from the command line: `Sync contacts=GET /contacts,POST /contacts`.
 *
 * @throws Failure for a text in another form, and for a route that is not one of `routes`.
 */
export function taskOf(text: string, routes: readonly string[]): Task {
  const at = text.indexOf('=');
  if (at < 0) return fail(`--task ${text}: not a name, = and routes`);
  // A comma may be a part of a path; a method begins a route.
  const listed = text.slice(at + 1).split(/,\s*(?=[A-Z]+ )/);
  return readTask(text.slice(0, at), listed, routes, '--task');
}

/**
 * Reads tasks from a JSON file: `{ "Sync contacts": ["GET /contacts", "POST /contacts"] }`.
 *
 * @throws Failure for a file that cannot be read or has another form, and for a route that is not one of `routes`.
 */
export function readTasks(file: string, routes: readonly string[]): readonly Task[] {
  checkReadable(file);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw error instanceof SyntaxError ? fail(`${file}: not JSON`) : unreadable(file, error);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return fail(`${file}: not an object of names, each with a list of routes`);
  return Object.entries(json).map(([name, listed]) =>
    Array.isArray(listed)
      ? readTask(name, listed, routes, file)
      : fail(`${file}: ${name}: not a list of routes`),
  );
}

function readTask(name: string, listed: readonly unknown[], known: readonly string[], place: string): Task {
  const trimmed = name.trim();
  if (trimmed === '') return fail(`${place}: a task without a name`);
  if (listed.length === 0) return fail(`${place}: ${trimmed}: a task without routes`);
  const routes = listed.map((each) => {
    const route = typeof each === 'string' ? each.trim() : fail(`${place}: ${trimmed}: a route is no string`);
    return known.includes(route)
      ? route
      : fail(`${place}: ${trimmed}: no such route: ${route}${didYouMean(route, known)}`);
  });
  return { name: trimmed, routes: [...new Set(routes)] };
}
