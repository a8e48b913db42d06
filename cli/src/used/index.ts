/** What `scopeproof used` loads with the compiler. */
export { judge } from './findings.js';
export { openProject } from './program.js';
export { findUses } from './uses.js';
