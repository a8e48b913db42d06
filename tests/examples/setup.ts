import { programOfDebian } from '../support/debian.js';

/** Before all tests, as no hook of one may take as long as an installation. */
export default async function setup(): Promise<void> {
  for (const program of ['chromium', 'curl']) await programOfDebian(program);
}
