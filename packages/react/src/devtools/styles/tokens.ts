/** Every colour and size of the panel, named once; dark only renames colours. */
export const tokens: string = `
  --hue: 250;
  --bg: light-dark(oklch(0.985 0.003 var(--hue)), oklch(0.195 0.012 var(--hue)));
  --raised: light-dark(oklch(1 0 0), oklch(0.228 0.014 var(--hue)));
  --sunken: light-dark(oklch(0.955 0.005 var(--hue)), oklch(0.165 0.01 var(--hue)));
  --hover: light-dark(oklch(0.3 0.04 var(--hue) / 0.07), oklch(0.9 0.03 var(--hue) / 0.09));
  --line: light-dark(oklch(0.3 0.03 var(--hue) / 0.13), oklch(0.9 0.02 var(--hue) / 0.13));
  --line-strong: light-dark(oklch(0.3 0.03 var(--hue) / 0.26), oklch(0.9 0.02 var(--hue) / 0.26));
  --text: light-dark(oklch(0.25 0.02 var(--hue)), oklch(0.935 0.006 var(--hue)));
  --soft: light-dark(oklch(0.45 0.02 var(--hue)), oklch(0.76 0.014 var(--hue)));
  --accent: light-dark(oklch(0.5 0.12 170), oklch(0.8 0.13 168));
  --accent-soft: light-dark(oklch(0.5 0.12 170 / 0.11), oklch(0.8 0.13 168 / 0.15));
  --good: light-dark(oklch(0.49 0.12 155), oklch(0.78 0.15 155));
  --busy: light-dark(oklch(0.5 0.15 255), oklch(0.76 0.12 250));
  --warn: light-dark(oklch(0.5 0.11 65), oklch(0.82 0.135 78));
  --bad: light-dark(oklch(0.53 0.19 25), oklch(0.745 0.155 22));
  --off: light-dark(oklch(0.6 0.015 var(--hue)), oklch(0.6 0.015 var(--hue)));
  --warn-soft: light-dark(oklch(0.7 0.15 70 / 0.13), oklch(0.82 0.135 78 / 0.12));
  --bad-soft: light-dark(oklch(0.53 0.19 25 / 0.09), oklch(0.745 0.155 22 / 0.13));

  --change: light-dark(oklch(0.6 0.16 310), oklch(0.76 0.13 310));
  --event: light-dark(oklch(0.58 0.16 280), oklch(0.74 0.13 280));
  --flush: light-dark(oklch(0.58 0.14 250), oklch(0.75 0.12 245));
  --fetch: light-dark(oklch(0.6 0.11 205), oklch(0.79 0.11 205));
  --render: light-dark(oklch(0.6 0.13 160), oklch(0.8 0.14 160));
  --connection: light-dark(oklch(0.62 0.03 var(--hue)), oklch(0.66 0.03 var(--hue)));
  --log: light-dark(oklch(0.6 0.12 120), oklch(0.78 0.13 120));
  --page: light-dark(oklch(0.66 0.09 75), oklch(0.76 0.09 80));

  --sans: -apple-system, BlinkMacSystemFont, 'Segoe UI Variable Text', 'Segoe UI', Inter, Roboto,
    'Noto Sans', Ubuntu, Cantarell, 'Liberation Sans', Arial, sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono',
    'Liberation Mono', monospace;
  --shadow: 0 -1px 2px light-dark(oklch(0.2 0.03 var(--hue) / 0.05), oklch(0 0 0 / 0.4)),
    0 -18px 48px -16px light-dark(oklch(0.2 0.03 var(--hue) / 0.22), oklch(0 0 0 / 0.7));
`
