const byId = (id) => document.getElementById(id);
const form = byId('endpoints');
const filter = byId('filter');
const groups = [...form.querySelectorAll('fieldset')];
const rows = [...form.querySelectorAll('li')];
const answer = byId('answer');
let scopes = [];
let running = new AbortController();

const boxOf = (row) => row.querySelector('input');
const isPicked = (row) => boxOf(row).checked;
const isShown = (row) => !row.hidden;
const rowsOf = (group) => rows.filter((row) => group.contains(row));
const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** @param {string} name @param {(Node | string)[]} children */
function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

const chips = (names) => element('ul', ...names.map((name) => element('li', element('code', name))));

function applyFilter() {
  const words = filter.value.toLowerCase().split(/\s+/);
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of groups) group.hidden = !rowsOf(group).some(isShown);
  const shown = rows.filter(isShown).length;
  const all = counted(rows.length, 'endpoint');
  byId('shown').textContent = shown < rows.length ? `${shown} of ${all}` : all;
  byId('nothing').textContent = `Nothing matches “${filter.value.trim()}”.`;
  byId('nothing').hidden = shown > 0;
  count();
}

/** Says how much is picked: in each group, and in all. */
function count() {
  for (const group of groups) {
    const all = rowsOf(group);
    const shown = all.filter(isShown);
    const whole = group.querySelector('legend input');
    whole.checked = shown.every(isPicked);
    whole.indeterminate = !whole.checked && shown.some(isPicked);
    group.querySelector('small').textContent = `${all.filter(isPicked).length} of ${all.length}`;
  }
  const picked = rows.filter(isPicked);
  const hidden = picked.filter((row) => !isShown(row)).length;
  byId('picked').textContent =
    hidden > 0
      ? `${picked.length} picked, ${hidden} not shown`
      : picked.length > 0
        ? `${counted(picked.length, 'endpoint')} picked`
        : 'Nothing is picked yet.';
  byId('tools').hidden = picked.length === 0;
}

/** What the bundle gives and nobody asked for. It stays unfolded while endpoints are picked. */
function excessOf(bundle) {
  const { length } = bundle.excess;
  if (length === 0) return 'and nothing more';
  const details = element(
    'details',
    element('summary', `+${counted(length, 'scope')}`),
    chips(bundle.excess),
  );
  details.open = answer.querySelector('details')?.open ?? false;
  return details;
}

function inWords({ scopes, bundle, exact }) {
  if (scopes.length === 0) return [element('p', 'They need no scope.')];
  return [
    element('h3', 'Scopes'),
    chips(scopes),
    ...(exact ? [] : [element('p', 'There may be something narrower.')]),
    element('h3', 'Bundle'),
    bundle
      ? element('div', element('code', bundle.name), excessOf(bundle))
      : element('p', 'No bundle covers them.'),
  ];
}

async function ask() {
  running.abort();
  running = new AbortController();
  const picked = new URLSearchParams(new FormData(form));
  if (picked.size === 0) return { scopes: [], words: [] };
  const response = await fetch(`/least-scopes?${picked}`, { signal: running.signal });
  if (!response.ok) throw new Error(`the server said ${response.status}`);
  const least = await response.json();
  return { scopes: least.scopes, words: inWords(least) };
}

function say({ scopes: found, words }) {
  scopes = found;
  byId('copy').hidden = found.length === 0;
  byId('copied').textContent = '';
  byId('by-hand').hidden = true;
  answer.replaceChildren(...words);
}

async function show() {
  count();
  try {
    say(await ask());
  } catch (error) {
    if (error.name !== 'AbortError')
      say({ scopes: [], words: [element('p', `No answer: ${error.message}`)] });
  }
}

async function copy() {
  const text = scopes.join(' ');
  try {
    await navigator.clipboard.writeText(text);
    byId('copied').textContent = 'Copied';
  } catch {
    // A browser has no clipboard for a page that came over plain HTTP, or the person has refused it.
    const field = byId('by-hand');
    field.value = text;
    field.hidden = false;
    field.select();
    byId('copied').textContent = 'Copy it from here';
  }
}

form.addEventListener('change', ({ target }) => {
  if (target.closest('legend'))
    for (const row of rowsOf(target.closest('fieldset')).filter(isShown)) boxOf(row).checked = target.checked;
  show();
});
form.addEventListener('submit', (event) => event.preventDefault());
filter.addEventListener('input', applyFilter);
byId('copy').addEventListener('click', copy);
byId('clear').addEventListener('click', () => {
  form.reset();
  show();
  // The button is gone, and the focus would be with it.
  byId('title').focus();
});
// What a browser kept picked, and in the filter, while the page was reloaded.
applyFilter();
show();
