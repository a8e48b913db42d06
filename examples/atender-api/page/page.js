const form = document.querySelector('form');
const status = document.querySelector('[role=status]');
let running = new AbortController();

/** A paragraph, what stands before its colon set off. @param {string} text */
function paragraph(text) {
  const [, label, rest] = /^([^:]+:)(.*)$/.exec(text) ?? ['', '', text];
  const start = Object.assign(document.createElement('b'), { textContent: label });
  const whole = document.createElement('p');
  whole.append(start, rest);
  return whole;
}

async function answer() {
  running.abort();
  running = new AbortController();
  const picked = new URLSearchParams(new FormData(form));
  if (picked.size === 0) return ['Nothing is picked yet.'];
  const response = await fetch(`/least-scopes?${picked}`, { signal: running.signal });
  if (!response.ok) throw new Error(`the server said ${response.status}`);
  const { scopes, bundle, exact } = await response.json();
  return [
    `Scopes: ${scopes.join(', ') || 'none'}`,
    bundle ? `Bundle: ${bundle.name}` : 'No bundle covers them.',
    ...(bundle ? [`Excess of the bundle: ${bundle.excess.join(', ') || 'none'}`] : []),
    ...(exact ? [] : ['There may be something narrower.']),
  ];
}

async function show() {
  try {
    status.replaceChildren(...(await answer()).map(paragraph));
  } catch (error) {
    if (error.name !== 'AbortError') status.replaceChildren(paragraph(`No answer: ${error.message}`));
  }
}

form.addEventListener('change', show);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  show();
});
// What a browser kept picked while the page was reloaded.
show();
