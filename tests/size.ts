/** What a user ships, against budgets.json. */
import { reportSize } from '../bench/size.js';

await reportSize();
