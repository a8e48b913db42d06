import { guardMark } from '../../../src/http/guard-mark.js';

/** A route of an app, with the guards that stand before its handler. */
export interface AppRoute {
  /** The method, `ALL` for every one, and the path, as the framework spells it. */
  readonly text: string;
  /** Whether any guard stands before the handler. */
  readonly isGuarded: boolean;
  /** The routes that its own guards were made for; none for guards of whatever comes to them. */
  readonly guardedAs: readonly string[];
  /** An app of this route alone, for the reader of the framework's routes. */
  readonly alone: unknown;
}

/** What can be seen of the guards in an app. */
export interface AppGuards {
  /** Whether there is any guard. */
  readonly isAnySeen: boolean;
  readonly routes: readonly AppRoute[];
}

/** Gives the route that a guard was made for, an empty text for a guard of any route, and nothing for what is no guard. */
export function guardOf(value: unknown): string | undefined {
  if (typeof value !== 'function') return undefined;
  const mark: unknown = Reflect.get(value, guardMark);
  return typeof mark === 'string' ? mark : undefined;
}

/** Gives a member of anything. */
export const memberOf = (value: unknown, name: PropertyKey): unknown =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'
    ? Reflect.get(value, name)
    : undefined;

/** Gives a list, and an empty one of what is none. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
