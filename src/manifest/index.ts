/** An API as plain JSON, for programs that do not share its copy of the library. */

export type { RestoredApi, RestoredRoutes, RestoredVocabulary } from './from-manifest.js';
export { fromManifest } from './from-manifest.js';
export type { Manifest, ManifestKey, ManifestRequirement, ManifestVocabulary } from './manifest.js';
export { ManifestError } from './manifest.js';
export { toManifest } from './to-manifest.js';
