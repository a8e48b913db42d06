import { chromiumOfDebian } from '../support/chromium.js';

/** Before all tests, as no hook of one may take as long as an installation. */
export default async function setup(): Promise<void> {
  await chromiumOfDebian();
}
