/** Queries and the doctor. */
export const lists: string = `
  & .list { width: 100%; border-collapse: separate; border-spacing: 0; font-size: 12.5px; }
  & .list th { position: sticky; top: 0; z-index: 1; padding: 6px 8px; background: var(--bg);
    border-bottom: 1px solid var(--line); color: var(--soft); font-size: 11.5px; font-weight: 550;
    text-align: left; white-space: nowrap; }
  & .list td { padding: 0 8px; border-bottom: 1px solid var(--line); vertical-align: middle; }
  & .list th:first-child, & .list td:first-child { padding-left: 14px; }
  & .list td.number, & .list th.number { text-align: right; font-variant-numeric: tabular-nums; }
  & .list tr:hover td { background: var(--hover); }
  & .list tr[data-chosen] td { background: var(--accent-soft); }
  & .list .pick { display: block; width: 100%; padding: 6px 0; border: 0; background: none;
    color: var(--text); font-family: var(--mono); font-size: 11.5px; text-align: left;
    overflow-wrap: anywhere; cursor: pointer; }
  & .list .state { display: inline-flex; align-items: center; gap: 7px; white-space: nowrap; }
  & .list .soft, & .list .number { white-space: nowrap; }

  & .side p.after { margin-top: 8px; }
  & .side pre { font-family: var(--sans); font-size: 12px; }
  & .chain { margin: 6px 0 0; padding: 0; list-style: none; }
  & .chain li { display: flex; gap: 10px; padding: 2px 0; overflow-wrap: anywhere; }
  & .chain .when { flex: none; color: var(--soft); font-variant-numeric: tabular-nums; }

  & .doctor { display: grid; gap: 10px; max-width: 860px; margin: 0 auto; padding: 16px 14px 24px; }
  & .doctor .head { display: flex; align-items: center; flex-wrap: wrap; gap: 8px 12px; }
  & .doctor .head p { margin: 0; flex: 1; min-width: 220px; color: var(--soft); }
  & .findings { display: grid; gap: 10px; margin: 0; padding: 0; list-style: none; }
  & .finding { display: grid; gap: 7px; padding: 12px 14px; border: 1px solid var(--line);
    border-left: 3px solid var(--off); border-radius: 8px; background: var(--raised); }
  & .finding[data-severity='error'] { border-left-color: var(--bad); }
  & .finding[data-severity='warning'] { border-left-color: var(--warn); }
  & .finding[data-severity='info'] { border-left-color: var(--busy); }
  & .finding h3 { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 10px; margin: 0;
    font-size: 13.5px; font-weight: 620; }
  & .finding p { margin: 0; overflow-wrap: anywhere; }
  & .finding .evidence { color: var(--soft); }
  & .severity { font-size: 11.5px; font-weight: 600; }
  & .severity[data-severity='error'] { color: var(--bad); }
  & .severity[data-severity='warning'] { color: var(--warn); }
  & .severity[data-severity='info'] { color: var(--busy); }
  & .spinner { width: 13px; height: 13px; border: 2px solid var(--line-strong);
    border-top-color: var(--accent); border-radius: 50%; animation: everfresh-spin 0.8s linear infinite; }
`
