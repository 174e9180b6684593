/** The button, the dock, the bar and what all tabs share. */
export const shell: string = `
  & .launcher {
    position: fixed; right: 16px; bottom: 16px; z-index: 2147483000;
    display: grid; place-items: center; width: 40px; height: 40px; padding: 0;
    border: 1px solid var(--line-strong); border-radius: 50%;
    background: var(--raised); color: var(--text); cursor: pointer;
    box-shadow: 0 6px 20px -6px light-dark(oklch(0.2 0.03 250 / 0.35), oklch(0 0 0 / 0.8));
    transition: transform 140ms ease;
  }
  &[data-side='left'] .launcher { right: auto; left: 16px; }
  & .launcher:hover { transform: scale(1.06); }
  & .launcher .dot { position: absolute; right: -1px; top: -1px; width: 11px; height: 11px;
    border: 2px solid var(--raised); }
  & .brand { width: 20px; height: 20px; fill: none; stroke-width: 1.9; stroke-linecap: round;
    stroke-linejoin: round; flex: none; }
  & .brand .ring, & .brand .tip { stroke: var(--accent); }
  & .brand .core { fill: var(--accent); }
  & .icon { width: 14px; height: 14px; fill: none; stroke: currentColor; stroke-width: 1.5;
    stroke-linecap: round; stroke-linejoin: round; flex: none; }

  & .dock {
    position: fixed; inset: auto 0 0 0; z-index: 2147483001; display: flex; flex-direction: column;
    background: var(--bg); border-top: 1px solid var(--line-strong); box-shadow: var(--shadow);
  }
  & .dock > .panel { flex: 1; min-height: 0; }
  & .resize { position: absolute; inset: -5px 0 auto 0; height: 9px; cursor: ns-resize; z-index: 1;
    touch-action: none; }
  & .resize::after { content: ''; position: absolute; left: 50%; top: 3px; width: 44px; height: 3px;
    margin-left: -22px; border-radius: 2px; background: transparent; }
  & .resize:focus-visible { outline: none; }
  & .resize:hover::after, & .resize:focus-visible::after { background: var(--accent); }

  & .panel { display: flex; flex-direction: column; height: 100%; min-height: 0; background: var(--bg);
    container-type: inline-size; }
  & .bar { display: flex; align-items: stretch; flex-wrap: wrap; gap: 0 14px; padding: 0 10px 0 14px;
    border-bottom: 1px solid var(--line); background: var(--raised); }
  & .bar .title { display: flex; align-items: center; gap: 8px; font-weight: 650;
    letter-spacing: -0.01em; }
  & .bar .end { display: flex; align-items: center; flex-wrap: wrap; gap: 2px; margin-left: auto;
    min-height: 42px; }
  & .pill { display: inline-flex; align-items: center; gap: 6px; padding: 2px 9px 2px 8px;
    border-radius: 20px; background: var(--sunken); color: var(--text); font-size: 11.5px;
    font-weight: 550; white-space: nowrap; }
  & .dot { display: inline-block; flex: none; width: 8px; height: 8px; border-radius: 50%;
    background: var(--off); }
  & .dot[data-tone='good'] { background: var(--good); }
  & .dot[data-tone='busy'] { background: var(--busy); }
  & .dot[data-tone='warn'] { background: var(--warn); }
  & .dot[data-tone='bad'] { background: var(--bad); }

  & .tabs { display: flex; gap: 2px; }
  & .tabs button { position: relative; min-height: 42px; padding: 0 12px; border: 0; background: none;
    color: var(--soft); font-weight: 550; cursor: pointer; }
  & .tabs button:hover { color: var(--text); }
  & .tabs button[aria-selected='true'] { color: var(--text); }
  & .tabs button[aria-selected='true']::after { content: ''; position: absolute; left: 12px;
    right: 12px; bottom: -1px; height: 2px; border-radius: 2px 2px 0 0; background: var(--accent); }

  & .button, & .icon-button { display: inline-flex; align-items: center; gap: 6px; min-height: 26px;
    padding: 3px 9px; border: 1px solid transparent; border-radius: 6px; background: none;
    color: var(--soft); font-weight: 550; white-space: nowrap; cursor: pointer; }
  & .icon-button { justify-content: center; width: 28px; padding: 0; }
  & .button { border-color: var(--line); background: var(--raised); color: var(--text); }
  & .button:hover:not(:disabled), & .icon-button:hover:not(:disabled) { background: var(--hover);
    color: var(--text); }
  & .icon-button[aria-pressed='true'] { background: var(--accent-soft); color: var(--accent); }
  & .button:disabled, & .icon-button:disabled { opacity: 0.45; cursor: default; }
  & .button.primary { border-color: transparent; background: var(--accent);
    color: light-dark(oklch(1 0 0), oklch(0.2 0.04 170)); }
  & .button.primary:hover:not(:disabled) { filter: brightness(1.07); background: var(--accent);
    color: light-dark(oklch(1 0 0), oklch(0.2 0.04 170)); }
  & .divider { width: 1px; height: 18px; margin: 0 6px; background: var(--line); }
  & .switch { display: inline-flex; align-items: center; gap: 7px; padding: 0 6px; color: var(--soft);
    font-weight: 550; cursor: pointer; }
  & .switch input { appearance: none; flex: none; width: 26px; height: 15px; margin: 0;
    border-radius: 9px; background: var(--off); cursor: pointer; transition: background 120ms; }
  & .switch input::before { content: ''; display: block; width: 11px; height: 11px; margin: 2px;
    border-radius: 50%; background: oklch(1 0 0); transition: translate 120ms; }
  & .switch input:checked { background: var(--good); }
  & .switch input:checked::before { translate: 11px 0; }
  & .copy { display: inline-flex; align-items: center; gap: 8px; }
  & .said { color: var(--soft); font-size: 11.5px; }
  & .said:empty { display: none; }
  & .file { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
    opacity: 0; }
  & .hint { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
    white-space: nowrap; }

  & .banner { display: flex; align-items: center; flex-wrap: wrap; gap: 6px 12px; padding: 7px 14px;
    border-bottom: 1px solid var(--line); background: var(--accent-soft); }
  & .banner[data-tone='warn'] { background: var(--warn-soft); }
  & .banner[data-tone='bad'] { background: var(--bad-soft); }
  & .banner .button { margin-left: auto; }

  & .body { position: relative; flex: 1; min-height: 0; overflow: auto; }
  & .body:focus-visible { outline-offset: -2px; }
  & .empty { max-width: 62ch; margin: 0 auto; padding: 36px 20px; color: var(--soft);
    text-align: center; }
  & .empty p { margin: 0 0 8px; }
  & .strong { color: var(--text); font-weight: 600; }
  & .soft { color: var(--soft); }
  & .mono { font-family: var(--mono); font-size: 0.94em; overflow-wrap: anywhere; }
  & .code { display: inline-block; padding: 1px 6px; border-radius: 4px; background: var(--sunken);
    font-family: var(--mono); font-size: 11px; overflow-wrap: anywhere; }
  & pre { margin: 0; padding: 9px 11px; border: 1px solid var(--line); border-radius: 7px;
    background: var(--sunken); font-family: var(--mono); font-size: 11.5px; line-height: 1.5;
    white-space: pre-wrap; overflow-wrap: anywhere; }
  & .search { display: inline-flex; align-items: center; gap: 6px; min-width: 0; padding: 0 8px;
    height: 26px; border: 1px solid var(--line); border-radius: 6px; background: var(--raised);
    color: var(--soft); }
  & .search:focus-within { border-color: var(--accent); }
  & .search input { width: 100%; min-width: 60px; border: 0; padding: 0; background: none;
    color: var(--text); outline: none; }
  & .search input::placeholder { color: var(--soft); opacity: 1; }
  & .tools { display: flex; align-items: center; flex-wrap: wrap; gap: 6px 8px; padding: 7px 14px;
    border-bottom: 1px solid var(--line); }
  & .tools .end { display: flex; align-items: center; gap: 2px; margin-left: auto; }
  & .split { display: flex; flex: 1; min-height: 0; }
  & .split > .main { flex: 1; min-width: 0; overflow: auto; position: relative; }
  & .split > .side { flex: none; width: min(380px, 45%); overflow: auto; padding: 12px 14px 20px;
    border-left: 1px solid var(--line); background: var(--raised); }
  & .column { display: flex; flex-direction: column; height: 100%; min-height: 0; }
  @container (max-width: 640px) {
    & .split { flex-direction: column; }
    & .split > .side { width: auto; max-height: 50%; border-left: 0; border-top: 1px solid var(--line); }
    & .bar .wide { display: none; }
  }
`
