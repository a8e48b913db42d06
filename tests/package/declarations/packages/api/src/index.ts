export * from './generic.js';
export * from './grants.js';
export * from './handlers.js';
export * from './keys.js';
export * from './routes.js';
export * from './scopes.js';
