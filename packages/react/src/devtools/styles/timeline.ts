export const timeline: string = `
  & .chips { display: flex; flex-wrap: wrap; gap: 3px; }
  & .chip { display: inline-flex; align-items: center; gap: 5px; height: 26px; padding: 0 8px;
    border: 1px solid transparent; border-radius: 6px; background: none; color: var(--text);
    font-size: 12px; cursor: pointer; }
  & .chip:hover { background: var(--hover); }
  & .chip::before { content: ''; width: 9px; height: 9px; border-radius: 3px;
    border: 1.5px solid var(--chip); background: var(--chip); box-sizing: border-box; }
  & .chip[aria-pressed='false'] { color: var(--soft); text-decoration: line-through; }
  & .chip[aria-pressed='false']::before { background: none; }
  & [data-lane='change'] { --chip: var(--change); }
  & [data-lane='event'] { --chip: var(--event); }
  & [data-lane='flush'] { --chip: var(--flush); }
  & [data-lane='fetch'] { --chip: var(--fetch); }
  & [data-lane='render'] { --chip: var(--render); }
  & [data-lane='connection'] { --chip: var(--connection); }
  & [data-lane='log'] { --chip: var(--log); }
  & [data-lane='page'] { --chip: var(--page); }

  & .chart { display: block; width: 100%; user-select: none; touch-action: pan-y; cursor: grab; }
  & .chart:active { cursor: grabbing; }
  & .chart:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
  & .chart .band { fill: transparent; }
  & .chart .band[data-odd] { fill: light-dark(oklch(0.3 0.03 250 / 0.028), oklch(0.9 0.02 250 / 0.025)); }
  & .chart .grid { stroke: var(--line); stroke-width: 1; }
  & .chart text { font: 11px var(--sans); fill: var(--soft); }
  & .chart text.lane { font-weight: 550; fill: var(--text); }
  & .chart .gutter { fill: var(--bg); }
  & .chart .edge { stroke: var(--line); stroke-width: 1; }
  & .chart .mark { fill: var(--chip); cursor: pointer; }
  & .chart .mark[data-tone='good'] { fill: var(--good); }
  & .chart .mark[data-tone='busy'] { fill: var(--busy); }
  & .chart .mark[data-tone='warn'] { fill: var(--warn); }
  & .chart .mark[data-tone='bad'] { fill: var(--bad); }
  & .chart .mark[data-tone='faint'] { fill: var(--off); opacity: 0.55; }
  & .chart .mark[data-open] { stroke: var(--chip); stroke-width: 1; stroke-dasharray: 3 2;
    fill-opacity: 0.55; }
  & .chart[data-chosen] .mark { opacity: 0.22; }
  & .chart[data-chosen] .mark[data-kin] { opacity: 1; }
  & .chart .mark[data-chosen] { opacity: 1; stroke: var(--text); stroke-width: 2; stroke-dasharray: none; }
  & .chart .mark:hover { opacity: 1; filter: brightness(1.12); }
  & .chart .inside { fill: light-dark(oklch(1 0 0), oklch(0.16 0.02 250)); pointer-events: none;
    font-size: 10.5px; font-weight: 550; }
  & .chart[data-chosen] .inside:not([data-kin]) { opacity: 0.35; }
  & .chart .link { fill: none; stroke: var(--text); stroke-opacity: 0.45; stroke-width: 1.1;
    pointer-events: none; }
  & .chart .link[data-direct] { stroke-opacity: 0.9; stroke-width: 1.5; }
  & .chart .tip-end { fill: var(--text); pointer-events: none; }
  & .chart .now { stroke: var(--accent); stroke-width: 1.2; stroke-dasharray: 2 3; }

  & .side h3 { margin: 0 0 3px; font-size: 14px; font-weight: 620; letter-spacing: -0.01em;
    overflow-wrap: anywhere; }
  & .side h4 { margin: 16px 0 5px; color: var(--soft); font-size: 11.5px; font-weight: 550; }
  & .side .top { display: flex; align-items: flex-start; gap: 8px; }
  & .side .top > div { flex: 1; min-width: 0; }
  & .side p { margin: 0 0 4px; }
  & .side .facts { grid-template-columns: minmax(70px, auto) 1fr; padding: 0; }
  & .side .facts dd { text-align: left; font-family: var(--mono); font-size: 11px; }
  & .tree, & .tree ul { margin: 0; padding: 0; list-style: none; }
  & .tree ul { margin-left: 9px; padding-left: 9px; border-left: 1px solid var(--line); }
  & .tree button { display: flex; align-items: baseline; gap: 7px; width: 100%; padding: 3px 5px;
    border: 0; border-radius: 5px; background: none; color: var(--text); text-align: left;
    cursor: pointer; }
  & .tree button:hover { background: var(--hover); }
  & .tree button::before { content: ''; flex: none; width: 8px; height: 8px; border-radius: 2px;
    background: var(--chip); }
  & .tree .name { flex: 1; min-width: 0; overflow-wrap: anywhere; }
  & .tree .when { color: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums;
    white-space: nowrap; }
`
