/** What scopeproof does, on a real program: `npm run demo`. Ends with 1 when anything is not as expected. */
import { reportAudits } from './audits.js';
import { compileFolder, reportMistakes, reportProgram } from './compile.js';
import { conclude, heading } from './print.js';
import { reportRequests } from './requests.js';

// The compiler is the slow part, so both folders are compiled at once.
const program = compileFolder('examples/atender');
const mistakes = compileFolder('examples/mistakes');

heading(
  1,
  'A program that compiles',
  'examples/atender: an API of 20 surfaces, its routes, handlers and keys.',
);
reportProgram(await program);

heading(2, 'Mistakes that do not', 'examples/mistakes: each fails the build, in the words of the compiler.');
reportMistakes(await mistakes);

heading(3, 'The same decisions at run time', 'Real requests to that program, with the keys that it issues.');
const calls = await reportRequests();

heading(
  4,
  'An audit of the keys',
  'Each against the calls that it has just made, and the bundle that it amounts to.',
);
reportAudits(calls);

conclude();
