import { checks, run } from './suite.mjs';

console.log(JSON.stringify(run(checks)));
