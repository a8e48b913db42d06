import { beforeEach } from 'vitest';

// A clock does not judge instrumented sources, and least of all on a machine that runs two of them at once.
beforeEach(({ task, skip }) => skip(task.name === 'ten times as much takes about ten times as long'));
