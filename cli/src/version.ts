import { createRequire } from 'node:module';

const { version: read }: { version: string } = createRequire(import.meta.url)('../package.json');

/** The version of this command line. */
export const version = read;
