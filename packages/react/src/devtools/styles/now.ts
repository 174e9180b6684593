export const now: string = `
  & .now { display: grid; gap: 14px; padding: 16px 14px 22px; }
  & .cards { display: grid; grid-template-columns: 1.15fr 1fr 1fr; grid-template-rows: auto auto 1fr;
    grid-auto-flow: column; gap: 10px; }
  & .card[data-machine='connection'], & .card[data-machine='polling'] { grid-row: span 3; }
  @container (max-width: 860px) {
    & .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr));
      grid-template-rows: none; grid-auto-flow: row; }
    & .card[data-machine] { grid-row: auto; }
  }
  & .card { display: flex; flex-direction: column; gap: 6px; min-width: 0; padding: 12px 14px 13px;
    border: 1px solid var(--line); border-radius: 10px; background: var(--raised); }
  & .card h3, & .block h3 { margin: 0; color: var(--soft); font-size: 11.5px; font-weight: 550; }
  & .card .state { display: flex; align-items: center; gap: 8px; margin: 0; font-size: 15px;
    font-weight: 620; letter-spacing: -0.01em; }
  & .card p { margin: 0; }
  & .card .meaning { color: var(--soft); }
  & .cause { padding: 7px 9px; border-radius: 7px; background: var(--warn-soft); }
  & .cause[data-tone='bad'] { background: var(--bad-soft); }
  & .cause .code { margin-top: 4px; background: none; padding: 0; color: var(--soft); }
  & .facts { display: grid; grid-template-columns: auto 1fr; gap: 3px 10px; margin: 2px 0 0;
    padding-top: 4px; font-size: 12px; }
  & .facts dt { color: var(--soft); }
  & .facts dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
  & .blocks { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(340px, 100%), 1fr)); gap: 10px; }
  & .block { padding: 12px 14px 8px; border: 1px solid var(--line); border-radius: 10px;
    background: var(--raised); min-width: 0; }
  & .block h3 { margin-bottom: 8px; }
  & .numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(92px, 1fr)); gap: 12px 14px;
    margin: 0 0 8px; }
  & .numbers div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
  & .numbers dt { color: var(--soft); font-size: 11.5px; }
  & .numbers dd { margin: 0; font-size: 20px; font-weight: 600; letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums; }
  & .rows { width: 100%; border-collapse: collapse; font-size: 12px; }
  & .rows th, & .rows td { padding: 4px 8px 4px 0; border-top: 1px solid var(--line);
    text-align: left; font-weight: 400; vertical-align: baseline; }
  & .rows tr:first-child > * { border-top: 0; }
  & .rows td { color: var(--soft); }
  & .rows .value { color: var(--text); white-space: nowrap; font-variant-numeric: tabular-nums; }
  & .rows tr[data-current] th, & .rows tr[data-current] .value { font-weight: 650; color: var(--accent); }
`
