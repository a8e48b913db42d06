/** Is sent by the process that loads a module, once that is loaded and an app is what comes next. */
export const appIsNext = 'scopeproof: the app is next';
