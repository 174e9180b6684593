import type { ReactNode } from 'react'

const paths = {
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  download: 'M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11',
  fit: 'M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  load: 'M8 10.5v-8M4.5 6L8 2.5 11.5 6M2.5 13.5h11',
  minus: 'M3 8h10',
  pause: 'M5.5 3v10M10.5 3v10',
  play: 'M5 3l8 5-8 5z',
  plus: 'M3 8h10M8 3v10',
  reconnect: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.2v2.6h-2.6',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3l3.2 3.2',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}

/** Two arrows that follow one another around a drop: what keeps fresh. */
export function Brand(): ReactNode {
  return (
    <svg className="brand" viewBox="0 0 20 20" aria-hidden="true">
      <path className="ring" d="M16.2 7.4A6.8 6.8 0 1 0 16.8 10" />
      <path className="tip" d="M16.9 3.6v4.2h-4.2" />
      <circle className="core" cx="10" cy="10" r="2.4" />
    </svg>
  )
}
