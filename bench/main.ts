/**
 * The figures: `npm run bench`, or of one group, `npm run bench -- types`, `speed` or `size`.
 * Ends with 1 when a count is over its budget; never for a time, which belongs to the machine.
 */
import { reportSize } from './size.js';
import { reportSpeed } from './speed.js';
import { reportTypes } from './types.js';

const groups = { types: reportTypes, speed: reportSpeed, size: reportSize };

const wanted = process.argv.slice(2);
for (const [name, report] of Object.entries(groups)) {
  if (wanted.length === 0 || wanted.includes(name)) await report();
}
