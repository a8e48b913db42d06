import type { Docs } from '../vocabulary/definition.js';

/**
 * An API as plain JSON: its vocabulary, its routes and its declared keys. `toManifest` writes it, `fromManifest` reads it.
 * Its JSON Schema is published as `scopeproof/manifest.schema.json`.
 */
export interface Manifest {
  /** Where editors find the JSON Schema. */
  readonly $schema?: string;
  /** The version of this form. A library that does not know a version refuses it. */
  readonly version: 1;
  readonly vocabulary: ManifestVocabulary;
  /** route → its requirement */
  readonly routes: { readonly [route: string]: ManifestRequirement };
  readonly keys: readonly ManifestKey[];
}

/** A vocabulary, with a name in the place of every pattern. */
export interface ManifestVocabulary {
  readonly name: string;
  /** The spelling of a scope, for example `{surface}:{action}`. */
  readonly format: string;
  /** Each surface with its actions. */
  readonly surfaces: { readonly [surface: string]: readonly string[] };
  /** The scopes without a surface. */
  readonly scopes: readonly string[];
  /** scope → all other scopes that it implies */
  readonly includes: { readonly [scope: string]: readonly string[] };
  /** bundle → its scopes */
  readonly bundles: { readonly [bundle: string]: readonly string[] };
  /** old name → its new names */
  readonly deprecated: { readonly [old: string]: readonly string[] };
  /** As in `defineScopes`. */
  readonly storedPatterns?: 'expand' | 'names';
  /** Texts for people. */
  readonly docs: Docs<string, string, string>;
}

/**
 * A requirement: one of the three constants, or the alternatives, each with the scopes that are all required. A text is
 * never a scope.
 */
export type ManifestRequirement =
  | 'open'
  | 'optional'
  | 'authenticated'
  | readonly (readonly [string, ...string[]])[];

/** A declared key. */
export interface ManifestKey {
  readonly name: string;
  /** The listed scopes, then those of the bundle. */
  readonly scopes: readonly string[];
  readonly bundle?: string;
  readonly routes: readonly string[];
}

/** Is thrown for a manifest that is none. */
export class ManifestError extends TypeError {
  override readonly name = 'ManifestError';
  /** The place of the fault, for example `vocabulary.bundles.basic[0]`; empty where the whole is no manifest. */
  declare readonly path: string;

  constructor(path: string, message: string) {
    super(path ? `${path}: ${message}` : message);
    this.path = path;
  }
}
