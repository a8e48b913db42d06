import type { StoredKey } from '../readers/keys.js';

export const engines = ['node', 'duckdb'] as const;

/** All stored keys, each with what it called. */
export interface Fleet {
  /** The time of the first call. */
  readonly first: Date | undefined;
  /** What is to say about the calls, for people. */
  readonly sentences: readonly string[];
  /** The keys in the order of their table. */
  readonly keys: AsyncIterable<readonly CallingKey[]>;
  /** Frees what the keys are read from. */
  readonly close: () => void;
}

/** A stored key, with the routes that it called with success. */
export interface CallingKey {
  readonly key: StoredKey;
  /** The numbers of the routes in the table, each once. */
  readonly called: readonly number[];
}
