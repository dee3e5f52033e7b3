/** Light and dark by the reader's preference; one column below 900 pixels. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --bg:#f6f7f9; --card:#fff; --ink:#1c2430; --soft:#5b6675; --line:#dfe3e9; --accent:#1f5fbf; --accent-ink:#fff;
  --red:#b3261e; --red-bg:#fde9e7; --green:#1b6e3c; --green-bg:#e3f4e8; --amber:#8a5a00; --amber-bg:#fdf1d8; --blue:#1f5fbf; --blue-bg:#e5eefb; --grey-bg:#eceff3; }
@media (prefers-color-scheme: dark) { :root { --bg:#12161c; --card:#1b212a; --ink:#e7ebf0; --soft:#9aa6b5; --line:#2e3743; --accent:#7aaeff; --accent-ink:#0c1420;
  --red:#ff9a92; --red-bg:#40201e; --green:#84d9a2; --green-bg:#183524; --amber:#f0c267; --amber-bg:#3a2e14; --blue:#9cc3ff; --blue-bg:#1c2f4a; --grey-bg:#2a323d; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.jump { display: none; color: var(--accent); }
body { margin: 0; background: var(--bg); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 20px; padding: 12px 20px; background: var(--card); border-bottom: 1px solid var(--line); }
h1 { font-size: 17px; margin: 0; }
h1 small { font-weight: 400; color: var(--soft); margin-left: 6px; }
h2 { font-size: 12px; text-transform: uppercase; letter-spacing: .06em; color: var(--soft); margin: 0 0 8px; }
.figures { display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--soft); }
.figures b { color: var(--ink); font-variant-numeric: tabular-nums; }
.live { margin-left: auto; color: var(--green); white-space: nowrap; }
.live.lost { color: var(--red); }
main { display: grid; grid-template-columns: minmax(0, 1fr) 300px; gap: 16px; padding: 16px 20px; max-width: 1500px; margin: 0 auto; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px; }
aside { display: grid; gap: 12px; align-content: start; }
nav { display: flex; flex-wrap: wrap; gap: 4px; margin-bottom: 10px; align-items: center; }
nav button { border: 0; background: none; padding: 6px 10px; border-radius: 6px; color: var(--soft); }
nav button[aria-selected=true] { background: var(--blue-bg); color: var(--blue); font-weight: 600; }
nav input { margin-left: auto; width: 230px; }
button, input, select { font: inherit; color: inherit; }
input, select { background: var(--bg); border: 1px solid var(--line); border-radius: 6px; padding: 5px 8px; }
button { cursor: pointer; background: var(--grey-bg); border: 1px solid var(--line); border-radius: 6px; padding: 5px 10px; }
button.main { background: var(--accent); color: var(--accent-ink); border-color: transparent; }
button.on { background: var(--red-bg); color: var(--red); border-color: var(--red); font-weight: 600; }
button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible, tr:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 500; color: var(--soft); font-size: 12px; padding: 4px 8px; border-bottom: 1px solid var(--line); white-space: nowrap; }
td { padding: 6px 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td code, .mono { font: 12.5px ui-monospace, monospace; }
tr.row { cursor: pointer; }
tr.row:hover td { background: var(--blue-bg); }
tr.detail td { background: var(--bg); }
tr.new td { animation: flash 2s ease-out; }
@keyframes flash { from { background: var(--amber-bg); } }
@media (prefers-reduced-motion: reduce) { tr.new td { animation: none; } }
.badge { display: inline-block; padding: 1px 8px; border-radius: 10px; font-size: 12px; font-weight: 600; background: var(--grey-bg); color: var(--soft); white-space: nowrap; }
.badge.red { background: var(--red-bg); color: var(--red); } .badge.green { background: var(--green-bg); color: var(--green); }
.badge.amber { background: var(--amber-bg); color: var(--amber); } .badge.blue { background: var(--blue-bg); color: var(--blue); }
td p { margin: 4px 0 8px; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.empty { padding: 40px 10px; text-align: center; color: var(--soft); }
.acts { display: flex; flex-wrap: wrap; gap: 6px; }
.switch { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding: 5px 0; }
.switch .acts { flex-wrap: nowrap; }
.switch button { padding: 3px 9px; white-space: nowrap; }
.segment { display: flex; gap: 4px; margin-bottom: 6px; }
.segment button { flex: 1; }
.segment button[aria-pressed=true] { background: var(--blue-bg); color: var(--blue); font-weight: 600; border-color: var(--blue); }
.said { font: 12px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; color: var(--soft); margin: 8px 0 0; }
.more { display: block; margin: 10px auto 0; }
.alarm { padding: 8px 20px; background: var(--red-bg); color: var(--red); font-weight: 600; }
@media (max-width: 900px) {
  main { grid-template-columns: minmax(0, 1fr); padding: 10px; gap: 10px; }
  header { padding: 10px; } .figures { order: 3; width: 100%; gap: 2px 14px; }
  nav input { margin: 6px 0 0; width: 100%; }
  .table thead { display: none; } .table, .table > tbody { display: block; }
  .table > tbody > tr.row { display: grid; grid-template-columns: 110px minmax(0, 1fr); gap: 0 10px; padding: 8px 0; border-bottom: 1px solid var(--line); }
  .table > tbody > tr.row > td { border: 0; padding: 1px 4px; }
  .table > tbody > tr.row > td, .table > tbody > tr.row > td.n { text-align: left; }
  .table > tbody > tr.row > td:nth-child(even) { text-align: right; }
  .jump { display: inline; }
  .table > tbody > tr.detail, .table > tbody > tr.detail > td { display: block; }
}
`;
