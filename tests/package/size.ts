/** What a user ships, against budgets.json. */
import { enforce } from '../../bench/budgets.js';
import { printSection } from '../../bench/report.js';
import { measureOwnSize } from '../../bench/size.js';

const section = await measureOwnSize();
printSection(section);
enforce(section.counts ?? []);
