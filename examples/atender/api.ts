/** The API with its keys, as one module: what the command line reads. */
export * from './keys.js';
export { api } from './routes.js';
