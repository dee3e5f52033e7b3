import { BOOKS_SCRIPT } from './books.script.js';

/** Runs in the browser: asks the control API every two seconds and shows what changed. */
export const PAGE_SCRIPT = String.raw`
'use strict';
${BOOKS_SCRIPT}
const API = '/control/v1/';
const $ = (id) => document.getElementById(id);
// #orders/1007 opens that order.
const [tabOfLink, keyOfLink = ''] = location.hash.slice(1).split('/');
const state = { tab: tabOfLink, find: keyOfLink, system: 'erp', open: new Set(), seen: new Set(), limit: 30, shown: '', faults: { rules: [] } };
if (!BOOKS[state.tab]) state.tab = 'orders';
$('find').value = state.find;
if (keyOfLink) state.open.add(state.tab + (/^\d+$/.test(keyOfLink) ? keyOfLink.padStart(10, '0') : keyOfLink));

async function call(method, path, body) {
  const response = await fetch(API + path, { method, headers: body === undefined ? {} : { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) });
  const answer = await response.json();
  if (method !== 'GET') {
    const data = body === undefined ? '' : " -H 'content-type: application/json' -d '" + JSON.stringify(body) + "'";
    $('said').textContent = 'curl -X ' + method + ' ' + location.origin + API + path + data + '\n→ ' + response.status + ' ' + JSON.stringify(answer).slice(0, 300);
  }
  if (!response.ok) throw new Error(answer.message || response.status);
  return answer;
}

async function refresh() {
  try {
    const book = BOOKS[state.tab];
    const [summary, faults, ...pages] = await Promise.all([call('GET', 'summary'), call('GET', 'faults'), ...book.ask(state.find, state.limit).map((path) => call('GET', path))]);
    showFigures(summary);
    showFaults(faults);
    showBook(book, pages);
    $('live').textContent = '● live';
    $('live').className = 'live';
  } catch (error) {
    $('live').textContent = '● ' + (error instanceof TypeError ? 'the sandbox does not answer' : error.message);
    $('live').className = 'live lost';
  }
}

function showFigures(s) {
  $('figures').innerHTML = [['orders', s.orders], ['blocked', s.blockedOrders], ['to ship', s.deliveriesToIssue], ['to bill', s.deliveriesToBill], ['unpaid', s.openInvoices], ['payments', s.payments]]
    .map(([name, n]) => '<span><b>' + n + '</b> ' + name + '</span>').join('');
}

function showBook(book, pages) {
  const html = book.show(pages, state);
  if (html !== state.shown) {
    $('books').innerHTML = state.shown = html;
    for (const row of $('books').querySelectorAll('[data-key]')) state.seen.add(state.tab + row.dataset.key);
  }
  $('more').hidden = !pages.some((page) => page.next);
  for (const tab of document.querySelectorAll('[data-tab]')) tab.setAttribute('aria-selected', tab.dataset.tab === state.tab);
}

function ruleOf(system) {
  return state.faults.rules.find((rule) => rule.system === system && !rule.operation) || { system };
}

function showFaults(faults) {
  state.faults = faults;
  const rule = ruleOf(state.system);
  for (const button of document.querySelectorAll('[data-system]')) button.setAttribute('aria-pressed', button.dataset.system === state.system);
  toggle(document.querySelector('[data-fault=down]'), rule.down, 'on', 'off');
  if (document.activeElement !== $('slow')) $('slow').value = String((rule.slow && rule.slow.ms) || 0);
  for (const name of ['loseAnswer', 'lateCommit']) {
    const fault = rule[name] || {};
    toggle(document.querySelector('[data-next=' + name + ']'), fault.next > 0, 'next ' + fault.next, 'next');
    toggle(document.querySelector('[data-half=' + name + ']'), fault.share > 0, Math.round(fault.share * 100) + ' %', 'half');
  }
  for (const button of document.querySelectorAll('[data-auto]')) toggle(button, !faults[button.dataset.auto], 'off', 'on');
  $('rules').innerHTML = faults.rules.filter((one) => one.operation).map((one) => '<p class="said">' + text(JSON.stringify(one)) + '</p>').join('');
  const wrong = faults.rules.map(spoken).concat(faults.autoBill ? [] : ['no billing run'], faults.autoPay ? [] : ['no payments']);
  $('alarm').hidden = wrong.length === 0;
  $('alarm').textContent = 'Switched: ' + wrong.join(' · ');
}

function spoken(rule) {
  const faults = [rule.down && 'down', rule.slow && 'slow by ' + rule.slow.ms / 1000 + ' s', rule.loseAnswer && 'loses answers', rule.lateCommit && 'commits late'].filter(Boolean);
  return rule.system.toUpperCase() + (rule.operation ? ' ' + rule.operation : '') + ' ' + faults.join(', ');
}

function toggle(button, on, whenOn, whenOff) {
  button.textContent = on ? whenOn : whenOff;
  button.classList.toggle('on', Boolean(on));
  button.setAttribute('aria-pressed', Boolean(on));
}

async function act(method, path, body) {
  try { await call(method, path, body); } catch (error) { $('said').textContent += '\n' + error.message; }
  await refresh();
}

function putRule(change) { return act('PUT', 'faults', { ...ruleOf(state.system), ...change }); }

document.addEventListener('click', (event) => {
  const target = event.target.closest('button, tr.row');
  if (!target) return;
  const { tab, post, auto, system, fault, next, half, act: action, method, body } = target.dataset;
  if (tab) { state.tab = tab; state.limit = 30; state.shown = ''; history.replaceState(null, '', '#' + tab); refresh(); }
  else if (post) act('POST', post, {});
  else if (auto) act('PUT', 'faults', { [auto]: !state.faults[auto] });
  else if (system) { state.system = system; showFaults(state.faults); }
  else if (fault) putRule({ [fault]: !ruleOf(state.system)[fault] });
  else if (next) putRule({ [next]: (ruleOf(state.system)[next] || {}).next ? null : { next: 1, ...(next === 'lateCommit' ? { afterMs: 3000 } : {}) } });
  else if (half) putRule({ [half]: (ruleOf(state.system)[half] || {}).share ? null : { share: 0.5, ...(half === 'lateCommit' ? { afterMs: 3000 } : {}) } });
  else if (action) act(method, action, JSON.parse(body));
  else if (target.id === 'repair') act('DELETE', 'faults');
  else if (target.id === 'reset') { if (confirm('Delete every document of the ERP and the CRM, and fill up the stock?')) act('POST', 'reset', {}); }
  else if (target.id === 'more') { state.limit += 50; refresh(); }
  else if (target.matches('tr.row')) { open(target.dataset.key); }
});
document.addEventListener('keydown', (event) => {
  if ((event.key === 'Enter' || event.key === ' ') && event.target.matches('tr.row')) { event.preventDefault(); open(event.target.dataset.key); }
});
function open(key) {
  const id = state.tab + key;
  if (state.open.has(id)) state.open.delete(id); else state.open.add(id);
  refresh();
}
$('slow').addEventListener('change', (event) => putRule({ slow: event.target.value === '0' ? null : { ms: Number(event.target.value) } }));
$('find').addEventListener('input', (event) => { state.find = event.target.value.trim(); refresh(); });
setInterval(() => { if (!document.hidden) refresh(); }, 2000);
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
refresh();
`;
